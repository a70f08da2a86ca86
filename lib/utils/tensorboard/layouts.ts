/** Pictures in the layout that files have: rows of pixels. */
import { cat, stack, zeros } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { uint8 } from '../../values/dtype.js';
import { AssertionError, AttributeError, ValueError } from '../../values/errors.js';

const tuple = (sizes: readonly number[]): string => `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;

function transposed(pictures: Tensor, format: string, wanted: string): Tensor {
  const order = [...wanted].map((letter) => format.indexOf(letter)).map((at) => (at < 0 ? at + format.length : at));
  if (new Set(order).size !== order.length) throw new ValueError('repeated axis in transpose');
  return pictures.permute(order);
}

/**
 * Pictures of one size beside and below each other, `ncols` in a row: (N, 1 or 3, H, W) to (3, H * rows, W * columns).
 * Throws an AssertionError for other shapes.
 */
export function make_grid(pictures: Tensor, ncols = 8): Tensor {
  const colored = pictures.shape[1] === 1 ? cat([pictures, pictures, pictures], 1) : pictures;
  const [count, channels, height, width] = colored.shape as unknown as [number, number, number, number];
  if (colored.dim() !== 4 || channels !== 3) throw new AssertionError('Input should be a 4D numpy array with 3 channels');
  const columns = Math.min(count, ncols);
  const rows = Math.ceil(count / columns);
  const canvas = zeros([3, height * rows, width * columns], { dtype: colored.dtype });
  for (let i = 0; i < count; i++) {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    canvas.narrow(1, y * height, height).narrow(2, x * width, width).copy_(colored.select(0, i));
  }
  return canvas;
}

/**
 * (H, W, channels) of what `format` names the dimensions of, as 'NCHW', 'CHW' or 'HW'; several become a grid. Throws an
 * AssertionError for names that do not fit.
 */
export function convert_to_HWC(pictures: Tensor, format: string): Tensor {
  if (new Set(format).size !== format.length) {
    throw new AssertionError(
      `You can not use the same dimension shorthand twice. ${' '.repeat(12)}input_format: ${format}`);
  }
  if (pictures.dim() !== format.length) {
    throw new AssertionError(`size of input tensor and input format are different. ${' '.repeat(8)}` +
      `tensor shape: ${tuple(pictures.shape)}, input_format: ${format}`);
  }
  const upper = format.toUpperCase();
  switch (upper.length) {
    case 4:
      return make_grid(transposed(pictures, upper, 'NCHW')).permute(1, 2, 0);
    case 3: {
      const picture = transposed(pictures, upper, 'HWC');
      return picture.shape[2] === 1 ? cat([picture, picture, picture], 2) : picture;
    }
    case 2: {
      const picture = transposed(pictures, upper, 'HW');
      return stack([picture, picture, picture], 2);
    }
    default:
      throw new AttributeError("'NoneType' object has no attribute 'numpy'");
  }
}

/** Numbers from 0 to 255: those of uint8 are, others are of 0 to 1. What is beyond is cut. */
export function toBytes(pictures: Tensor): Tensor {
  return pictures.float().mul(pictures.dtype === uint8 ? 1 : 255).clip(0, 255).to(uint8);
}

const powerOfTwo = (count: number): boolean => count !== 0 && (count & (count - 1)) === 0;

/**
 * Each frame of several videos as one, in a grid: (N, T, C, H, W) to (T, rows * H, columns * W, C). Empty videos are
 * added until there are as many as a power of two.
 */
export function prepareVideo(given: Tensor): Tensor {
  if (given.dim() !== 5) {
    throw new ValueError(given.dim() > 5 ? 'too many values to unpack (expected 5)'
      : `not enough values to unpack (expected 5, got ${given.dim()})`);
  }
  const [count, frames, channels, height, width] = given.shape as unknown as [number, number, number, number, number];
  let videos = given.dtype === uint8 ? given.float().div(255) : given;
  const bits = 32 - Math.clz32(count);
  if (!powerOfTwo(count)) {
    const none = zeros([2 ** bits - count, frames, channels, height, width], { dtype: videos.dtype });
    videos = cat([videos, none], 0);
  }
  const rows = 2 ** Math.floor((bits - 1) / 2);
  const columns = Math.floor(videos.shape[0]! / rows);
  return videos.reshape(rows, columns, frames, channels, height, width).permute(2, 0, 4, 1, 5, 3)
    .reshape(frames, rows * height, columns * width, channels);
}
