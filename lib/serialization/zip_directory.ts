/** The directory of a zip archive: what is in it, and where. */
import { readBytes, type ByteSource } from './sources.js';
import { zip, type ZipRecord } from './zip_format.js';

/** Makes the error that says why an archive cannot be read, in the words of whoever reads it. */
export type Broken = (why: string) => Error;

/** A record as the directory has it, with its whole name. */
export interface ZipEntry extends ZipRecord {
  /** How it is compressed: 0 not at all, 8 by deflate. */
  readonly method: number;
  /** How many bytes it takes in the archive. */
  readonly packed: number;
  readonly encrypted: boolean;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** The records of an archive in the order of its directory, and where that begins. */
export function zipDirectory(
  source: ByteSource, broken: Broken,
): { readonly entries: readonly ZipEntry[]; readonly offset: number } {
  const directory = findDirectory(source, broken);
  return { entries: readDirectory(source, directory, broken), offset: directory.offset };
}

function uint64(view: DataView, at: number, broken: Broken): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw broken('a size or an offset is beyond all files');
  return value;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function findDirectory(source: ByteSource, broken: Broken): Directory {
  // A comment of up to 65535 bytes may follow the end record.
  const length = Math.min(source.size, zip.endSize + zip.max16);
  const start = source.size - length;
  const tail = Buffer.from(readBytes(source, start, length));
  for (let at = length - zip.endSize; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== zip.end || at + zip.endSize + tail.readUInt16LE(at + 20) !== length) continue;
    const directory = {
      count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16),
    };
    return directory64(source, start + at, broken) ?? directory;
  }
  throw broken('failed finding central directory');
}

/** The same of the 64-bit form, which comes before the end record. */
function directory64(source: ByteSource, end: number, broken: Broken): Directory | undefined {
  if (end < zip.locator64Size) return undefined;
  const locator = viewOf(readBytes(source, end - zip.locator64Size, zip.locator64Size));
  if (locator.getUint32(0, true) !== zip.locator64) return undefined;
  const at = uint64(locator, 8, broken);
  if (at > end - zip.end64Size) throw broken('the 64-bit end record is out of place');
  const view = viewOf(readBytes(source, at, zip.end64Size));
  if (view.getUint32(0, true) !== zip.end64) throw broken('the 64-bit end record is damaged');
  return { count: uint64(view, 32, broken), size: uint64(view, 40, broken), offset: uint64(view, 48, broken) };
}

function readDirectory(source: ByteSource, { offset, size, count }: Directory, broken: Broken): ZipEntry[] {
  if (offset > source.size || size > source.size - offset) throw broken('the central directory ends after the file');
  if (count > size / zip.centralHeaderSize) throw broken('the central directory is too short');
  const bytes = readBytes(source, offset, size);
  const view = viewOf(bytes);
  const records: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + zip.centralHeaderSize > size || view.getUint32(at, true) !== zip.centralHeader) {
      throw broken('the central directory is damaged');
    }
    const nameEnd = at + zip.centralHeaderSize + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > size) throw broken('the central directory is damaged');
    const name = Buffer.from(bytes.subarray(at + zip.centralHeaderSize, nameEnd)).toString('utf8');
    const fields = {
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
    };
    read64(view, nameEnd, extraEnd, fields, broken);
    const encrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const [method, crc] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    records.push({ name, crc, method, encrypted, ...fields });
    at = next;
  }
  return records;
}

/** Replaces the fields that have their value in the 64-bit extra field, which holds only those, in this order. */
function read64(
  view: DataView, start: number, end: number, fields: { size: number; packed: number; headerOffset: number },
  broken: Broken,
): void {
  for (let at = start; at + 4 <= end;) {
    const length = view.getUint16(at + 2, true);
    let next = at + 4;
    at = next + length;
    if (view.getUint16(next - 4, true) !== zip.extra64) continue;
    for (const name of ['size', 'packed', 'headerOffset'] as const) {
      if (fields[name] !== zip.max32) continue;
      if (next + 8 > Math.min(at, end)) throw broken('a 64-bit size is missing');
      fields[name] = uint64(view, next, broken);
      next += 8;
    }
    return;
  }
}
