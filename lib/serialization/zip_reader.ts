import zlib from 'node:zlib';
import { RuntimeError } from '../values/errors.js';
import { checkArchive, otherArchive } from './foreign.js';
import { readBytes, type ByteSource } from './sources.js';
import { zip, type ZipRecord } from './zip_format.js';

function broken(why: string): RuntimeError {
  return new RuntimeError(`PytorchStreamReader failed reading zip archive: ${why}`);
}

function uint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw broken('a size or an offset is beyond all files');
  return value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a source begins as a zip archive does. */
export function isZip(source: ByteSource): boolean {
  return source.size >= 4 && viewOf(readBytes(source, 0, 4)).getUint32(0, true) === zip.localHeader;
}

/** A record as the directory has it, with its whole name. */
type Entry = ZipRecord & { readonly compressed: boolean };

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/**
 * The records of an archive of PyTorch's. Only stored records are read, and no two may share bytes, so that all of them
 * together are no larger than the file. Names are only looked up, never used as paths.
 */
export class ZipReader {
  readonly #source: ByteSource;
  readonly #records = new Map<string, ZipRecord>();
  readonly #offsets = new Map<ZipRecord, number>();
  /** The folder that all records lie in. */
  readonly folder: string;

  constructor(source: ByteSource) {
    this.#source = source;
    const directory = findDirectory(source);
    const entries = readDirectory(source, directory);
    const first = entries[0]?.name ?? '';
    const slash = first.indexOf('/');
    const names = entries.map(({ name }) => name);
    if (slash < 0) throw broken(`file in archive is not in a subdirectory: ${first}${otherArchive(names)}`);
    this.folder = first.slice(0, slash);
    const stranger = names.find((name) => !name.startsWith(`${this.folder}/`));
    if (stranger !== undefined) {
      throw broken(`file in archive is not in the subdirectory ${this.folder}/: ${stranger}${otherArchive(names)}`);
    }
    checkArchive(names.map((name) => name.slice(slash + 1)));
    for (const { name, compressed, ...entry } of entries) {
      if (compressed) throw broken(`the record ${name} is compressed; torch.save stores records as they are`);
      const short = name.slice(slash + 1);
      if (this.#records.has(short)) throw broken(`two records are called ${short}`);
      this.#records.set(short, { name: short, ...entry });
    }
    checkApart(entries, directory.offset);
  }

  has(name: string): boolean {
    return this.#records.has(name);
  }

  names(): string[] {
    return [...this.#records.keys()];
  }

  /** Throws as PyTorch does for a name that is not there. */
  record(name: string): ZipRecord {
    const found = this.#records.get(name);
    if (found === undefined) throw broken(`failed finding central directory: file not found: ${this.folder}/${name}`);
    return found;
  }

  /** Where the bytes of a record begin in the source. */
  offsetOf(record: ZipRecord): number {
    const known = this.#offsets.get(record);
    if (known !== undefined) return known;
    const view = viewOf(readBytes(this.#source, record.headerOffset, zip.localHeaderSize));
    if (view.getUint32(0, true) !== zip.localHeader) throw broken(`the header of ${record.name} is damaged`);
    if (view.getUint16(8, true) !== 0) throw broken(`the record ${record.name} is compressed`);
    const nameLength = view.getUint16(26, true);
    const name = readBytes(this.#source, record.headerOffset + zip.localHeaderSize, nameLength);
    if (!Buffer.from(`${this.folder}/${record.name}`).equals(name)) {
      throw broken(`the header of ${record.name} has another name`);
    }
    const offset = record.headerOffset + zip.localHeaderSize + nameLength + view.getUint16(28, true);
    if (record.size > this.#source.size - offset) throw broken(`the record ${record.name} ends after the file`);
    this.#offsets.set(record, offset);
    return offset;
  }

  /** Fills `parts`, which have the record's size together, with its bytes. Throws if they are not those written. */
  readInto(record: ZipRecord, parts: readonly Uint8Array[]): void {
    let offset = this.offsetOf(record);
    let sum = 0;
    for (const part of parts) {
      this.#source.readInto(part, offset);
      offset += part.length;
      // Writers may leave the checksum out (`set_crc32_options`), and write 0.
      if (record.crc !== 0) sum = zlib.crc32(part, sum);
    }
    if (sum !== record.crc) throw broken(`the bytes of ${record.name} are damaged (CRC-32)`);
  }

  read(name: string): Uint8Array {
    const record = this.record(name);
    // A record may claim any size, and is no larger than the file.
    this.offsetOf(record);
    const bytes = new Uint8Array(record.size);
    this.readInto(record, [bytes]);
    return bytes;
  }

  /** A short record as text; undefined if there is none. */
  text(name: string): string | undefined {
    if (!this.has(name)) return undefined;
    if (this.record(name).size > 256) throw broken(`the record ${name} is too long`);
    return Buffer.from(this.read(name)).toString('latin1');
  }
}

function findDirectory(source: ByteSource): Directory {
  // A comment of up to 65535 bytes may follow the end record.
  const length = Math.min(source.size, zip.endSize + zip.max16);
  const start = source.size - length;
  const tail = Buffer.from(readBytes(source, start, length));
  for (let at = length - zip.endSize; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== zip.end || at + zip.endSize + tail.readUInt16LE(at + 20) !== length) continue;
    const directory = {
      count: tail.readUInt16LE(at + 10), size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16),
    };
    return directory64(source, start + at) ?? directory;
  }
  throw broken('failed finding central directory');
}

/** The same of the 64-bit form, which comes before the end record. */
function directory64(source: ByteSource, end: number): Directory | undefined {
  if (end < zip.locator64Size) return undefined;
  const locator = viewOf(readBytes(source, end - zip.locator64Size, zip.locator64Size));
  if (locator.getUint32(0, true) !== zip.locator64) return undefined;
  const at = uint64(locator, 8);
  if (at > end - zip.end64Size) throw broken('the 64-bit end record is out of place');
  const view = viewOf(readBytes(source, at, zip.end64Size));
  if (view.getUint32(0, true) !== zip.end64) throw broken('the 64-bit end record is damaged');
  return { count: uint64(view, 32), size: uint64(view, 40), offset: uint64(view, 48) };
}

function readDirectory(source: ByteSource, { offset, size, count }: Directory): Entry[] {
  if (offset > source.size || size > source.size - offset) throw broken('the central directory ends after the file');
  if (count > size / zip.centralHeaderSize) throw broken('the central directory is too short');
  const bytes = readBytes(source, offset, size);
  const view = viewOf(bytes);
  const records: Entry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + zip.centralHeaderSize > size || view.getUint32(at, true) !== zip.centralHeader) {
      throw broken('the central directory is damaged');
    }
    const nameEnd = at + zip.centralHeaderSize + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > size) throw broken('the central directory is damaged');
    const name = Buffer.from(bytes.subarray(at + zip.centralHeaderSize, nameEnd)).toString('utf8');
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw broken(`the record ${name} is encrypted`);
    const fields = {
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
    };
    read64(view, nameEnd, extraEnd, fields);
    const compressed = view.getUint16(at + 10, true) !== 0 || fields.packed !== fields.size;
    const crc = view.getUint32(at + 16, true);
    records.push({ name, crc, size: fields.size, headerOffset: fields.headerOffset, compressed });
    at = next;
  }
  return records;
}

/** Replaces the fields that have their value in the 64-bit extra field, which holds only those, in this order. */
function read64(
  view: DataView, start: number, end: number, fields: { size: number; packed: number; headerOffset: number },
): void {
  for (let at = start; at + 4 <= end;) {
    const length = view.getUint16(at + 2, true);
    let next = at + 4;
    at = next + length;
    if (view.getUint16(next - 4, true) !== zip.extra64) continue;
    for (const name of ['size', 'packed', 'headerOffset'] as const) {
      if (fields[name] !== zip.max32) continue;
      if (next + 8 > Math.min(at, end)) throw broken('a 64-bit size is missing');
      fields[name] = uint64(view, next);
      next += 8;
    }
    return;
  }
}

/** Records that share bytes could be more together than the file is: a bomb. */
function checkApart(records: readonly ZipRecord[], directory: number): void {
  const sorted = [...records].sort((a, b) => a.headerOffset - b.headerOffset);
  for (const [i, { name, size, headerOffset }] of sorted.entries()) {
    const next = sorted[i + 1]?.headerOffset ?? directory;
    // The name in the local header is as long as this one.
    if (headerOffset + zip.localHeaderSize + Buffer.byteLength(name) + size > next) {
      throw broken(`the record ${name} overlaps another one`);
    }
  }
}
