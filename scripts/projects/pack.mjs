// The packages of this clone as a registry would have them, with this machine's platform package.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { writeNodetorch, writePlatformPackage } from '../lib/platform_package.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { platformKey } from '../../lib/addon/installed/platforms.mjs';

function told(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26, ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}

const manifestIn = (file) => JSON.parse(told('tar', ['-xzOf', file, 'package/package.json']));

/** What makes a new project (`npm create nodetorch`), packed into `out`. */
function packCreate(out) {
  const args = ['pack', path.join(root, 'scripts/create'), '--ignore-scripts', '--json', '--pack-destination', out];
  return path.join(out, JSON.parse(told('npm', args, { cwd: root }))[0].filename);
}

/** Packs all of them into `out`, which is made anew: `{ manifest, file }` each, nodetorch first. */
export async function packAll(out) {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const platform = await writePlatformPackage({ key: platformKey, built: path.join(root, 'build/Release'), out });
  const { tarball } = await writeNodetorch(out);
  return [tarball, platform.tarball, packCreate(out)].map((file) => ({ file, manifest: manifestIn(file) }));
}
