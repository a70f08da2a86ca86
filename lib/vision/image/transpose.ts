import { channelsOf, emptyRaster, type Raster } from './raster.js';

/** Mirrorings and quarter turns, counterclockwise (`PIL.Image.Transpose`). */
export const Transpose = {
  FLIP_LEFT_RIGHT: 0, FLIP_TOP_BOTTOM: 1, ROTATE_90: 2, ROTATE_180: 3, ROTATE_270: 4, TRANSPOSE: 5, TRANSVERSE: 6,
} as const;
export type Transpose = (typeof Transpose)[keyof typeof Transpose];

/** Whether rows become columns, and then whether the columns and the rows are read backwards. */
const moves: readonly (readonly [swap: boolean, backX: boolean, backY: boolean])[] = [
  [false, true, false], [false, false, true], [true, true, false], [false, true, true], [true, false, true],
  [true, false, false], [true, true, true],
];

export function transposed(source: Raster, method: Transpose): Raster {
  const [swap, backX, backY] = moves[method]!;
  const { width, height, data } = source;
  const made = emptyRaster(source.mode, swap ? height : width, swap ? width : height);
  const channels = channelsOf(source);
  let put = 0;
  for (let y = 0; y < made.height; y++) {
    for (let x = 0; x < made.width; x++) {
      const column = swap ? y : x;
      const row = swap ? x : y;
      const at = ((backY ? height - 1 - row : row) * width + (backX ? width - 1 - column : column)) * channels;
      for (let band = 0; band < channels; band++) made.data[put++] = data[at + band]!;
    }
  }
  return made;
}

/** What turns a picture upright, for the numbers that files say its orientation by. */
export const orientations: Readonly<Record<number, Transpose>> = {
  2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
  6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
};
