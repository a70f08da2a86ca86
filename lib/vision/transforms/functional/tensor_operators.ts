/** What the functions on tensors share. */
import * as torch from '../../../index.js';
import { ValueError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** Each channel convolved with its own kernel. */
export function convolvedByChannel(img: Tensor, kernel: Tensor): Tensor {
  return torch.conv2d(img, kernel, { groups: img.size(-3) });
}

/** The largest value of a picture of this dtype. */
export function maxValue(type: torch.dtype): number {
  return largest.get(type) ?? 1;
}

const largest = new Map<torch.dtype, number>([
  [torch.uint8, 255], [torch.int8, 127], [torch.int16, 32767], [torch.uint16, 65535], [torch.int32, 2147483647],
  [torch.int64, 2 ** 63],
]);

export function checkImage(img: Tensor): void {
  if (img.dim() < 2) throw new TypeError('Tensor is not a torch image.');
}

export function dimensionsOf(img: Tensor): [channels: number, height: number, width: number] {
  checkImage(img);
  const { shape } = img;
  return [shape.length === 2 ? 1 : shape.at(-3)!, shape.at(-2)!, shape.at(-1)!];
}

export function checkChannels(img: Tensor, permitted: readonly number[] = [1, 3]): void {
  const [channels] = dimensionsOf(img);
  if (!permitted.includes(channels)) {
    throw new TypeError(
      `Input image tensor permitted channel values are [${permitted.join(', ')}], but found ${channels}`);
  }
}

export function checkRank(img: Tensor): void {
  if (img.dim() < 3) {
    throw new TypeError(`Input image tensor should have at least 3 dimensions, but found ${img.dim()}`);
  }
}

/** The dtype to compute in: a picture of whole numbers becomes float32. */
export function computingType(img: Tensor): torch.dtype {
  return img.is_floating_point() ? img.dtype : torch.float32;
}

/** As Python's `1.0 * img`: whole numbers times a float are floats. Here `1` would pass for an int. */
export function asFloat(img: Tensor): Tensor {
  return img.is_floating_point() ? img : img.to(torch.get_default_dtype());
}

/** Runs `body` on the picture as a batch of a dtype that it can compute in, and brings the result back. */
export function asBatch(img: Tensor, types: readonly torch.dtype[], body: (batch: Tensor) => Tensor): Tensor {
  const single = img.dim() < 4;
  const own = img.dtype;
  const cast = !types.includes(own);
  let batch = single ? img.unsqueeze(0) : img;
  if (cast) batch = batch.to(types[0]!);
  let result = body(batch);
  if (single) result = result.squeeze(0);
  if (!cast) return result;
  return (roundedTypes.has(own) ? result.round() : result).to(own);
}

const roundedTypes = new Set([torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]);

export function checkFactor(name: string, factor: number): void {
  if (factor < 0) throw new ValueError(`${name} (${factor}) is not non-negative.`);
}
