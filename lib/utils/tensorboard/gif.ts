/** Moving pictures as GIF files (89a). */
import { quantized } from './quantize.js';

/** Bytes, and bits put together to bytes, the lowest first. */
class Output {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  push(...bytes: number[]): void {
    for (const byte of bytes) this.#byte(byte);
  }
  pushAll(bytes: Uint8Array): void {
    for (const byte of bytes) this.#byte(byte);
  }
  #byte(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

const mostCodes = 4096;

/** Indices of `bits` bits each, by Lempel, Ziv and Welch, as GIF has it: codes grow, and begin anew at 4,096. */
function compressed(indices: Uint8Array, bits: number): Uint8Array {
  const output = new Output();
  const [clear, end] = [1 << bits, (1 << bits) + 1];
  let [pending, filled, width] = [0, 0, bits + 1];
  const emit = (code: number): void => {
    pending |= code << filled;
    for (filled += width; filled >= 8; filled -= 8) {
      output.push(pending & 255);
      pending >>>= 8;
    }
  };
  // By the code of what came before, and the index that follows.
  let codes = new Map<number, number>();
  let next = end + 1;
  emit(clear);
  let prefix = indices[0]!;
  for (let i = 1; i < indices.length; i++) {
    const index = indices[i]!;
    const key = (prefix << 8) | index;
    const known = codes.get(key);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    emit(prefix);
    if (next === mostCodes) {
      emit(clear);
      codes = new Map();
      next = end + 1;
      width = bits + 1;
    } else {
      if (next === 1 << width) width++;
      codes.set(key, next++);
    }
    prefix = index;
  }
  emit(prefix);
  if (next === 1 << width && width < 12) width++;
  emit(end);
  if (filled > 0) output.push(pending & 255);
  return output.bytes();
}

const word = (value: number): [number, number] => [value & 255, (value >> 8) & 255];

/** The bytes of a file that shows frames of RGB for `delay` hundredths of a second each, again and again. */
export function gif(frames: readonly Uint8Array[], width: number, height: number, delay: number): Uint8Array {
  const output = new Output();
  output.pushAll(Buffer.from('GIF89a', 'latin1'));
  output.push(...word(width), ...word(height), 0x70, 0, 0);
  output.push(0x21, 0xff, 11);
  output.pushAll(Buffer.from('NETSCAPE2.0', 'latin1'));
  output.push(3, 1, 0, 0, 0);
  for (const frame of frames) {
    const { palette, indices } = quantized(frame);
    // A table of colours has as many as a power of two.
    const bits = Math.max(2, Math.ceil(Math.log2(palette.length / 3)));
    output.push(0x21, 0xf9, 4, 4, ...word(delay), 0, 0);
    output.push(0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0x80 | (bits - 1));
    const table = new Uint8Array(3 << bits);
    table.set(palette);
    output.pushAll(table);
    output.push(bits);
    const data = compressed(indices, bits);
    for (let at = 0; at < data.length; at += 255) {
      const block = data.subarray(at, at + 255);
      output.push(block.length);
      output.pushAll(block);
    }
    output.push(0);
  }
  output.push(0x3b);
  return output.bytes();
}
