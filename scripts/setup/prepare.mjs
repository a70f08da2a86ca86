// Everything that has to be there before a program can run: libtorch and the addon; in a clone of the repository also
// npm's packages and the TypeScript (prepare_checkout.mjs).

import fs from 'node:fs';
import path from 'node:path';
import { ensureLibtorch } from './ensure.mjs';
import { findAddon, findLibtorch } from '../../lib/addon/installed/locate.mjs';
import { root, tilde } from '../../lib/addon/installed/paths.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { minorOf } from '../../lib/addon/installed/versions.mjs';
import { nativeSources } from './native_sources.mjs';
import { say } from './processes.mjs';

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

/**
 * The prebuilt addon, if it serves: made for the minor version of the libtorch `given` (if there is one), and in a
 * clone from the sources that lie there.
 */
export function usablePrebuild(given) {
  const addon = findAddon();
  if (addon?.how !== 'prebuild') return undefined;
  const problem = isCheckout() && addon.sources !== nativeSources() ? 'from other sources'
    : given && minorOf(given.version) !== minorOf(addon.version) ? `for libtorch ${addon.version}` : undefined;
  if (problem === undefined) return addon;
  say(`the prebuilt addon (${addon.place}) is made ${problem}: not used`);
  return undefined;
}

async function build(given, packages) {
  const look = (whole) => given ?? ensureLibtorch({ headers: true, whole, builtWith: findAddon()?.libtorch });
  const { buildAddon, isBuilt } = await import('./native_build.mjs');
  // Only who builds reads the ten thousand headers, and has the time to look at each.
  if (isBuilt(await look(false))) return;
  if (!isWritable()) {
    throw new SetupError(`The addon has to be built in ${tilde(root)}, which you may not write to.`, [], [
      ['npx nodetorch setup', `as the user that owns the folder (uid ${fs.statSync(root).uid}); the others need not build again`],
      ['npm install nodetorch', 'in a folder of your own, then npx nodetorch setup there'],
    ]);
  }
  const libtorch = await look(true);
  await packages; // cmake-js is one of them
  await buildAddon(libtorch);
}

/** The libtorch that the environment chooses: a prebuilt addon has to fit it, not the other way round. */
const chosen = () => (process.env.LIBTORCH || process.env.LIBTORCH_USE_PYTORCH === '1' ? findLibtorch() : undefined);

/**
 * The addon and its libtorch. With a prebuilt addon only the cache is written, and no compiler is needed. `packages`: a
 * promise of npm's, in a clone.
 */
export async function prepareAddon(given, { fromSources = false, packages } = {}) {
  const prebuild = fromSources ? undefined : usablePrebuild(given ?? chosen());
  if (!prebuild) await build(given, packages);
  else if (!given) await ensureLibtorch({ wants: minorOf(prebuild.version) });
}

/**
 * Does all set-up that is missing (about 0.1 s when nothing is), with the libtorch `given` or the one that is found.
 * `fromSources`: no prebuilt addon serves.
 */
export async function prepare(given, options = {}) {
  if (!isCheckout() || !isWritable()) return prepareAddon(given, options);
  return (await import('../lib/prepare_checkout.mjs')).prepareCheckout(given, options);
}
