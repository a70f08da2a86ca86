// npm run window [-- vitest's filters]: builds and tests a copy of this checkout with the oldest and the newest
// libtorch that the sources are for. Not part of npm test: it fetches two libtorchs (1 GB) and builds twice.

import fs from 'node:fs';
import path from 'node:path';
import { main } from './setup/main.mjs';
import { say, status } from './setup/processes.mjs';
import { install } from './setup/install.mjs';
import { root } from '../lib/addon/installed/paths.mjs';
import { WINDOW } from '../lib/addon/installed/versions.mjs';

const COPIED = [
  'lib', 'native', 'scripts', 'exercises', 'test', 'package.json', 'package-lock.json', 'CMakeLists.txt', 'tsconfig.json',
  'tsconfig.exercises.json', 'vitest.config.ts',
];
/** What has to hold with every libtorch: all operators plan, values and gradients are right, networks learn. */
const SMOKE = [
  'test/operators', 'test/autograd', 'test/tensor', 'test/functional', 'test/nn', 'test/optim', 'test/serialization',
  'test/lifetime', 'test/exercises',
];

function copyOf(version) {
  const folder = path.join(root, 'build-window', version);
  for (const name of COPIED) {
    const target = path.join(folder, name);
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(path.join(root, name), target, { recursive: true, preserveTimestamps: true });
  }
  const modules = path.join(folder, 'node_modules');
  if (!fs.existsSync(modules)) fs.symlinkSync(path.join(root, 'node_modules'), modules);
  return folder;
}

async function check(version, filters) {
  const { dir } = await install({ variant: 'cpu', version });
  const folder = copyOf(version);
  say(`libtorch ${version}: building and testing in ${folder}`);
  const env = { ...process.env, LIBTORCH: dir };
  return status(process.execPath, [path.join(folder, 'scripts/test.mjs'), ...filters], { cwd: folder, env });
}

await main(async () => {
  const given = process.argv.slice(2);
  const results = [];
  for (const version of [WINDOW.oldest, WINDOW.newest]) {
    results.push([version, await check(version, given.length > 0 ? given : SMOKE)]);
  }
  for (const [version, code] of results) say(`libtorch ${version}: ${code === 0 ? 'all is well' : `FAILED (exit code ${code})`}`);
  return results.every(([, code]) => code === 0) ? 0 : 1;
});
