// Builds the two addons with CMake, through cmake-js, and puts them into build/Release with a note on their libtorch.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root, tilde } from '../../lib/addon/installed/paths.mjs';
import { ADDONS, NOTE } from '../../lib/addon/installed/platform_package.mjs';
import { readIfThere } from '../../lib/addon/installed/read.mjs';
import { platformKey } from '../../lib/addon/installed/platforms.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { isCutShort } from '../../lib/addon/installed/whole.mjs';
import { nativePlaces, nativeSources } from './native_sources.mjs';
import { run, say } from './processes.mjs';
import { buildSteadily } from './steady.mjs';
import { ensureTools } from './tools.mjs';

const CURE = 'The addon needs cmake 3.18 and a C++20 compiler (Debian, Ubuntu: apt install cmake g++ ninja-build; macOS: ' +
  'xcode-select --install, brew install cmake ninja; Windows: Visual Studio\'s build tools for C++).';

/** As many compilers at once as there are cores, and 2 GB of memory for each. */
const parallelJobs = () => Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.totalmem() / 2 ** 31)));

/** Copies a file if it changed. Never written in place: a running process may have the old one mapped. */
export function place(from, to) {
  const [source, target] = [fs.statSync(from), fs.statSync(to, { throwIfNoEntry: false })];
  if (target && target.size === source.size && target.mtimeMs === source.mtimeMs) return;
  replaceFile(to, (part) => {
    fs.copyFileSync(from, part);
    fs.utimesSync(part, source.atime, source.mtime);
  });
}

/** cmake-js and the headers of Node-API: a clone's own packages, or set-up's in the cache. */
async function buildTools() {
  const find = (folder) => {
    const { resolve } = createRequire(path.join(folder, 'package.json'));
    return { cmakeJs: resolve('cmake-js/bin/cmake-js'), nodeAddonApi: path.dirname(resolve('node-addon-api/package.json')) };
  };
  try {
    return find(root);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return find(await ensureTools('build'));
  }
}

function noteOn({ dir, version }, platform) {
  return `${JSON.stringify({ platform, libtorch: dir, version, sources: nativeSources() }, null, 2)}\n`;
}

/** Whether the addons in `out` are whole, and made of these sources with this libtorch. */
export function isBuilt(libtorch, { out = 'build/Release', platform = platformKey } = {}) {
  const folder = path.join(root, out);
  const isWhole = (name) => fs.existsSync(path.join(folder, name)) && !isCutShort(path.join(folder, name));
  return readIfThere(path.join(folder, NOTE)) === noteOn(libtorch, platform) && ADDONS.every(isWhole);
}

/**
 * Builds what is out of date against `libtorch` (from findLibtorch). `tree` is CMake's folder, `out` the result's, both
 * relative to the project; `toolchain` CMake's file on the compiler for another `platform`.
 */
export async function buildAddon(
  libtorch, { tree = 'build-cmake', out = 'build/Release', platform = platformKey, toolchain } = {},
) {
  if (isBuilt(libtorch, { out, platform })) return;
  const folder = path.join(root, out);
  const noteFile = path.join(folder, NOTE);
  say(`building the addon against libtorch ${libtorch.version} in ${tilde(libtorch.dir)}`);
  const { cmakeJs, nodeAddonApi } = await buildTools();
  const cmake = (step, command, ...args) => {
    const all = [cmakeJs, command, '--directory', root, '--out', path.join(root, tree), '--log-level', 'error', ...args];
    return run(step, process.execPath, all, { cwd: root, cure: CURE, stdio: ['ignore', 2, 2] });
  };
  // Configured only when a setting changes (CMake itself notices new sources): `compile` would start anew at each
  // error.
  const settings = [`--CDNODETORCH_LIBTORCH=${libtorch.dir}`, `--CDNODETORCH_NODE_ADDON_API=${nodeAddonApi}`];
  if (toolchain) settings.push(`--CDCMAKE_TOOLCHAIN_FILE=${toolchain}`);
  const configured = path.join(root, tree, 'nodetorch-settings');
  const wanted = JSON.stringify([root, settings, process.version, libtorch.version]);
  if (readIfThere(configured) !== wanted) {
    if (readIfThere(configured)) fs.rmSync(path.join(root, tree), { recursive: true });
    await cmake('Configuring the addon', 'configure', ...settings);
    replaceFile(configured, wanted);
  }
  let note;
  await buildSteadily(root, nativePlaces, async () => {
    note = noteOn(libtorch, platform);
    await cmake('Building the addon', 'build', '--parallel', String(parallelJobs()));
  });
  fs.mkdirSync(folder, { recursive: true });
  fs.rmSync(noteFile, { force: true });
  for (const name of ADDONS) place(path.join(root, tree, 'Release', name), path.join(folder, name));
  replaceFile(noteFile, note);
}
