// Everything a fresh clone lacks before a program can run: npm packages, libtorch, the addon, the TypeScript.

import path from 'node:path';
import { acquire } from '../setup/lock.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { onInterrupt } from '../setup/main.mjs';
import { prepareAddon } from '../setup/prepare.mjs';
import { say } from '../setup/processes.mjs';

export async function prepareCheckout(given) {
  const release = await acquire(path.join(root, 'build/prepare.lock'), ({ pid }) =>
    say(`another process (${pid}) is building here, waiting for it`));
  const done = onInterrupt(release);
  try {
    await ensureDependencies();
    await prepareAddon(given);
    const { compile } = await import('./typescript.mjs');
    compile('library');
  } finally {
    release();
    done();
  }
}
