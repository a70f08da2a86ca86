// Tells whether the content of some files and folders is what it was last time. Content, not times: a copy, a checkout
// or a container layer changes every time and not one byte.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { remembered } from './glance.mjs';

// CMakeLists.txt, but not the exercises' data: a lesson that writes some must not make the next start compile again.
const SOURCE = /(\.(c|cpp|h|inc|ts|mts|mjs|json|compiled)|CMakeLists\.txt)$/;

function* files(base, relative) {
  const stat = fs.statSync(path.join(base, relative), { throwIfNoEntry: false });
  if (stat?.isFile()) yield relative;
  if (stat?.isDirectory()) yield* filesIn(base, relative);
}

/** The files below a folder (relative to `base`), those of which the name begins with a point aside. */
export function* filesIn(base, folder) {
  const entries = fs.readdirSync(path.join(base, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const file = `${folder}${path.sep}${entry.name}`;
    if (entry.isFile()) yield file;
    else yield* files(base, file);
  }
}

/** The source files below `places` (paths relative to `base`), in a fixed order. */
export function* sourceFiles(base, places) {
  for (const place of places) {
    for (const file of files(base, place)) if (SOURCE.test(file)) yield file;
  }
}

/** A short hash of the names and contents of files (paths relative to `base`), or undefined where one is absent. */
export function hashOf(base, files) {
  const names = [...files];
  return remembered(base, names, () => {
    const hash = createHash('sha256');
    for (const file of names) {
      try {
        hash.update(`${file.split(path.sep).join('/')}\0`).update(fs.readFileSync(path.join(base, file))).update('\0');
      } catch (error) {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }
    }
    return hash.digest('hex').slice(0, 16);
  });
}

/** The same of the source files below `places` (paths relative to `base`). */
export const fingerprint = (base, places) => hashOf(base, sourceFiles(base, places));
