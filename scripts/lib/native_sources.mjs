// What the addon is made from.

import { root } from '../setup/paths.mjs';
import { fingerprint } from './fingerprint.mjs';

/** A hash of the C and C++ sources and their recipe. */
export const nativeSources = () => fingerprint(root, ['native', 'CMakeLists.txt']);
