// Finds libtorch on this machine, without network and without writing anything but one small note.
// Order: LIBTORCH, LIBTORCH_USE_PYTORCH=1, the libtorch the addon was built with, the cache, a PyTorch in python3.
// An explicit choice (the first two) that does not fit is an error, never skipped over.
// Also imported by the library itself at run time: Node built-ins only, nothing asynchronous.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { cacheDir, tilde } from './paths.mjs';
import { hasNvidiaDriver, libraryFile, platformName, pythonCommand } from './platform.mjs';
import { readIfThere, readJson } from './read.mjs';
import { replaceFile } from './replace_file.mjs';
import { SetupError } from './table.mjs';
import { compareVersions, inWindow, minorOf, PINNED, WINDOW } from './versions.mjs';
import { damageOf } from './whole.mjs';

export { damagedAddon, findAddon, lookForAddon } from './addon.mjs';

const NOTE = 'python.json';

/** The cure for files that are not as they were. */
export const UNPACK_AGAIN = '`npx nodetorch setup` unpacks it again';

/** Nothing was chosen and nothing found: the one case where fetching helps. */
export class LibtorchMissing extends SetupError {}

/** The version of the libtorch in `dir`: from PyTorch's version.py, a zip's build-version, or the headers. */
function versionOf(dir) {
  const python = readIfThere(path.join(dir, 'version.py'))?.match(/^__version__ = ['"]([^'"]+)['"]/m);
  if (python) return python[1];
  const zip = readIfThere(path.join(dir, 'build-version'))?.trim();
  if (zip) return zip;
  for (const header of ['torch/headeronly/version.h', 'torch/csrc/api/include/torch/version.h']) {
    const text = readIfThere(path.join(dir, 'include', header));
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map((part) => text?.match(`#define TORCH_VERSION_${part} (\\d+)`)?.[1]);
    if (parts.every((part) => part !== undefined)) return parts.join('.');
  }
  return undefined;
}

/**
 * What lies in `given` (or its torch/ or libtorch/): `{ dir, libDir, version }`, or `{ problem }` in a few words, with
 * `damaged` where it would fit but for what became of its files. `whole`: every file is looked at, not the libraries
 * only.
 */
export function inspect(given, { wants, headers = false, whole = false, platform } = {}) {
  const [torch, c10] = ['torch_cpu', 'c10'].map((name) => libraryFile(name, platform));
  const candidates = [given, path.join(given, 'torch'), path.join(given, 'libtorch')];
  const dir = candidates.find((each) => fs.existsSync(path.join(each, 'lib', torch)));
  if (!dir) {
    const exists = fs.existsSync(given);
    return { problem: exists ? `${tilde(given)} holds no lib/${torch}` : `${tilde(given)}: absent` };
  }
  const libDir = path.join(dir, 'lib');
  if (!fs.existsSync(path.join(libDir, c10))) return { problem: `${tilde(libDir)} holds no ${c10}` };
  const version = versionOf(dir);
  if (!version) return { problem: `${tilde(dir)} tells no version (version.py, build-version, include/)` };
  if (wants && minorOf(version) !== wants) {
    return { problem: `${tilde(dir)} is ${version}; this addon was built for ${wants} (npx nodetorch build makes it anew)` };
  }
  if (!inWindow(version)) {
    const relation = compareVersions(version, WINDOW.oldest) < 0 ? 'too old' : 'too new';
    return { problem: `${tilde(dir)} is ${version}: ${relation}, wanted ${minorOf(WINDOW.oldest)} to ${minorOf(WINDOW.newest)}` };
  }
  if (headers && !fs.existsSync(path.join(dir, 'include/ATen/ATen.h'))) {
    return { problem: `${tilde(dir)} has no include/, which building needs` };
  }
  const damage = damageOf(dir, { all: whole });
  if (damage) return { problem: `${tilde(dir)} is damaged: ${damage}`, damaged: true };
  return { dir, libDir, version };
}

/** Where `python3` would import torch from, without importing it: `{ dir }` or `{ problem }`. */
function askPython(env) {
  const code = 'import importlib.util as u; s = u.find_spec("torch"); print(s.origin if s and s.origin else "")';
  const python = pythonCommand(env);
  const { error, status, stdout, stderr } = spawnSync(python, ['-c', code], { env, encoding: 'utf8', timeout: 30_000 });
  if (error) return { problem: error.code === 'ENOENT' ? `no ${python} on PATH` : `${python}: ${error.message}` };
  if (status !== 0) return { problem: `${python} failed: ${stderr.trim().split('\n').at(-1)}` };
  const origin = stdout.trim();
  return origin ? { dir: path.dirname(origin) } : { problem: `${python} has no torch` };
}

function fromPython(options, env) {
  const asked = askPython(env);
  if (asked.problem) return asked;
  const found = inspect(asked.dir, options);
  return found.problem && !found.problem.startsWith(tilde(asked.dir))
    ? { ...found, problem: `torch in ${tilde(asked.dir)}: ${found.problem}` }
    : found;
}

/**
 * The name of the directory in the cache that holds one libtorch. `variant` is cpu, or cuda for both halves of one that
 * is made for CUDA: then the name says for which, if `cuda` ('132') is known.
 */
export const cacheName = (version, variant, cuda) =>
  `libtorch-${version.split('+')[0]}-${variant === 'cuda' && cuda ? `cu${cuda}` : variant}`;

const CACHED = /^libtorch-([\d.]+)-(cpu|cuda|cu\d+)$/;

/** The directories in a cache that hold a libtorch: `{ name, version, variant }`. */
export function cachedIn(cache) {
  const names = fs.existsSync(cache) ? fs.readdirSync(cache) : [];
  return names.flatMap((name) => {
    const [, version, kind] = name.match(CACHED) ?? [];
    return version === undefined ? [] : [{ name, version, variant: kind === 'cpu' ? 'cpu' : 'cuda' }];
  });
}

function fromCache(options, env) {
  const cache = cacheDir(env);
  if (!fs.existsSync(cache)) return { problem: `${tilde(cache)}: absent` };
  const cached = cachedIn(cache);
  if (cached.length === 0) return { problem: `${tilde(cache)}: holds no libtorch` };
  const wanted = hasNvidiaDriver(env) ? 'cuda' : 'cpu';
  const score = ({ version, variant }) => 2 * Number(version === PINNED) + Number(variant === wanted);
  cached.sort((a, b) => score(b) - score(a) || compareVersions(b.version, a.version));
  const results = cached.map(({ name }) => inspect(path.join(cache, name), options));
  return results.find((result) => !result.problem) ?? {
    problem: results.map((result) => result.problem).join('\n'),
    damaged: results.some((result) => result.damaged),
  };
}

/** The note is what the last question to python3 answered, so that a program's start need not run python3. */
function fromNote(options, env) {
  const note = readJson(path.join(cacheDir(env), NOTE));
  return note?.dir ? inspect(note.dir, options) : { problem: 'not asked (npx nodetorch setup asks)' };
}

function writeNote(found, env) {
  try {
    replaceFile(path.join(cacheDir(env), NOTE), `${JSON.stringify({ dir: found.dir })}\n`);
  } catch {
    // A cache that cannot be written costs one question to python3 at the next start, no more.
  }
}

/** Debian's libtorch is worth a word: people install it and wonder. */
function fromSystem(options) {
  const header = '/usr/include/torch/csrc/api/include/torch/version.h';
  if (!fs.existsSync(header)) return { problem: 'no libtorch in /usr' };
  const text = readIfThere(header) ?? '';
  const [major, minor] = ['MAJOR', 'MINOR'].map((part) => text.match(`#define TORCH_VERSION_${part} (\\d+)`)?.[1] ?? '?');
  return { problem: `libtorch ${major}.${minor} in /usr: the distribution's is too old, wanted ${options.wants ?? minorOf(WINDOW.oldest)}` };
}

/**
 * Finds libtorch: `{ dir, libDir, version, how, attempts }`, or throws a SetupError whose message is the table and the
 * cures. `wants`: the one minor version that fits ('2.15'; default: any of the window). `headers`: include/ must be
 * there. `whole`: every file must be as it was unpacked (0.1 s), not the libraries only. `allowPython`: ask python3
 * (about 0.1 s) when nothing else fits. `builtWith`: the directory the addon was built with.
 */
export function findLibtorch(
  { allowPython = true, wants, headers = false, whole = false, builtWith, env = process.env } = {},
) {
  const options = { wants, headers, whole };
  const attempts = [];
  const explicit = [
    ['LIBTORCH', env.LIBTORCH, () => inspect(path.resolve(env.LIBTORCH), options)],
    ['LIBTORCH_USE_PYTORCH', env.LIBTORCH_USE_PYTORCH === '1' ? '1' : '', () => fromPython(options, env)],
  ];
  for (const [how, value, look] of explicit) {
    if (!value) {
      attempts.push([how, 'not set']);
      continue;
    }
    const found = look();
    attempts.push([how, found.problem ?? tilde(found.dir)]);
    if (found.problem) {
      const error = new SetupError(`${how} is set, but does not lead to a libtorch that fits.`, attempts);
      throw Object.assign(error, { chosen: how });
    }
    return { ...found, how, attempts };
  }
  const places = [
    ...(builtWith ? [['the addon was built with', () => inspect(builtWith, options)]] : []),
    ['cache', () => fromCache(options, env)],
    ['python3', () => fromNote(options, env), allowPython && (() => fromPython(options, env))],
    ['system', () => fromSystem(options)],
  ];
  let damaged = false;
  for (const [how, look, ask] of places) {
    let found = look();
    damaged ||= found.damaged === true;
    if (found.problem && ask) {
      found = ask();
      if (!found.problem) writeNote(found, env);
    }
    attempts.push([how, found.problem ?? tilde(found.dir)]);
    if (!found.problem) return { ...found, how, attempts };
  }
  const name = `libtorch ${wants ?? minorOf(PINNED)}`;
  const headline = damaged ? `${name} is damaged: ${UNPACK_AGAIN}.` : `${name} not found for ${platformName()}.`;
  throw Object.assign(new LibtorchMissing(headline, attempts), { damaged });
}

/** The libtorch that an addon runs with, or a SetupError: python3 is not asked at a program's start. */
export const libtorchOf = ({ version, libtorch }) =>
  findLibtorch({ allowPython: false, wants: minorOf(version), builtWith: libtorch });

/** The shared libraries to open before the addon, in this order. */
export const librariesOf = ({ libDir }) => ['c10', 'torch_cpu'].map((name) => path.join(libDir, libraryFile(name)));
