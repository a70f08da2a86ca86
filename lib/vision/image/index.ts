/** Pictures, as Pillow's `PIL.Image` has them: `import * as Image from 'nodetorch/vision/image'`. */
import '../../addon/check_runtime.js';
import { signature } from '../../arguments/signature.js';
import { ValueError } from '../../values/errors.js';
import { checkedMode } from './convert.js';
import { blended } from './enhance.js';
import { colorOf, Image, imageOf } from './image.js';
import { numbersFrom } from './bytes.js';
import { bandsOf } from './modes.js';
import { emptyRaster, filledRaster, putBand } from './raster.js';

export { Dither, Image, Resampling, Transform } from './image.js';
export type { Color } from './image.js';
export { DecompressionBombError, OSError, UnidentifiedImageError } from './errors.js';
export { limits } from './limits.js';
export type { Mode, PixelData } from './modes.js';
export type { ImageInfo } from './raster.js';
export { Transpose } from './transpose.js';
export { open, openAll } from './open.js';

/** A picture of one colour, black if none is given (`PIL.Image.new`). */
const newImage = signature('new(mode: str, size: ImageSize, color: Color = 0) -> Image').define((mode, size, color) => {
  const [width, height] = size;
  if (!(width >= 0 && height >= 0)) throw new ValueError('Width and height must be >= 0');
  const known = checkedMode(mode);
  return imageOf(filledRaster(known, width, height, colorOf(known, color)));
});
export { newImage as new };

/** A picture over a copy of bytes: row by row, bands interleaved, bits for mode 1 (`PIL.Image.frombytes`). */
export const frombytes = signature('frombytes(mode: str, size: ImageSize, data: Uint8Array) -> Image').define(
  (mode, size, data) => {
    const known = checkedMode(mode);
    return new Image(known, size, numbersFrom(known, ...size, data));
  });

/** A picture from pictures of mode L, one for each band (`PIL.Image.merge`). */
export const merge = signature('merge(mode: str, bands: Sequence[Image]) -> Image').define((mode, bands) => {
  const known = checkedMode(mode);
  if (bands.length !== bandsOf(known).length) throw new ValueError('wrong number of bands');
  const [first] = bands as [Image];
  const made = emptyRaster(known, first.width, first.height);
  for (const [i, band] of bands.entries()) {
    if (band.mode !== (bands.length === 1 ? known : 'L')) throw new ValueError('mode mismatch');
    if (band.width !== first.width || band.height !== first.height) throw new ValueError('size mismatch');
    putBand(made, i, band);
  }
  return imageOf(made);
});

/** Between two pictures of one mode and size: `alpha` 0 gives the first, 1 the second (`PIL.Image.blend`). */
export const blend = signature('blend(im1: Image, im2: Image, alpha: float) -> Image').define((im1, im2, alpha) => {
  if (im1.mode !== im2.mode || im1.width !== im2.width || im1.height !== im2.height) {
    throw new ValueError('images do not match');
  }
  return imageOf(blended(im1, im2, alpha));
});
