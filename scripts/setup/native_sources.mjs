// What the addon is made from.

import { root } from '../../lib/addon/installed/paths.mjs';
import { fingerprint } from './fingerprint.mjs';

/** The C and C++ sources and their recipe. */
export const nativePlaces = ['native', 'CMakeLists.txt'];

/** A hash of them. */
export const nativeSources = () => fingerprint(root, nativePlaces);
