/** Samples of fewer or more bits than a byte. */

/** The samples of a line of bytes, `bits` of 1, 2 or 4 each, the first in the highest bits, times `scale`. */
export function unpackBits(
  line: Uint8Array, bits: number, count: number, output: Uint8Array, put: number, scale: number,
): void {
  const mask = (1 << bits) - 1;
  for (let i = 0; i < count; i++) {
    const bit = i * bits;
    output[put + i] = ((line[bit >> 3]! >> (8 - bits - (bit & 7))) & mask) * scale;
  }
}

/** What a sample of so many bits is multiplied by to reach 255. */
export function fullScale(bits: number): number {
  return 255 / ((1 << bits) - 1);
}
