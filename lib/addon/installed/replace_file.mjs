// Writes a file whole or not at all: under another name first, synced, then renamed into place. A process that has the
// old one open keeps it, and after a power cut there is the old one or the new one. (The library has its own,
// lib/serialization/replace_file.ts: it writes gigabytes in parts, to pipes too.)

import fs from 'node:fs';
import path from 'node:path';

/** What a killed process left is removed when it is so old. Files here are written in less than a second. */
const ABANDONED_MS = 600_000;

function sync(file, flags) {
  const handle = fs.openSync(file, flags);
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Puts on the disk what was written to a file. */
export const syncFile = (file) => sync(file, 'r+');

/** Puts on the disk what a folder's files are called. */
export function syncFolder(folder) {
  try {
    sync(folder, 'r');
  } catch {
    // Some file systems sync no folders. What was written is whole, if perhaps under its old name.
  }
}

/** What a link points to, also when there is nothing there yet. */
function followed(file) {
  const target = path.resolve(file);
  return fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()
    ? followed(path.resolve(path.dirname(target), fs.readlinkSync(target)))
    : target;
}

function removeAbandoned(target) {
  const start = `${path.basename(target)}.`;
  for (const name of fs.readdirSync(path.dirname(target))) {
    if (!name.startsWith(start) || !/^\d+\.part$/.test(name.slice(start.length))) continue;
    const file = path.join(path.dirname(target), name);
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > ABANDONED_MS) fs.rmSync(file, { force: true });
  }
}

/** `content`: text or bytes, or a function that makes the file that it is given the name of. */
export function replaceFile(file, content) {
  const target = followed(file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  removeAbandoned(target);
  const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode;
  const part = `${target}.${process.pid}.part`;
  try {
    if (typeof content === 'function') content(part);
    else fs.writeFileSync(part, content);
    if (mode !== undefined) fs.chmodSync(part, mode);
    syncFile(part);
    fs.renameSync(part, target);
  } finally {
    fs.rmSync(part, { force: true });
  }
  syncFolder(path.dirname(target));
}
