/** Reads event files back, with nothing of the code that wrote them but the schema. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { schema } from '../../../dist/utils/tensorboard/schema.js';

const { root } = protobuf.parse(schema, { keepCase: true });

/** CRC-32C, bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) % 2 ** 32;
};

/** The whole records of a file; throws where a checksum is not that of its bytes. */
export function records(path: string): Uint8Array[] {
  const bytes = readFileSync(path);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (bytes.readUInt32LE(at + 8) !== masked(bytes.subarray(at, at + 8))) throw new Error('the length has another checksum');
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 12 + length) !== masked(data)) throw new Error('the data have another checksum');
    found.push(data);
    at += length + 16;
  }
  return found;
}

/** A message as a plain object: bytes, numbers, texts. */
export function decoded(name: string, bytes: Uint8Array): Record<string, unknown> {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: Number, arrays: false }) as Record<string, unknown>;
}

/** What an event is about: the values of its summary. */
export interface Read {
  wall_time: number;
  step?: number;
  file_version?: string;
  graph_def?: Uint8Array;
  session_log?: { status: number };
  summary?: { value: Record<string, unknown>[] };
}

export const events = (path: string): Read[] => records(path).map((bytes) => decoded('Event', bytes) as unknown as Read);
