// The package as a user has it after `npm install`, in a folder of its own: the real scripts, a prebuilt addon (no
// library: these tests never load it), an own cache, and a python3 that has pip but no torch.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ADDONS, NOTE, packageName } from '../../../lib/addon/installed/platform_package.mjs';

export const root = resolve(import.meta.dirname, '../../..');

/** A `python3` of PATH may be a script that looks for the one to start, each time anew. */
let python: string | undefined;
function thePython(): string {
  python ??= spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim() || 'python3';
  return python;
}

const noTorch = () => `#!/bin/sh
case "$*" in *find_spec*) echo ;; *) exec "${thePython()}" "$@" ;; esac
`;

export type Started = (child: ReturnType<typeof spawn>) => void;

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export class PackageCopy {
  readonly home = mkdtempSync(join(tmpdir(), 'nodetorch-test-'));
  readonly package = join(this.home, 'node_modules/nodetorch');
  readonly prebuild = join(this.home, 'node_modules', packageName());
  readonly cache = join(this.home, 'cache');
  readonly python = join(this.home, 'python3');
  env: Record<string, string | undefined> = {};

  constructor() {
    for (const name of ['lib/addon/installed', 'scripts/cli.mjs', 'scripts/setup', 'scripts/tools/build', 'package.json']) {
      cpSync(join(root, name), join(this.package, name), { recursive: true });
    }
    this.writePrebuild();
    this.writePython(noTorch());
  }

  /** The platform package, with `manifest` over what it should say. */
  writePrebuild({ libtorch = '2.15.0', ...manifest }: Record<string, string> = {}): void {
    mkdirSync(this.prebuild, { recursive: true });
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    writeFileSync(join(this.prebuild, 'package.json'), JSON.stringify({ name: packageName(), version, ...manifest }));
    writeFileSync(join(this.prebuild, NOTE), JSON.stringify({ version: libtorch, sources: '' }));
    for (const name of ADDONS) writeFileSync(join(this.prebuild, name), 'addon');
  }

  writePython(text: string): void {
    writeFileSync(this.python, text);
    chmodSync(this.python, 0o755);
  }

  /** The environment of a machine on which nothing is set: only what `env` adds. */
  environment(): Record<string, string | undefined> {
    const { PATH } = process.env;
    return {
      PATH, HOME: this.home, NODETORCH_CACHE: this.cache, NODETORCH_PYTHON: this.python, PIP_CONFIG_FILE: '/dev/null',
      NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', ...this.env,
    };
  }

  /** Runs `node ...args` there; `started` is given the process. */
  node(args: string[], started: Started = () => {}): Promise<Outcome> {
    return this.command(process.execPath, args, started);
  }

  command(command: string, args: string[], started: Started = () => {}): Promise<Outcome> {
    return new Promise((done, fail) => {
      const child = spawn(command, args, { cwd: this.home, env: this.environment() });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
        });
      }
      child.on('error', fail);
      child.on('close', (code, signal) => done({ code, signal, output }));
      started(child);
    });
  }

  nodetorch(...args: string[]): Promise<Outcome> {
    return this.node([join(this.package, 'scripts/cli.mjs'), ...args]);
  }

  cached(): string[] {
    return existsSync(this.cache) ? readdirSync(this.cache).sort() : [];
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
