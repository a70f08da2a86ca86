import zlib from 'node:zlib';
import { ValueError } from '../values/errors.js';
import type { ByteSink } from './sinks.js';
import { SerializationId } from './serialization_id.js';
import { zip } from './zip_format.js';

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly flags: number;
  readonly offset: number;
}

// Names are UTF-8; the second one says that sizes follow the bytes.
const utf8Flag = 0x0800;
const descriptorFlag = 0x0008;

/** The extra field has 65535 bytes, of which others need 28. */
const mostAlignment = 65508;

/**
 * Writes an archive byte for byte as PyTorch's writer does on Linux, its id too. That matters: a reader of PyTorch's
 * may compute where records lie, in place of looking.
 */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #folder: string;
  readonly #withCrc: boolean;
  readonly #alignment: number;
  readonly #records: Written[] = [];
  readonly #id = new SerializationId();
  #offset = 0;

  /** Every record begins at a multiple of `alignment`, so that a mapped file gives aligned tensors. */
  constructor(sink: ByteSink, folder: string, withCrc: boolean, alignment: number) {
    if (!Number.isInteger(alignment) || alignment < 1 || alignment > mostAlignment) {
      throw new ValueError(
        `torch.save: config.save.storage_alignment must be from 1 to ${mostAlignment}, got ${alignment}`);
    }
    this.#alignment = alignment;
    this.#sink = sink;
    this.#folder = folder;
    this.#withCrc = withCrc;
  }

  /** A record of text, or of bytes in parts. */
  write(name: string, content: string | readonly Uint8Array[]): void {
    const parts = typeof content === 'string' ? [Buffer.from(content, 'utf8')] : content;
    const full = Buffer.from(`${this.#folder}/${name}`, 'utf8');
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const offset = this.#offset;
    const crc = this.#withCrc ? parts.reduce((sum, part) => zlib.crc32(part, sum), 0) : 0;
    const flags = size > 0 ? utf8Flag | descriptorFlag : utf8Flag;
    this.#put(localHeader(full, flags, size, offset, this.#alignment));
    for (const part of parts) this.#put(part);
    if (size > 0) this.#put(descriptor(crc, size, offset));
    this.#records.push({ name: full, crc, size, flags, offset });
    this.#id.add(name, crc, size, beginOf(parts));
  }

  /** Writes an id of the contents, the directory, and the end. */
  finish(): void {
    this.write('.data/serialization_id', String(this.#id));
    const start = this.#offset;
    for (const record of this.#records) this.#put(centralHeader(record));
    this.#put(endOf(start, this.#offset - start, this.#records.length));
  }

  #put(bytes: Uint8Array): void {
    this.#sink.write(bytes);
    this.#offset += bytes.length;
  }
}

/** The first bytes of a record, as many as a checksum and its mark have. */
function beginOf(parts: readonly Uint8Array[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of parts) {
    bytes.push(...part.subarray(0, 8 - bytes.length));
    if (bytes.length === 8) break;
  }
  return Uint8Array.from(bytes);
}

const isLarge = (value: number): boolean => value >= zip.max32;

/** The 64-bit values of those that need it, as an extra field; nothing where none does. */
function extra64(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(zip.extra64, 0);
  field.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return field;
}

/** A field that does nothing but move the bytes of the record to a multiple of the alignment. */
function padding(start: number, alignment: number): Buffer {
  const count = (alignment - (start % alignment)) % alignment;
  const field = Buffer.alloc(4 + count, 'Z');
  field.write('FB', 0, 'latin1');
  field.writeUInt16LE(count, 2);
  return field;
}

function localHeader(name: Buffer, flags: number, size: number, offset: number, alignment: number): Buffer {
  const sizes = extra64([...(isLarge(size) ? [size, size] : []), ...(isLarge(offset) ? [offset] : [])]);
  const fixed = Buffer.alloc(zip.localHeaderSize);
  const extra = Buffer.concat([sizes, padding(offset + fixed.length + name.length + sizes.length + 4, alignment)]);
  fixed.writeUInt32LE(zip.localHeader, 0);
  fixed.writeUInt16LE(flags, 6);
  fixed.writeUInt16LE(name.length, 26);
  fixed.writeUInt16LE(extra.length, 28);
  return Buffer.concat([fixed, name, extra]);
}

function descriptor(crc: number, size: number, offset: number): Buffer {
  const is64 = isLarge(size) || isLarge(offset);
  const bytes = Buffer.alloc(is64 ? 24 : 16);
  bytes.writeUInt32LE(zip.dataDescriptor, 0);
  bytes.writeUInt32LE(crc, 4);
  for (const i of [0, 1]) {
    if (is64) bytes.writeBigUInt64LE(BigInt(size), 8 + 8 * i);
    else bytes.writeUInt32LE(size, 8 + 4 * i);
  }
  return bytes;
}

function centralHeader({ name, crc, size, flags, offset }: Written): Buffer {
  const extra = extra64([...(isLarge(size) ? [size, size] : []), ...(isLarge(offset) ? [offset] : [])]);
  const bytes = Buffer.alloc(zip.centralHeaderSize);
  bytes.writeUInt32LE(zip.centralHeader, 0);
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(Math.min(size, zip.max32), 20);
  bytes.writeUInt32LE(Math.min(size, zip.max32), 24);
  bytes.writeUInt16LE(name.length, 28);
  bytes.writeUInt16LE(extra.length, 30);
  bytes.writeUInt32LE(Math.min(offset, zip.max32), 42);
  return Buffer.concat([bytes, name, extra]);
}

/** PyTorch's writer always writes the 64-bit end as well. */
function endOf(start: number, size: number, count: number): Buffer {
  const bytes = Buffer.alloc(zip.end64Size + zip.locator64Size + zip.endSize);
  bytes.writeUInt32LE(zip.end64, 0);
  bytes.writeBigUInt64LE(BigInt(zip.end64Size - 12), 4);
  bytes.writeUInt16LE(0x031e, 12);
  bytes.writeUInt16LE(0x002d, 14);
  for (const [i, value] of [count, count, size, start].entries()) bytes.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  const locator = zip.end64Size;
  bytes.writeUInt32LE(zip.locator64, locator);
  bytes.writeBigUInt64LE(BigInt(start + size), locator + 8);
  bytes.writeUInt32LE(1, locator + 16);
  const end = locator + zip.locator64Size;
  bytes.writeUInt32LE(zip.end, end);
  bytes.writeUInt16LE(Math.min(count, zip.max16), end + 8);
  bytes.writeUInt16LE(Math.min(count, zip.max16), end + 10);
  bytes.writeUInt32LE(Math.min(size, zip.max32), end + 12);
  bytes.writeUInt32LE(Math.min(start, zip.max32), end + 16);
  return bytes;
}
