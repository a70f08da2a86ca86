// How our launchers start Node for programs that train: what makes it faster and can only be said at its start.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup/paths.mjs';

/**
 * Without the start-up snapshot a small garbage collection costs half. And a program that imports the library itself
 * runs inside the evaluation of all its modules, with thousands of V8's handles open, which each collection visits: 35
 * instead of 24 microseconds. What is imported before it leaves none.
 */
export const nodeFlags = ['--no-node-snapshot', `--import=${pathToFileURL(path.join(root, 'dist/index.js'))}`];

/**
 * Tensors are freed in batches after a collection. glibc keeps seven freed blocks of a size at hand unless told
 * otherwise, and sorts the rest of a batch into its slow lists: small operators cost 15 to 25 % more.
 */
export function nodeEnvironment(env = process.env) {
  const own = 'glibc.malloc.tcache_count=4000';
  return { ...env, GLIBC_TUNABLES: env.GLIBC_TUNABLES ? `${own}:${env.GLIBC_TUNABLES}` : own };
}
