/** How strips and tiles of TIFF files are stored. */
import { OSError } from '../../errors.js';
import { inflated, mostInflated } from '../inflate.js';
import { truncated } from '../reader.js';

export interface Codec {
  /** The most bytes that one stored byte can stand for. */
  readonly most: number;
  /** The bytes that are stored, of which `length` are wanted. */
  unpack(packed: Uint8Array, length: number): Uint8Array;
}

const names: Readonly<Record<number, string>> = {
  2: 'CCITT', 3: 'Group 3', 4: 'Group 4', 6: 'old JPEG', 7: 'JPEG', 32771: 'raw 16', 32809: 'Thunderscan', 34676: 'SGI log',
  34677: 'SGI log 24', 34925: 'LZMA', 50000: 'Zstandard', 50001: 'WebP',
};

const deflate: Codec = { most: mostInflated, unpack: inflated };

const codecs: Readonly<Record<number, Codec>> = {
  1: { most: 1, unpack: (packed, length) => packed.slice(0, length) },
  5: { most: 4096, unpack: unpackLzw },
  8: deflate,
  32946: deflate,
  32773: { most: 128, unpack: unpackRuns },
};

export function codecOf(compression: number): Codec {
  const codec = codecs[compression];
  if (codec === undefined) throw new Error(`TIFF compression ${names[compression] ?? compression} is not supported`);
  return codec;
}

/** Runs of a byte, and bytes as they are (PackBits). */
function unpackRuns(packed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  for (let at = 0, put = 0; put < length;) {
    if (at + 1 >= packed.length) throw truncated();
    const count = packed[at++]!;
    if (count < 128) {
      output.set(packed.subarray(at, at + Math.min(count + 1, length - put)), put);
      at += count + 1;
      put += count + 1;
      if (at > packed.length) throw truncated();
    } else if (count > 128) {
      output.fill(packed[at++]!, put, put + 257 - count);
      put += 257 - count;
    }
  }
  return output;
}

const [clear, end, firstWord, codeCount] = [256, 257, 258, 4096];

/** Words by codes of a width that grows, the highest bit first. */
function unpackLzw(packed: Uint8Array, length: number): Uint8Array {
  if (packed[0] === 0 && (packed[1]! & 1) === 1) throw new Error('TIFF compression old LZW is not supported');
  const output = new Uint8Array(length);
  // Where in the output the word of a code stands, and how long it is.
  const starts = new Uint32Array(codeCount);
  const lengths = new Uint16Array(codeCount);
  let [next, width, put, previous, held, bits] = [firstWord, 9, 0, -1, 0, 0];
  for (let at = 0; put < length;) {
    while (bits < width) {
      if (at >= packed.length) throw truncated();
      held = ((held << 8) | packed[at++]!) & 0xffffff;
      bits += 8;
    }
    bits -= width;
    const code = (held >> bits) & ((1 << width) - 1);
    if (code === clear) {
      [next, width, previous] = [firstWord, 9, -1];
      continue;
    }
    if (code === end) throw truncated();
    if (code > next || (code === next && previous < 0) || (previous < 0 && code >= clear)) {
      throw new OSError('broken LZW data');
    }
    const start = put;
    if (code < clear) {
      output[put++] = code;
    } else {
      // The word of the next code is the last one and its first byte again: it runs into itself.
      const from = code < next ? starts[code]! : previous;
      const count = code < next ? lengths[code]! : start - previous + 1;
      for (let i = 0; i < count; i++) output[put++] = output[from + i]!;
    }
    if (previous >= 0 && next < codeCount) {
      starts[next] = previous;
      lengths[next] = start - previous + 1;
      next++;
      // One code earlier than it would have to.
      if (next === (1 << width) - 1 && width < 12) width++;
    }
    previous = start;
  }
  return output;
}
