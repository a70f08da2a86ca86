// Reads zip archives (wheels are zips): lists the entries and unpacks some of them while hashing, with Node alone.
// Layout: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14-16 (its end, zip64).

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
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
/** Up to this size an entry is read in one go: a libtorch has ten thousand small headers. */
const CHUNK = 1 << 20;

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
  for (let at = 0; at + 46 <= buffer.length && buffer.readUInt32LE(at) === CENTRAL;) {
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

/** An archive that is open for reading. Everything throws BadArchive, which says what is wrong with it. */
export class Zip {
  #handle;
  /** `{ name, size, … }` of each file in it. */
  entries;

  static async open(file) {
    const zip = new Zip();
    zip.#handle = await open(file);
    try {
      const { size } = await zip.#handle.stat();
      const directory = await findDirectory(zip.#handle, size);
      zip.entries = parseDirectory(await readAt(zip.#handle, directory.offset, directory.length));
    } catch (error) {
      await zip.close();
      throw error;
    }
    return zip;
  }

  close() {
    return this.#handle.close();
  }

  async #startOf(entry) {
    if (entry.method !== 0 && entry.method !== 8) throw new BadArchive(`${entry.name}: packed by method ${entry.method}`);
    const header = await readAt(this.#handle, entry.offset, 30);
    if (header.readUInt32LE(0) !== LOCAL) throw new BadArchive(`${entry.name}: no entry where the directory says`);
    return entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  }

  /** The whole content of a small entry. */
  async read(entry) {
    const packed = await readAt(this.#handle, await this.#startOf(entry), entry.packed);
    if (entry.method === 0) return packed;
    try {
      return zlib.inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
    } catch (error) {
      throw new BadArchive(`${entry.name}: damaged (${error.message})`);
    }
  }

  async #stream(entry, target, check) {
    const start = await this.#startOf(entry);
    const options = { start, end: start + entry.packed - 1, highWaterMark: CHUNK, autoClose: false };
    const inflate = entry.method === 0 ? [] : [zlib.createInflateRaw({ chunkSize: CHUNK })];
    const look = new Transform({
      transform(chunk, _encoding, done) {
        check.take(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(this.#handle.createReadStream(options), ...inflate, look, createWriteStream(target));
    } catch (error) {
      if (error.code?.startsWith('Z_')) throw new BadArchive(`${entry.name}: damaged (${error.message})`);
      throw error;
    }
  }

  /**
   * Unpacks an entry to `target`; checks its size, its CRC, and `sha256` (hex, or base64url as in a wheel's RECORD) if
   * given. `onBytes` is told the bytes as they are written.
   */
  async extract(entry, target, { sha256, onBytes = () => {} } = {}) {
    await mkdir(path.dirname(target), { recursive: true });
    const check = new Check(onBytes);
    if (entry.size < CHUNK && entry.packed < CHUNK) {
      const content = await this.read(entry);
      check.take(content);
      await writeFile(target, content);
    } else {
      await this.#stream(entry, target, check);
    }
    check.finish(entry, sha256);
  }
}

class Check {
  #hash = createHash('sha256');
  #size = 0;
  #crc = 0;
  #onBytes;

  constructor(onBytes) {
    this.#onBytes = onBytes;
  }

  take(chunk) {
    this.#size += chunk.length;
    this.#crc = zlib.crc32(chunk, this.#crc);
    this.#hash.update(chunk);
    this.#onBytes(chunk.length);
  }

  finish(entry, sha256) {
    if (this.#size !== entry.size || this.#crc !== entry.crc) {
      throw new BadArchive(`${entry.name}: damaged (size or checksum differ)`);
    }
    const digest = this.#hash.digest();
    if (sha256 && ![digest.toString('hex'), digest.toString('base64url')].includes(sha256)) {
      throw new BadArchive(`${entry.name}: its SHA-256 is not the one in the wheel's RECORD`);
    }
  }
}
