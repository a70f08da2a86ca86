import { OSError } from '../errors.js';
import { truncated, type Bytes } from './reader.js';

const longest = 12;

/** The palette places that LZW codes stand for, of the width that grows, the lowest bits first; `count` of them. */
export function gifCodes(bytes: Bytes, start: number, count: number): Uint8Array {
  const bits = bytes.u8(start);
  if (bits < 1 || bits > 8) throw new OSError(`codes of ${bits} bits`);
  const packed = joined(bytes, start + 1);
  // A code of 9 bits and more stands for no more places than there are codes.
  if (count > packed.length * 4096) throw truncated();
  const output = new Uint8Array(count);
  const clear = 1 << bits;
  const end = clear + 1;
  // A word is the one of an earlier code and one place more.
  const before = new Uint16Array(1 << longest);
  const lasts = new Uint8Array(1 << longest);
  const lengths = new Uint16Array(1 << longest).fill(1, 0, clear);
  for (let i = 0; i < clear; i++) lasts[i] = i;
  let [next, width, previous, put] = [end + 1, bits + 1, -1, 0];
  let [held, heldBits] = [0, 0];
  for (let at = 0; put < count;) {
    while (heldBits < width) {
      if (at >= packed.length) throw truncated();
      held |= packed[at++]! << heldBits;
      heldBits += 8;
    }
    const code = held & ((1 << width) - 1);
    held >>>= width;
    heldBits -= width;
    if (code === clear) {
      [next, width, previous] = [end + 1, bits + 1, -1];
      continue;
    }
    if (code === end) throw truncated();
    if (code > next || (code === next && previous < 0) || (previous < 0 && code >= clear)) {
      throw new OSError('broken data stream when reading image file');
    }
    const known = code < next ? code : previous;
    const first = writeWord(known);
    if (code === next) output[put++] = first;
    if (previous >= 0 && next < 1 << longest) {
      before[next] = previous;
      lasts[next] = first;
      lengths[next] = lengths[previous]! + 1;
      next++;
      if (next === 1 << width && width < longest) width++;
    }
    previous = code;
  }
  return output;

  /** Writes the word of a code, from its end, and gives its first place; behind the last pixel nothing is written. */
  function writeWord(code: number): number {
    let at = put + lengths[code]!;
    put = at;
    let word = code;
    for (; lengths[word]! > 1; word = before[word]!) output[--at] = lasts[word]!;
    output[--at] = lasts[word]!;
    return lasts[word]!;
  }
}

/** The data blocks of a frame as one. */
function joined(bytes: Bytes, start: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = start, length = bytes.all[at] ?? 0; length > 0; length = bytes.all[at] ?? 0) {
    parts.push(bytes.all.subarray(at + 1, at + 1 + length));
    at += length + 1;
  }
  return Buffer.concat(parts);
}
