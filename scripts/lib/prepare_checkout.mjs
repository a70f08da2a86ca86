// Everything a fresh clone lacks before a program can run: npm packages, libtorch, the addon, the TypeScript.

import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { acquire } from '../setup/lock.mjs';
import { onInterrupt, UsageError } from '../setup/main.mjs';
import { prepareAddon } from '../setup/prepare.mjs';
import { say } from '../setup/processes.mjs';
import { areInstalled, ensureDependencies } from './dependencies.mjs';

/** Runs `body` while no other process builds in this clone. */
export async function alone(body) {
  const release = await acquire(path.join(root, 'build/prepare.lock'), ({ pid }) =>
    say(`another process (${pid}) is building here, waiting for it`));
  const done = onInterrupt(release);
  try {
    return await body();
  } finally {
    release();
    done();
  }
}

/** `install: false` is for a program that runs from npm's packages: they are not changed under its feet. */
export const prepareCheckout = (given, { install = true, fromSources = false } = {}) => alone(async () => {
  if (!install && !areInstalled()) throw new UsageError('node_modules/ is not what package-lock.json asks for: run npm ci');
  // libtorch comes while npm installs: only building the addon needs npm's packages.
  const packages = install ? ensureDependencies() : Promise.resolve();
  const results = await Promise.allSettled([packages, prepareAddon(given, { fromSources, packages })]);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  const { compile } = await import('./typescript.mjs');
  compile('library');
});
