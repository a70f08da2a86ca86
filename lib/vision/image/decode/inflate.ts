import { inflateSync } from 'node:zlib';
import { OSError } from '../errors.js';
import { truncated } from './reader.js';

/** The most bytes that deflate makes of one. */
export const mostInflated = 1032;

/** What was deflated, `length` bytes of it: some more may be there, and are not looked at. */
export function inflated(packed: Uint8Array, length: number): Uint8Array {
  // What cannot be in there is refused before there is memory for it.
  if (length > packed.length * mostInflated) throw truncated();
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed, { maxOutputLength: 2 * length + 4096, chunkSize: Math.min(length + 4096, 1 << 22) });
  } catch (error) {
    throw new OSError(`image file is truncated or broken: ${(error as Error).message}`);
  }
  if (bytes.length < length) throw truncated();
  // No Buffer: its slice() would not copy.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
