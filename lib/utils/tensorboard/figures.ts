/** Pictures that are drawn, as pixels. */
import { stack } from '../../generated/torch.js';
import { fromTypedArray } from '../../tensor/from_data.js';
import type { Tensor } from '../../tensor/tensor.js';
import { readPng } from '../../vision/image/decode/png.js';

/** What draws itself: the figures of `nodetorch/plot` do. */
export interface Drawable {
  /** The bytes of a PNG file. */
  png(options?: { scale?: number }): Promise<Uint8Array>;
  /** Gives back what it holds, if that is anything. */
  close?(): void;
}

async function pixelsOf(figure: Drawable, close: boolean): Promise<Tensor> {
  const { width, height, data } = readPng(await figure.png());
  if (close) figure.close?.();
  const channels = data.length / (width * height);
  return fromTypedArray(data, [height, width, channels], undefined).narrow(2, 0, 3).permute(2, 0, 1);
}

/** (3, H, W) of a figure, (N, 3, H, W) of several of one size. */
export async function figure_to_image(figures: Drawable | readonly Drawable[], close: boolean): Promise<Tensor> {
  if (!Array.isArray(figures)) return pixelsOf(figures as Drawable, close);
  const all: Tensor[] = [];
  for (const figure of figures as readonly Drawable[]) all.push(await pixelsOf(figure, close));
  return stack(all);
}
