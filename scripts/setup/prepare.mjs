// Everything that has to be there before a program can run: libtorch and the addon; in a clone of the repository also
// npm's packages and the TypeScript (prepare_checkout.mjs).

import fs from 'node:fs';
import path from 'node:path';
import { ensureLibtorch } from './ensure.mjs';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { root, tilde } from '../../lib/addon/installed/paths.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { minorOf } from '../../lib/addon/installed/versions.mjs';
import { nativeSources } from './native_sources.mjs';

/** Whether this is a clone of the repository, not an installed package. */
export const isCheckout = () => fs.existsSync(path.join(root, 'tsconfig.json'));

function isWritable() {
  try {
    fs.accessSync(root, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

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
  if (isBuilt(await look(false))) return;
  if (!isWritable()) {
    throw new SetupError(`The addon has to be built in ${tilde(root)}, which you may not write to.`, [], [
      ['npx nodetorch setup', `as the user that owns the folder (uid ${fs.statSync(root).uid}); the others need not build again`],
      ['npm install nodetorch', 'in a folder of your own, then npx nodetorch setup there'],
    ]);
  }
  await buildAddon(await look(true));
}

/** The addon and its libtorch. With a prebuilt addon only the cache is written. */
export async function prepareAddon(given) {
  const prebuild = usablePrebuild(given);
  if (!prebuild) await build(given);
  else if (!given) await ensureLibtorch({ wants: minorOf(prebuild.version) });
}

/**
 * Does all set-up that is missing (about 0.1 s when nothing is), with the libtorch `given` or the one that is found.
 */
export async function prepare(given) {
  if (!isCheckout() || !isWritable()) return prepareAddon(given);
  return (await import('../lib/prepare_checkout.mjs')).prepareCheckout(given);
}
