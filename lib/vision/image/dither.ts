import { clipped, lumaThousandths } from './color_spaces.js';
import { channelsOf, emptyRaster, type Raster } from './raster.js';

/** Black and white, the error of each pixel spread over its neighbours (Floyd and Steinberg), for modes L and RGB. */
export function dithered(source: Raster): Raster {
  const { width, height, data } = source;
  const made = emptyRaster('1', width, height);
  const channels = channelsOf(source);
  const errors = new Int32Array(width + 1);
  for (let y = 0; y < height; y++) {
    let [carried, below, corner] = [0, 0, 0];
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const grey = channels === 1 ? data[at]!
        : Math.trunc(lumaThousandths(data[at]!, data[at + 1]!, data[at + 2]!) / 1000);
      const value = clipped(grey + Math.trunc((carried + errors[x + 1]!) / 16));
      const white = value > 128;
      made.data[y * width + x] = white ? 255 : 0;
      // To the left below 3 sixteenths, below 5, to the right below 1, to the right 7.
      const error = white ? value - 255 : value;
      errors[x] = 3 * error + below;
      below = 5 * error + corner;
      corner = error;
      carried = 7 * error;
    }
    errors[width] = below;
  }
  return made;
}
