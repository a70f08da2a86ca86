// The command `build`: the addon and the TypeScript, whatever of them is out of date. libtorch has to be there.

import { findAddon, findLibtorch } from '../../lib/addon/installed/locate.mjs';
import { prepare } from './prepare.mjs';

export const build = () => prepare(findLibtorch({ headers: true, whole: true, builtWith: findAddon()?.libtorch }));
