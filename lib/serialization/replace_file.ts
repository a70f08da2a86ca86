/**
 * Writes a file whole or not at all. What is written goes to another name beside it (`.part`), is put on the disk, and
 * then takes the place of the old file, so that nobody ever sees half of it, not even after a power cut. The part of a
 * process that was killed is removed by the next one that writes the same file.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync, closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, fsyncSync, lstatSync, openSync,
  readdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, type Stats,
} from 'node:fs';
import path from 'node:path';
import { RuntimeError } from '../values/errors.js';

/**
 * Lets `write` write to a new file, which then replaces `file`; its permissions stay. Links are followed, also to what
 * is not there yet; a device or a pipe is written to as it is. Throws what `write` throws, and the system's errors (a
 * full disk, a folder or a file that may not be written): then the old file is as it was, and nothing else is left.
 */
export function replaceFile(file: string, write: (handle: number) => void): void {
  const target = targetOf(file);
  const old = statSync(target.file, { throwIfNoEntry: false });
  if (old?.isDirectory() === true || /(^|\/)$/.test(file)) {
    throw new RuntimeError(`File ${file} cannot be opened: it is a directory`);
  }
  if (target.isOpen || (old !== undefined && !old.isFile())) return withHandle(openSync(target.file, 'w'), write);
  // A file in whose folder one may write could be replaced all the same.
  if (old !== undefined) accessSync(target.file, constants.W_OK);
  const folder = path.dirname(target.file);
  const stem = stemOf(path.basename(target.file));
  removeAbandoned(folder, stem);
  const part = path.join(folder, `${stem}.${owner()}-${randomBytes(4).toString('hex')}.part`);
  try {
    withHandle(openSync(part, 'wx', old === undefined ? 0o666 : old.mode & 0o777), (handle) => {
      if (old !== undefined) keepPermissions(handle, old);
      write(handle);
      sync(handle);
    });
    renameSync(part, target.file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  syncFolder(folder);
  ownChange(folder);
}

function withHandle(handle: number, use: (handle: number) => void): void {
  try {
    use(handle);
  } finally {
    closeSync(handle);
  }
}

function keepPermissions(handle: number, old: Stats): void {
  const { uid, gid } = fstatSync(handle);
  if (uid !== old.uid || gid !== old.gid) {
    try {
      fchownSync(handle, old.uid, old.gid);
    } catch {
      // Only the administrator may give files away.
    }
  }
  fchmodSync(handle, old.mode & 0o7777);
}

/** Puts what was written on the disk. Some file systems know no such thing, and say so. */
export function sync(handle: number): void {
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** The same of a folder: what its files are called. If it cannot be done, the file is whole under one of its names. */
export function syncFolder(folder: string): void {
  try {
    withHandle(openSync(folder, 'r'), sync);
  } catch {
    // Not every folder that one may write to may be read.
  }
}

/** As many links in a row as Linux follows. */
const mostLinks = 40;

/** Follows links. Those of `/dev/stdout` and the like lead to what is open already, and must not be replaced. */
function targetOf(file: string): { readonly file: string; readonly isOpen: boolean } {
  let at = file;
  for (let links = 0; links < mostLinks; links++) {
    const folder = path.dirname(at);
    if (!existsSync(folder)) throw new RuntimeError(`Parent directory ${folder} does not exist.`);
    const real = realpathSync(folder);
    if (/^\/proc\/.*\/fd$/.test(real)) return { file: at, isOpen: true };
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return { file: at, isOpen: false };
    const link = readlinkSync(at);
    at = path.isAbsolute(link) ? link : `${real}/${link}`;
  }
  throw new RuntimeError(`File ${file} cannot be opened: too many links that lead to links`);
}

// --- What killed processes leave

/** The name of a part begins with the name of the file, unless the whole would be longer than names may be (255). */
function stemOf(name: string): string {
  return Buffer.byteLength(name) < 180 ? name : createHash('sha256').update(name).digest('hex').slice(0, 16);
}

function readOr(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** When a process began, in ticks since the machine's start: another one of the same number has another time. */
function startOf(pid: number | 'self'): string {
  const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Where the number of a process means a process: one start of one machine, one container. */
const machine = createHash('sha256')
  .update(readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')))
  .update(readOr(() => readlinkSync('/proc/self/ns/pid')))
  .digest('hex').slice(0, 8);

function owner(): string {
  return `${machine}-${process.pid}-${startOf('self')}`;
}

/** After which time without a byte the part of another machine's process is taken for abandoned. */
const silence = 24 * 3600 * 1000;

const ownedPart = /^([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{8}\.part$/;
/** As earlier versions called them: without the machine. */
const earlierPart = /^\d+\.[0-9a-f]{8}\.part$/;

function isAbandoned(file: string, end: string): boolean {
  const [, where, pid, start] = ownedPart.exec(end) ?? [];
  if (where === machine) return hasEnded(Number(pid), start!);
  if (where === undefined && !earlierPart.test(end)) return false;
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return mtimeMs !== undefined && Date.now() - mtimeMs > silence;
}

function hasEnded(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = startOf(pid); // '' where one does not see the processes of others
  return now !== '' && start !== '' && now !== start;
}

/** The parts in a folder when it was last looked at: it is read again only when others have changed it. */
const seen = new Map<string, { changed: number; parts: readonly string[] }>();
const mostSeen = 100;

function removeAbandoned(folder: string, stem: string): void {
  try {
    const changed = statSync(folder).mtimeMs;
    let known = seen.get(folder);
    if (known?.changed !== changed) {
      known = { changed, parts: readdirSync(folder).filter((name) => name.endsWith('.part')) };
      if (seen.size >= mostSeen) seen.clear();
      seen.set(folder, known);
    }
    for (const name of known.parts) {
      const file = path.join(folder, name);
      if (name.startsWith(`${stem}.`) && isAbandoned(file, name.slice(stem.length + 1))) rmSync(file, { force: true });
    }
  } catch {
    // A folder that may be written but not read. What is not cleaned up stops nobody from writing.
  }
}

function ownChange(folder: string): void {
  const known = seen.get(folder);
  const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? {};
  if (known !== undefined && mtimeMs !== undefined) known.changed = mtimeMs;
}
