// The command `build`: the addon from its sources, also where a prebuilt one fits, and in a clone the TypeScript:
// whatever of them is out of date.

import { ensureLibtorch } from './ensure.mjs';
import { findAddon } from '../../lib/addon/installed/locate.mjs';
import { prepare } from './prepare.mjs';

export async function build() {
  const libtorch = await ensureLibtorch({ headers: true, whole: true, builtWith: findAddon()?.libtorch });
  await prepare(libtorch, { fromSources: true });
}
