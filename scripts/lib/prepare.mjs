// Everything a fresh clone lacks before a program can run: npm packages, libtorch, the addon, the TypeScript.

import fs from 'node:fs';
import path from 'node:path';
import { ensureLibtorch } from '../setup/ensure.mjs';
import { findAddon } from '../setup/locate.mjs';
import { acquire } from '../setup/lock.mjs';
import { root } from '../setup/paths.mjs';
import { minorOf } from '../setup/versions.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { onInterrupt } from './main.mjs';
import { nativeSources } from './native_sources.mjs';
import { say } from './processes.mjs';

/** Whether this is a clone of the repository, not an installed package. */
export const isCheckout = () => fs.existsSync(path.join(root, 'lib'));

/** A prebuilt addon serves as long as it was made from the sources that lie here. */
function usablePrebuild(given) {
  const addon = findAddon();
  if (addon?.how !== 'prebuild' || (isCheckout() && addon.sources !== nativeSources())) return undefined;
  return !given || minorOf(given.version) === minorOf(addon.version) ? addon : undefined;
}

async function build(given) {
  const look = (whole) => given ?? ensureLibtorch({ headers: true, whole, builtWith: findAddon()?.libtorch });
  const { buildAddon, isBuilt } = await import('./native_build.mjs'); // not before npm's packages are there
  // Only who builds reads the ten thousand headers, and has the time to look at each.
  if (!isBuilt(await look(false))) await buildAddon(await look(true));
}

async function prepareCheckout(given) {
  const release = await acquire(path.join(root, 'build/prepare.lock'), ({ pid }) =>
    say(`another process (${pid}) is building here, waiting for it`));
  const done = onInterrupt(release);
  try {
    await ensureDependencies();
    const prebuild = usablePrebuild(given);
    if (!prebuild) await build(given);
    else if (!given) await ensureLibtorch({ wants: minorOf(prebuild.version) });
    const { compile } = await import('./typescript.mjs');
    compile('library');
  } finally {
    release();
    done();
  }
}

/** An installed package may lie where we cannot write; with a prebuilt addon only the cache is written. */
async function preparePackage(given) {
  const prebuild = usablePrebuild(given);
  if (!prebuild) await build(given);
  else if (!given) await ensureLibtorch({ wants: minorOf(prebuild.version) });
}

/**
 * Does all set-up that is missing (about 0.1 s when nothing is), with the libtorch `given` or the one that is found.
 */
export const prepare = (given) => (isCheckout() ? prepareCheckout(given) : preparePackage(given));
