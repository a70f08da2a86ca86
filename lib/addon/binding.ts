import './check_runtime.js';
import './check_bundle.js';
import { createRequire } from 'node:module';
import { damagedAddon, findAddon, librariesOf, libtorchOf } from '../../lib/addon/installed/locate.mjs';
import { unsupportedPlatform } from '../../lib/addon/installed/platform.mjs';
import { warn } from '../python/warnings.js';
import { makeError } from '../values/errors.js';
import { garbageCollector } from './garbage_collector.js';
import { isLoaded } from './when_loaded.js';
import type { Native } from './native.js';
import { collections } from './collections.js';

interface Loader {
  load(path: string): void;
}

const require = createRequire(import.meta.url);

/** The addon, loaded once in each thread. */
export const native: Native = load();

function load(): Native {
  const addon = findAddon();
  if (addon === undefined) {
    const damaged = damagedAddon();
    if (damaged !== undefined) throw new Error(`${damaged} is cut short. Run \`npx nodetorch setup\`, which builds it again.`);
    const unsupported = unsupportedPlatform();
    if (unsupported !== undefined) throw new Error(unsupported);
    throw new Error(
      'nodetorch has no native addon for this machine yet. Run `npx nodetorch setup`, which fetches libtorch and ' +
        'builds what is missing (in a checkout: `npm run setup`). `npx nodetorch doctor` says what was looked at.');
  }
  const libtorch = libtorchOf(addon);
  // The addon is linked against libtorch by name; opening libtorch first, by path, lets it lie anywhere.
  const loader = requireAddon(addon.loader) as Loader;
  for (const library of librariesOf(libtorch)) open(loader, library, libtorch.dir);
  const loaded = requireAddon(addon.addon) as Native;
  isLoaded(loaded);
  loaded.set_error_maker(errorOf);
  loaded.set_warn(warn);
  const { young, all } = collections(loaded, garbageCollector());
  loaded.set_collectors(young, all);
  return loaded;
}

function requireAddon(file: string): unknown {
  try {
    return require(file);
  } catch (error) {
    throw new Error(unsupportedPlatform() ?? (
      `The addon does not load: ${(error as Error).message}. \`npx nodetorch build\` builds it on this machine, for what is ` +
      'installed here; `npx nodetorch doctor` says what was looked at.'), { cause: error });
  }
}

function open(loader: Loader, library: string, dir: string): void {
  try {
    loader.load(library);
  } catch (error) {
    throw new Error(
      `The libtorch in ${dir} does not load: ${(error as Error).message}. If nodetorch unpacked it, ` +
        '`npx nodetorch setup --force` unpacks it again; `npx nodetorch doctor` says what was looked at.', { cause: error });
  }
}

function errorOf(kind: string, message: string, operator: string): Error {
  return Object.assign(makeError(kind, message), { operator });
}
