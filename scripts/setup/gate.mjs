// Imported by a program that is started before it is known whether all is there (launch.mjs): loads the library in the
// meantime and waits for the word. What is printed here would be printed twice.

import fs from 'node:fs';

/** The pipe to the launcher; its end without a word is the launcher's. */
const LAUNCHER = 3;

try {
  await import('../../dist/index.js');
} catch {
  process.exit(1); // the next try, after the set-up, says why
}
fs.writeSync(LAUNCHER, 'ready');
if (fs.readSync(LAUNCHER, Buffer.alloc(1)) === 0) process.exit(1);
fs.closeSync(LAUNCHER);
