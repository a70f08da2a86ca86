// Reads zip archives (wheels are zips): lists entries and unpacks single ones while hashing them, with Node alone.
// Layout: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14-16 (its end, zip64).

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const MAX32 = 0xffffffff;

export class BadArchive extends Error {}

async function readAt(handle, position, length) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new BadArchive('ends too early');
  return buffer;
}

async function findDirectory(handle, size) {
  const tailLength = Math.min(size, 65_557); // the record's 22 bytes and a comment of at most 65,535
  const tail = await readAt(handle, size - tailLength, tailLength);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at -= 1;
  if (at < 0) throw new BadArchive('no zip directory at its end: truncated, or not a zip');
  const directory = { length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  if (at >= 20 && tail.readUInt32LE(at - 20) === END64_LOCATOR) {
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(at - 20 + 8)), 56);
    if (end64.readUInt32LE(0) !== END64) throw new BadArchive('its zip64 directory is damaged');
    directory.length = Number(end64.readBigUInt64LE(40));
    directory.offset = Number(end64.readBigUInt64LE(48));
  }
  if (directory.offset + directory.length > size) throw new BadArchive('its directory points past its end: truncated');
  return directory;
}

/** Sizes and offsets of 4 GB and more stand in the extra field, in this order, only where the plain field is full. */
function widen(entry, extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    for (const field of ['size', 'packed', 'offset']) {
      if (entry[field] !== MAX32) continue;
      entry[field] = Number(extra.readBigUInt64LE(next));
      next += 8;
    }
  }
}

function parseDirectory(buffer) {
  const entries = [];
  for (let at = 0; at + 46 <= buffer.length && buffer.readUInt32LE(at) === CENTRAL; ) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => buffer.readUInt16LE(at + field));
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength);
    const entry = {
      name,
      method: buffer.readUInt16LE(at + 10),
      crc: buffer.readUInt32LE(at + 16),
      packed: buffer.readUInt32LE(at + 20),
      size: buffer.readUInt32LE(at + 24),
      offset: buffer.readUInt32LE(at + 42),
    };
    widen(entry, buffer.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    at += 46 + nameLength + extraLength + commentLength;
    if (!name.endsWith('/')) entries.push(entry);
  }
  return entries;
}

/** The entries of the archive `file`: `{ name, size, … }`. Throws BadArchive, which says what is wrong with it. */
export async function listZip(file) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const directory = await findDirectory(handle, size);
    return parseDirectory(await readAt(handle, directory.offset, directory.length));
  } finally {
    await handle.close();
  }
}

/** A stream of the unpacked bytes of one entry. */
async function* contentOf(file, entry) {
  const handle = await open(file);
  let start;
  try {
    const header = await readAt(handle, entry.offset, 30);
    if (header.readUInt32LE(0) !== LOCAL) throw new BadArchive(`${entry.name}: no entry where the directory says`);
    start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
  if (entry.packed === 0) return;
  if (entry.method !== 0 && entry.method !== 8) throw new BadArchive(`${entry.name}: packed by method ${entry.method}`);
  const packed = createReadStream(file, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 });
  try {
    yield* entry.method === 0 ? packed : packed.pipe(zlib.createInflateRaw({ chunkSize: 1 << 20 }));
  } finally {
    packed.destroy();
  }
}

export async function readEntry(file, entry) {
  const chunks = [];
  for await (const chunk of contentOf(file, entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Unpacks one entry to `target`; checks its size, its CRC, and `sha256` (hex, or base64url as in a wheel's RECORD) if
 * given. `onBytes` is told the bytes as they are written.
 */
export async function extractEntry(file, entry, target, { sha256, onBytes = () => {} } = {}) {
  await mkdir(path.dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let [size, crc] = [0, 0];
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      size += chunk.length;
      crc = zlib.crc32(chunk, crc);
      if (sha256) hash.update(chunk);
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  try {
    await pipeline(contentOf(file, entry), measure, createWriteStream(target));
  } catch (error) {
    if (error.code?.startsWith('Z_')) throw new BadArchive(`${entry.name}: damaged (${error.message})`);
    throw error;
  }
  if (size !== entry.size || crc !== entry.crc) throw new BadArchive(`${entry.name}: damaged (size or checksum differ)`);
  if (sha256) {
    const digest = hash.digest();
    if (![digest.toString('hex'), digest.toString('base64url')].includes(sha256)) {
      throw new BadArchive(`${entry.name}: its SHA-256 is not the one in the wheel's RECORD`);
    }
  }
}
