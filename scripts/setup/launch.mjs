// How our launchers start Node for programs that train: what makes it faster and can only be said at its start.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../lib/addon/installed/paths.mjs';
import { status } from './processes.mjs';

/**
 * What makes V8's small collections, of which a program that makes tensors runs many, three times cheaper.
 * They visit the objects of the start-up snapshot, so none; all pages of the new space, which Node lets grow to 64 of
 * them, so few (that also keeps temporary tensors from being taken for old ones); and the handles that V8 holds while
 * it evaluates the modules of a program, so the library's are imported before it.
 */
export const nodeFlags = [
  '--no-node-snapshot', '--max-semi-space-size=1', `--import=${pathToFileURL(path.join(root, 'dist/index.js'))}`,
];

/**
 * Tensors are freed in batches after a collection. glibc keeps seven freed blocks of a size at hand unless told
 * otherwise, and sorts the rest of a batch into its slow lists: small operators cost 15 to 25 % more.
 */
export function nodeEnvironment(env = process.env) {
  const own = 'glibc.malloc.tcache_count=4000';
  return { ...env, GLIBC_TUNABLES: env.GLIBC_TUNABLES ? `${own}:${env.GLIBC_TUNABLES}` : own };
}

/** Runs a program, `[file, ...arguments]`; returns its exit status. `options` go to spawn. */
export const runProgram = (program, { env, ...options } = {}) =>
  status(process.execPath, [...nodeFlags, ...program], { ...options, env: nodeEnvironment(env) });
