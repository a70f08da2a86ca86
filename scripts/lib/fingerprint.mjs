// Tells whether anything changed in some files and folders since last time, by stat alone.

import fs from 'node:fs';
import path from 'node:path';

function visit(file, seen) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  seen.count += 1;
  seen.newest = Math.max(seen.newest, stat.mtimeMs);
  if (!stat.isDirectory()) return;
  for (const name of fs.readdirSync(file)) {
    if (!name.startsWith('.')) visit(path.join(file, name), seen);
  }
}

/** Number of files and the newest change time below `files` (folders count: a deletion changes theirs). */
export function fingerprint(base, files) {
  const seen = { count: 0, newest: 0 };
  for (const file of files) visit(path.join(base, file), seen);
  return `${seen.count}:${seen.newest}`;
}

/** Writes a file whole or not at all, also under the feet of a process that has the old one open. */
export function replaceFile(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    fs.writeFileSync(part, content);
    fs.renameSync(part, file);
  } finally {
    fs.rmSync(part, { force: true });
  }
}
