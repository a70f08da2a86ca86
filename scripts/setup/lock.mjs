// One set-up at a time: a lock file that names its owner, and is taken over when the owner is gone.

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 3_000;
/**
 * An owner on another host (a shared home) cannot be asked whether it lives: it is taken for dead after this silence.
 */
const SILENCE_MS = 30_000;

function owner(file) {
  try {
    return { ...JSON.parse(fs.readFileSync(file, 'utf8')), age: Date.now() - fs.statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    // Made, but not yet written; or written half, when the disk was full.
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat && { age: Date.now() - stat.mtimeMs };
  }
}

function isDead({ pid, host, age }) {
  if (age > SILENCE_MS) return true;
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function tryCreate(file) {
  const me = { pid: process.pid, host: hostname(), id: randomUUID() };
  try {
    fs.writeFileSync(file, JSON.stringify(me), { flag: 'wx' });
    return me;
  } catch (error) {
    if (error.code === 'EEXIST') return undefined;
    // The file may have been made before the write failed (disk full).
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT') fs.rmSync(file, { force: true });
    throw error;
  }
}

/**
 * Removes a dead owner's lock. Two that find it at once must not remove each other's new one: hence a lock for this
 * too.
 */
function breakStale(file) {
  const breaking = `${file}.break`;
  const held = fs.statSync(breaking, { throwIfNoEntry: false });
  if (held && Date.now() - held.mtimeMs > SILENCE_MS) fs.rmSync(breaking, { force: true });
  try {
    fs.closeSync(fs.openSync(breaking, 'wx'));
  } catch (error) {
    if (error.code === 'EEXIST') return;
    throw error;
  }
  try {
    const current = owner(file);
    if (current && isDead(current)) fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(breaking, { force: true });
  }
}

/**
 * Takes the lock, waiting while another process lives and holds it (`onWait` is told its owner, once).
 * Returns the function that gives it back (synchronous, so that it may run when the process is interrupted).
 */
export async function acquire(file, onWait = () => {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let waiting = false;
  for (;;) {
    const me = tryCreate(file);
    if (me) {
      const beat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), BEAT_MS);
      beat.unref();
      return () => {
        clearInterval(beat);
        if (owner(file)?.id === me.id) fs.rmSync(file, { force: true });
      };
    }
    const other = owner(file);
    if (!other) continue;
    if (isDead(other)) {
      breakStale(file);
    } else if (!waiting && other.pid !== undefined) { // a lock that is not written yet names nobody
      waiting = true;
      onWait(other);
    }
    await sleep(100);
  }
}
