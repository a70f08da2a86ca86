// How our launchers start Node for programs that train: what makes it faster and can only be said at its start.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { status, statusOf } from './processes.mjs';

const importing = (file) => `--import=${pathToFileURL(path.join(root, file))}`;

const v8Flags = ['--no-node-snapshot', '--max-semi-space-size=1'];

/**
 * What makes V8's small collections, of which a program that makes tensors runs many, three times cheaper.
 * They visit the objects of the start-up snapshot, so none; all pages of the new space, which Node lets grow to 64 of
 * them, so few (that also keeps temporary tensors from being taken for old ones); and the handles that V8 holds while
 * it evaluates the modules of a program, so the library's are imported before it.
 */
export const nodeFlags = [...v8Flags, importing('dist/index.js')];

/**
 * Tensors are freed in batches after a collection. glibc keeps seven freed blocks of a size at hand unless told
 * otherwise, and sorts the rest of a batch into its slow lists: small operators cost 15 to 25 % more.
 */
export function nodeEnvironment(env = process.env) {
  const own = 'glibc.malloc.tcache_count=4000';
  return { ...env, GLIBC_TUNABLES: env.GLIBC_TUNABLES ? `${own}:${env.GLIBC_TUNABLES}` : own };
}

/** What a process that was started early has loaded, by when it was written; undefined where something is absent. */
function loadedFiles() {
  const ours = ['index.js', 'nodetorch-core.js', 'nodetorch-base.js'].map((name) => path.join(root, 'dist', name));
  const timeOf = (file) => file && fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const times = [findAddon()?.addon, ...ours].map(timeOf);
  return times.includes(undefined) ? undefined : times.join(' ');
}

/**
 * Starts a program, `[...options of Node, file, ...arguments]`, that waits before its first line, so that the library
 * is loaded while the set-up looks at what is there. `run()` lets it go and returns its exit status; undefined if it
 * has loaded what the set-up has replaced since, or nothing. Without `run()` it ends with this process. Where a library
 * that is in use cannot be replaced there is no such process, nor where something is absent.
 */
export function startEarly(program, { env, stdio = ['inherit', 'inherit', 'inherit'] } = {}) {
  const before = process.platform === 'linux' ? loadedFiles() : undefined;
  if (before === undefined) return undefined;
  const child = spawn(process.execPath, [...v8Flags, importing('scripts/setup/gate.mjs'), ...program], {
    env: nodeEnvironment(env), stdio: [...stdio, 'pipe'],
  });
  const gate = child.stdio[3];
  const isReady = new Promise((resolve) => {
    gate.once('data', () => resolve(true));
    for (const end of ['error', 'close']) {
      gate.once(end, () => resolve(false));
      child.once(end, () => resolve(false));
    }
  });
  child.unref();
  gate.unref();
  return {
    async run() {
      gate.ref();
      if (loadedFiles() !== before || !(await isReady)) {
        child.kill('SIGKILL');
        gate.destroy();
        return undefined;
      }
      child.ref();
      const ended = statusOf(child);
      gate.end('!');
      return ended;
    },
  };
}

/**
 * Runs a program as {@link startEarly} does; returns its exit status. `early`: what that gave for it; `options` go to
 * spawn.
 */
export async function runProgram(program, { env, early, ...options } = {}) {
  const ended = await early?.run();
  return ended ?? status(process.execPath, [...nodeFlags, ...program], { ...options, env: nodeEnvironment(env) });
}
