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
  if (install) await ensureDependencies();
  else if (!areInstalled()) throw new UsageError('node_modules/ is not what package-lock.json asks for: run npm ci');
  await prepareAddon(given, { fromSources });
  const { compile } = await import('./typescript.mjs');
  compile('library');
});
