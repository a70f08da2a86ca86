// What goes into the pack: all that a machine with Python, PyTorch, CMake and a compiler lacks, and nothing else.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../../../lib/addon/installed/paths.mjs';

/** Paths of the project, and which files below them. */
const own = [
  ['package.json', /./, 'names the entries, and where they lie'],
  ['CMakeLists.txt', /./, 'builds the addon'],
  ['LICENSE', /./, 'goes with the sources'],
  ['native', /\.(c|cpp|h|hpp)$/, "the addon's sources"],
  ['dist', /\.js$/, 'the library, compiled'],
  ['build/exercises', /\.js$/, 'the exercises, compiled'],
  ['lib/addon/installed', /\.[cm]js$/, 'finds libtorch'],
  ['scripts/cli.mjs', /./, 'builds'],
  ['scripts/setup', /\.mjs$/, 'builds'],
  ['scripts/cuda', /\.(mjs|py)$/, 'the checks'],
  ['scripts/conformance', /\.(mjs|py)$/, "walks PyTorch's tables"],
  ['scripts/compare', /\.(mjs|py)$/, 'runs an exercise'],
];

/** Packages of npm, with what they depend on: the library itself needs none, its build does. */
const packages = ['cmake-js', 'node-addon-api', 'node-api-headers'];

/** What of a package nobody reads at run time. */
const idle = /(^|\/)(test|tests|docs?|examples?|benchmarks?|\.github|tools)\/|\.(md|markdown|map|d\.ts|d\.mts|d\.cts|ts|tgz)$/i;

function* filesBelow(folder, place) {
  const stat = fs.statSync(path.join(folder, place), { throwIfNoEntry: false });
  if (stat?.isFile()) yield place;
  if (!stat?.isDirectory()) return;
  for (const name of fs.readdirSync(path.join(folder, place)).sort()) {
    if (name !== 'node_modules') yield* filesBelow(folder, path.join(place, name));
  }
}

/** The folders of packages and of all they depend on, relative to the project. */
function packageFolders(base) {
  const found = new Set();
  const look = (name, from) => {
    const require = createRequire(path.join(from, 'x.js'));
    const folder = require.resolve.paths(name).map((each) => path.join(each, name)).find((each) => fs.existsSync(each));
    if (folder === undefined) throw new Error(`npm's package ${name} is not installed: run npm ci`);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {} } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    for (const each of Object.keys(dependencies)) look(each, folder);
  };
  for (const name of packages) look(name, base);
  return [...found].map((folder) => path.relative(base, folder)).sort();
}

/** The files of the project that are packed, relative to `base`. */
export function packedFiles(base = root) {
  const files = own.flatMap(([place, wanted]) => [...filesBelow(base, place)].filter((file) => wanted.test(file)));
  const others = packageFolders(base).flatMap((folder) =>
    [...filesBelow(base, folder)].filter((file) => !idle.test(path.relative(folder, file))));
  return [...files, ...others];
}

/** The places of the project that hold nothing to pack: something has not been built. */
export const emptyPlaces = (base = root) =>
  own.map(([place]) => place).filter((place) => [...filesBelow(base, place)].length === 0);
