// Imported by a program that is started before it is known whether all is there (launch.mjs): loads the library in the
// meantime and waits for the word. What is printed here would be printed twice.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import { findAddon, librariesOf, libtorchOf } from '../../lib/addon/installed/locate.mjs';

/** The pipe to the launcher; its end without a word is the launcher's. */
const LAUNCHER = 3;

try {
  const addon = findAddon();
  // While libtorch is linked on another thread, this one compiles the library's JavaScript.
  const { load_soon } = createRequire(import.meta.url)(addon.loader);
  load_soon(librariesOf(libtorchOf(addon)).at(-1));
  await import('../../dist/index.js');
} catch {
  process.exit(1); // the next try, after the set-up, says why
}
fs.writeSync(LAUNCHER, 'ready');
if (fs.readSync(LAUNCHER, Buffer.alloc(1)) === 0) process.exit(1);
fs.closeSync(LAUNCHER);
