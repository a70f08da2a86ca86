import zlib from 'node:zlib';
import { RuntimeError } from '../values/errors.js';
import { checkArchive, otherArchive } from './foreign.js';
import { readBytes, type ByteSource } from './sources.js';
import { viewOf, zipDirectory } from './zip_directory.js';
import { zip, type ZipRecord } from './zip_format.js';

function broken(why: string): RuntimeError {
  return new RuntimeError(`PytorchStreamReader failed reading zip archive: ${why}`);
}

/** Whether a source begins as a zip archive does. */
export function isZip(source: ByteSource): boolean {
  return source.size >= 4 && viewOf(readBytes(source, 0, 4)).getUint32(0, true) === zip.localHeader;
}

/**
 * The records of an archive of PyTorch's. Only stored records are read, and no two may share bytes, so that all of them
 * together are no larger than the file. Names are only looked up, never used as paths.
 */
export class ZipReader {
  readonly #source: ByteSource;
  readonly #records = new Map<string, ZipRecord>();
  readonly #offsets = new Map<ZipRecord, number>();
  /** Of what the places of records are multiples; 0 where the archive does not say. */
  #alignment: number | undefined;
  /** The folder that all records lie in. */
  readonly folder: string;

  constructor(source: ByteSource) {
    this.#source = source;
    const { entries, offset: directory } = zipDirectory(source, broken);
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
    for (const { name, method, packed, encrypted, ...entry } of entries) {
      if (encrypted) throw broken(`the record ${name} is encrypted`);
      if (method !== 0 || packed !== entry.size) throw broken(`the record ${name} is compressed; torch.save stores records as they are`);
      const short = name.slice(slash + 1);
      if (this.#records.has(short)) throw broken(`two records are called ${short}`);
      this.#records.set(short, { name: short, ...entry });
    }
    checkApart(entries, directory);
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

  /**
   * Where they begin, computed as libtorch's writer places them, in place of reading the header before them; undefined
   * for a file that says nothing of it.
   */
  placeOf(record: ZipRecord): number | undefined {
    // Files before this record had storages in another order, and were not written this way.
    this.#alignment ??= this.has('.format_version') ? Number(this.text('.storage_alignment') ?? 64) : 0;
    if (this.#alignment === 0) return undefined;
    const alignment = this.#alignment;
    const { name, size, headerOffset } = record;
    const large = [size, headerOffset].map((value) => value >= zip.max32);
    const sizes = large.includes(true) ? 4 + (large[0]! ? 16 : 0) + (large[1]! ? 8 : 0) : 0;
    const least = headerOffset + zip.localHeaderSize + Buffer.byteLength(`${this.folder}/${name}`) + sizes + 4;
    const offset = Math.ceil(least / alignment) * alignment;
    if (!(alignment >= 1 && size <= this.#source.size - offset)) throw broken(`the record ${name} ends after the file`);
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
