// Finds the native addon: built here, in a folder that the user names, or in the platform package that npm installed.
// Also imported by the library itself at run time: Node built-ins only, nothing asynchronous.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, tilde } from './paths.mjs';
import { ADDONS, NOTE, packageName } from './platform_package.mjs';
import { platformKey } from './platforms.mjs';
import { readJson } from './read.mjs';
import { inWindow, minorOf, WINDOW } from './versions.mjs';
import { isCutShort } from './whole.mjs';

/** What lies in `folder`: the addon, or `{ problem }` in a few words, with `damaged`, the file that is cut short. */
function inspectAddon(folder) {
  if (!fs.existsSync(folder)) return { problem: `${tilde(folder)}: absent` };
  const info = readJson(path.join(folder, NOTE));
  if (!info?.version) return { problem: `${tilde(folder)} holds no ${NOTE} that names a libtorch` };
  // A folder that came from another system (a container's, an emulator's) holds what cannot be loaded here.
  const { platform = platformKey } = info;
  if (platform !== platformKey) return { problem: `${tilde(folder)} is for ${platform}, this is ${platformKey}` };
  const [addon, loader] = ADDONS.map((name) => path.join(folder, name));
  for (const file of [addon, loader]) {
    if (!fs.existsSync(file)) return { problem: `${tilde(file)}: absent` };
    if (isCutShort(file)) return { problem: `${tilde(file)} is cut short`, damaged: file };
  }
  return { addon, loader, version: info.version, libtorch: info.libtorch, sources: info.sources };
}

/** The same of a platform package, which has to be of this nodetorch, and for a libtorch that it knows. */
function inspectPackage(folder, base) {
  const [theirs, ours] = [folder, base].map((each) => readJson(path.join(each, 'package.json')));
  if (!theirs) return { problem: fs.existsSync(folder) ? `${tilde(folder)} holds no package.json` : `${tilde(folder)}: absent` };
  if (theirs.name !== packageName()) return { problem: `${tilde(folder)} is ${theirs.name}, wanted ${packageName()}` };
  if (theirs.version !== ours?.version) return { problem: `${theirs.name} is ${theirs.version}, this nodetorch ${ours?.version}` };
  const found = inspectAddon(folder);
  if (found.problem || inWindow(found.version)) return found;
  const range = `${minorOf(WINDOW.oldest)} to ${minorOf(WINDOW.newest)}`;
  return { problem: `${theirs.name} is made for libtorch ${found.version}, wanted ${range}` };
}

/** Where npm, pnpm, yarn, Bun or Deno put the platform package: found as nodetorch's own imports are. */
function installedPackage(base) {
  const name = packageName();
  let manifest;
  try {
    manifest = createRequire(path.join(base, 'package.json')).resolve(`${name}/package.json`);
  } catch {
    return { problem: 'not installed' };
  }
  return inspectPackage(path.dirname(manifest), base);
}

const named = (base, env) =>
  (env.NODETORCH_PREBUILD ? inspectPackage(path.resolve(env.NODETORCH_PREBUILD), base) : { problem: 'not set' });

/** In this order. `how` it came about, and the place as the command `doctor` names it. */
const PLACES = [
  ['build', 'build/Release', (base) => inspectAddon(path.join(base, 'build/Release'))],
  ['prebuild', 'NODETORCH_PREBUILD', named],
  ['prebuild', packageName(), installedPackage],
];

/**
 * Looks for the addon of this checkout or package: `{ found, attempts, damaged }`. `found` is `{ addon, loader,
 * version, libtorch?, sources, how, place }` or undefined, `attempts` are [place, what was found], in the order looked
 * at.
 */
export function lookForAddon(base = root, env = process.env) {
  const attempts = [];
  let damaged;
  for (const [how, place, look] of PLACES) {
    const { problem, damaged: file, ...found } = look(base, env);
    damaged ??= file;
    attempts.push([place, problem ?? tilde(found.addon)]);
    if (!problem) return { found: { ...found, how, place }, attempts, damaged };
  }
  return { attempts, damaged };
}

export const findAddon = (base = root, env = process.env) => lookForAddon(base, env).found;

/** A file of an addon that `findAddon` does not take because it is cut short, or undefined. */
export const damagedAddon = (base = root, env = process.env) => lookForAddon(base, env).damaged;
