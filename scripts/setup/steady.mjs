// A build that knows whether its sources were changed while it ran.

import fs from 'node:fs';
import path from 'node:path';
import { sourceFiles } from './fingerprint.mjs';

const most = 3;

/** Of each source file, what tells whether it has been written since: also one that was put back to what it was. */
function written(base, places) {
  const stateOf = (file) => {
    const { mtimeMs, size } = fs.statSync(path.join(base, file));
    return `${mtimeMs} ${size}`;
  };
  return new Map([...sourceFiles(base, places)].map((file) => [file, stateOf(file)]));
}

/**
 * Runs `build` of the sources below `places` (paths relative to `base`), again if they were changed meanwhile: its
 * results may be of the old text, and are newer than the new one, so what was changed is touched first. Throws an Error
 * if they keep changing.
 */
export async function buildSteadily(base, places, build) {
  for (let tries = 0; tries < most; tries++) {
    const before = written(base, places);
    await build();
    const after = written(base, places);
    const changed = [...after].filter(([file, state]) => before.get(file) !== state).map(([file]) => file);
    if (changed.length === 0 && after.size === before.size) return;
    const now = new Date();
    for (const file of changed) fs.utimesSync(path.join(base, file), now, now);
  }
  throw new Error('The sources were changed each time while they were compiled. Run it again once they rest.');
}
