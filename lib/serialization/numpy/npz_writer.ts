/** Writes archives of arrays (.npz) as Python's zipfile does. */
import zlib from 'node:zlib';
import type { Tensor } from '../../tensor/tensor.js';
import type { ByteSink } from '../sinks.js';
import { zip } from '../zip_format.js';
import { withArray } from './array.js';

/** What the archive says of the system that wrote it (Unix), and of who may read a file. */
const unix = 3;
const version64 = 45;
const permissions = 0o600;
/** The first of January 1980, which Python's zipfile gives to files without a date. */
const date = 0x21;
const utf8Flag = 0x0800;
const extraLength = 20;

interface Written {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

/** Writes an archive of arrays as NumPy does; byte for byte, if they are not compressed. */
export function writeNpz(sink: ByteSink, arrays: ReadonlyMap<string, Tensor>, compressed: boolean): void {
  let offset = 0;
  const put = (bytes: Uint8Array): void => {
    sink.write(bytes);
    offset += bytes.length;
  };
  const records: Written[] = [];
  const write = (key: string, parts: readonly Uint8Array[]): void => {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const crc = parts.reduce((sum, part) => zlib.crc32(part, sum), 0);
    const content = compressed ? [zlib.deflateRawSync(Buffer.concat(parts))] : parts;
    const packed = content.reduce((sum, part) => sum + part.length, 0);
    const name = Buffer.from(`${key}.npy`, 'utf8');
    const flags = name.every((byte) => byte < 0x80) ? 0 : utf8Flag;
    const record = { name, flags, method: compressed ? 8 : 0, crc, size, packed, offset };
    put(localHeader(record));
    for (const part of content) put(part);
    records.push(record);
  };
  for (const [key, tensor] of arrays) withArray(tensor, (parts) => write(key, parts));
  const start = offset;
  for (const record of records) put(centralHeader(record));
  put(endOf(start, offset - start, records.length));
}

function common(header: Buffer, at: number, { flags, method, crc }: Written): void {
  header.writeUInt16LE(version64, at);
  header.writeUInt16LE(flags, at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt16LE(date, at + 8);
  header.writeUInt32LE(crc, at + 10);
}

/** Sizes in the 64-bit form, as NumPy asks for whatever they are. */
function localHeader(record: Written): Buffer {
  const header = Buffer.alloc(zip.localHeaderSize);
  header.writeUInt32LE(zip.localHeader, 0);
  common(header, 4, record);
  header.writeUInt32LE(zip.max32, 18);
  header.writeUInt32LE(zip.max32, 22);
  header.writeUInt16LE(record.name.length, 26);
  header.writeUInt16LE(extraLength, 28);
  return Buffer.concat([header, record.name, extra64([record.size, record.packed])]);
}

function extra64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(zip.extra64, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  return extra;
}

/** From here on Python's zipfile writes a number in the 64-bit form. */
const limit = 0x7fffffff;

function centralHeader(record: Written): Buffer {
  const { size, packed, offset, name } = record;
  const isLarge = size > limit || packed > limit;
  const large = [...(isLarge ? [size, packed] : []), ...(offset > limit ? [offset] : [])];
  const extra = large.length > 0 ? extra64(large) : Buffer.alloc(0);
  const header = Buffer.alloc(zip.centralHeaderSize);
  header.writeUInt32LE(zip.centralHeader, 0);
  header.writeUInt8(version64, 4);
  header.writeUInt8(unix, 5);
  common(header, 6, record);
  header.writeUInt32LE(isLarge ? zip.max32 : packed, 20);
  header.writeUInt32LE(isLarge ? zip.max32 : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((permissions << 16) >>> 0, 38);
  header.writeUInt32LE(offset > limit ? zip.max32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function endOf(start: number, size: number, count: number): Buffer {
  const end = Buffer.alloc(zip.endSize);
  end.writeUInt32LE(zip.end, 0);
  end.writeUInt16LE(Math.min(count, zip.max16), 8);
  end.writeUInt16LE(Math.min(count, zip.max16), 10);
  end.writeUInt32LE(Math.min(size, zip.max32), 12);
  end.writeUInt32LE(Math.min(start, zip.max32), 16);
  if (count <= zip.max16 && size <= limit && start <= limit) return end;
  const end64 = Buffer.alloc(zip.end64Size);
  end64.writeUInt32LE(zip.end64, 0);
  end64.writeBigUInt64LE(BigInt(zip.end64Size - 12), 4);
  end64.writeUInt16LE(version64, 12);
  end64.writeUInt16LE(version64, 14);
  for (const [i, value] of [count, count, size, start].entries()) end64.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  const locator = Buffer.alloc(zip.locator64Size);
  locator.writeUInt32LE(zip.locator64, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([end64, locator, end]);
}
