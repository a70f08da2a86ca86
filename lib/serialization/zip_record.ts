import zlib from 'node:zlib';
import { readBytes, type ByteSource } from './sources.js';
import { viewOf, type Broken, type ZipEntry } from './zip_directory.js';
import { zip } from './zip_format.js';

const stored = 0;
const deflated = 8;

/** The bytes of a record, unpacked if it is compressed. Throws what `broken` makes, for a damaged one as well. */
export function recordBytes(source: ByteSource, entry: ZipEntry, broken: Broken): Uint8Array {
  const { name, size, packed, method, crc } = entry;
  if (entry.encrypted) throw broken(`File '${name}' is encrypted, password required for extraction`);
  if (method !== stored && method !== deflated) throw broken(`'${name}' is compressed by method ${method}, not by deflate`);
  if (entry.headerOffset > source.size - zip.localHeaderSize) throw broken(`the header of '${name}' lies after the file`);
  const header = viewOf(readBytes(source, entry.headerOffset, zip.localHeaderSize));
  if (header.getUint32(0, true) !== zip.localHeader) throw broken('Bad magic number for file header');
  const start = entry.headerOffset + zip.localHeaderSize + header.getUint16(26, true) + header.getUint16(28, true);
  if (packed > source.size - start) throw broken(`'${name}' ends after the file`);
  if (method === stored && packed !== size) throw broken(`'${name}' has two sizes, ${packed} and ${size}`);
  const bytes = readBytes(source, start, packed);
  const content = method === stored ? bytes : inflated(bytes, entry, broken);
  if (content.length !== size || zlib.crc32(content) !== crc) throw broken(`Bad CRC-32 for file '${name}'`);
  return content;
}

/** No more than the directory says that it will be. */
function inflated(bytes: Uint8Array, { name, size }: ZipEntry, broken: Broken): Uint8Array {
  try {
    return zlib.inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw broken(`'${name}' cannot be unpacked: ${(error as Error).message}`);
  }
}
