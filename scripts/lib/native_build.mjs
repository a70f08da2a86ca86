// Builds the two addons with CMake, through cmake-js, and puts them into build/Release with a note on their libtorch.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root, tilde } from '../setup/paths.mjs';
import { fingerprint, replaceFile } from './fingerprint.mjs';
import { run, say } from './processes.mjs';

const INPUTS = ['native', 'CMakeLists.txt', 'node_modules/node-addon-api/package.json'];
const CURE = 'The addon needs cmake 3.18 and a C++20 compiler (Debian, Ubuntu: apt install cmake g++ ninja-build).';

/** As many compilers at once as there are cores, and 2 GB of memory for each. */
const parallelJobs = () => Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.totalmem() / 2 ** 31)));

function readNote(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function place(from, to) {
  const [source, target] = [fs.statSync(from), fs.statSync(to, { throwIfNoEntry: false })];
  if (target && target.size === source.size && target.mtimeMs === source.mtimeMs) return;
  const part = `${to}.${process.pid}.part`;
  try {
    fs.copyFileSync(from, part);
    fs.utimesSync(part, source.atime, source.mtime);
    fs.renameSync(part, to); // never written in place: a running process may have it mapped
  } finally {
    fs.rmSync(part, { force: true });
  }
}

/** Builds what is out of date against `libtorch` (from findLibtorch). `tree` is CMake's folder, `out` the result's. */
export async function buildAddon(libtorch, { tree = 'build-cmake', out = 'build/Release' } = {}) {
  const folder = path.join(root, out);
  const noteFile = path.join(folder, 'nodetorch.json');
  const inputs = fingerprint(root, INPUTS);
  const note = { libtorch: libtorch.dir, version: libtorch.version, inputs };
  const old = readNote(noteFile);
  const same = Object.keys(note).every((key) => note[key] === old[key]);
  const addons = ['nodetorch.node', 'nodetorch_loader.node'];
  if (same && addons.every((name) => fs.existsSync(path.join(folder, name)))) return;

  say(`building the addon against libtorch ${libtorch.version} in ${tilde(libtorch.dir)}`);
  const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
  const options = ['--directory', root, '--out', path.join(root, tree), '--log-level', 'error'];
  const settings = [`--CDNODETORCH_LIBTORCH=${libtorch.dir}`];
  // Configured only when a setting changes (CMake itself notices new sources): `compile` would start anew at each error.
  const configured = path.join(root, tree, 'nodetorch-settings');
  const wanted = JSON.stringify([settings, process.version]);
  if (!fs.existsSync(configured) || fs.readFileSync(configured, 'utf8') !== wanted) {
    await run('Configuring the addon', process.execPath, [cmakeJs, 'configure', ...options, ...settings], { cwd: root, cure: CURE });
    replaceFile(configured, wanted);
  }
  const jobs = ['--parallel', String(parallelJobs())];
  await run('Building the addon', process.execPath, [cmakeJs, 'build', ...options, ...jobs], { cwd: root, cure: CURE });
  fs.mkdirSync(folder, { recursive: true });
  for (const name of addons) place(path.join(root, tree, 'Release', name), path.join(folder, name));
  replaceFile(noteFile, `${JSON.stringify(note, null, 2)}\n`);
}
