// Remembers the hash of files that nobody has touched since: to look at two thousand files takes a tenth of the time
// that reading them does, and each start of a program asks.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson } from '../../lib/addon/installed/read.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';

const NOTES = 'build/glances.json';
/** As many lists of files as are asked for in a clone, and some that are out of use. */
const MOST = 16;
/** A file that was written a moment ago may be written once more within the same tick of the clock. */
const FRESH_MS = 2_000;

/**
 * What the file system says of files without opening them: changed at this moment, of this size, this very file. No
 * program can set the time of the change, so it tells of files that were put back, too. undefined: no telling.
 */
function glance(base, files) {
  const hash = createHash('sha256');
  let last = 0;
  for (const file of files) {
    const stat = fs.statSync(`${base}${path.sep}${file}`, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    hash.update(`${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}\n`);
    last = Math.max(last, stat.ctimeMs);
  }
  const age = Date.now() - last;
  return age > FRESH_MS ? hash.digest('base64url') : undefined;
}

/** What `compute` made of the files (paths relative to `base`) when they were as they are, or what it makes now. */
export function remembered(base, files, compute) {
  const seen = glance(base, files);
  // Only where things are built: an installed package is left as it is.
  if (seen === undefined || !fs.existsSync(path.join(base, path.dirname(NOTES)))) return compute();
  const notes = readJson(path.join(base, NOTES)) ?? {};
  const list = createHash('sha256').update(files.join('\n')).digest('base64url');
  const [then, result] = Array.isArray(notes[list]) ? notes[list] : [];
  if (then === seen) return result;
  const now = compute();
  const others = Object.entries(notes).filter(([name]) => name !== list).slice(1 - MOST);
  // What cannot be written is computed again next time.
  try {
    replaceFile(path.join(base, NOTES), JSON.stringify(Object.fromEntries([...others, [list, [seen, now]]])));
  } catch { /* empty */ }
  return now;
}
