import { ValueError } from '../../../values/errors.js';

/** The pixels of a BMP file that are stored as runs of equal ones, of 8 or 4 bits. */
export function runLengths(
  all: Uint8Array, start: number, width: number, height: number, halves: boolean, upwards: boolean,
): Uint8Array {
  // A pair of bytes makes 255 pixels, four of them a leap over as many lines and more.
  if (width * height > (all.length - start) * 64 * (width + 1)) throw new ValueError('not enough image data');
  const data = new Uint8Array(width * height);
  let [at, put, x] = [start, 0, 0];
  const most = data.length;
  const store = (value: number): void => {
    if (put < most) data[put] = value;
    put++;
  };
  while (put < most && at + 1 < all.length) {
    const [count, value] = [all[at]!, all[at + 1]!];
    at += 2;
    if (count > 0) {
      const fitting = Math.max(0, Math.min(count, width - x));
      for (let i = 0; i < fitting; i++) store(!halves ? value : i % 2 === 0 ? value >> 4 : value & 15);
      x += fitting;
    } else if (value === 0) {
      put = Math.ceil(put / width) * width;
      x = 0;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      if (at + 1 >= all.length) break;
      put = Math.min(most, put + all[at]! + all[at + 1]! * width);
      x = put % width;
      at += 2;
    } else {
      const literal = Math.min(most - put, value);
      const length = halves ? (literal + 1) >> 1 : literal;
      if (at + length > all.length) break;
      for (let i = 0; i < literal; i++) {
        const byte = all[at + (halves ? i >> 1 : i)]!;
        store(!halves ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
      }
      at += length;
      if (put === most) break;
      x += value;
      // Literals end at an even place of the file.
      at += at % 2;
    }
  }
  if (put < most) throw new ValueError('not enough image data');
  return upwards ? turnedOver(data, width) : data;
}

function turnedOver(data: Uint8Array, width: number): Uint8Array {
  const turned = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += width) turned.set(data.subarray(at, at + width), data.length - at - width);
  return turned;
}
