/** torchvision's functions on the places of tensors (the second half of its `_functional_tensor`). */
import * as torch from '../../../index.js';
import { RuntimeError, ValueError } from '../../../values/errors.js';
import * as F from '../../../nn/functional.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Fill } from './on_images.js';
import { checkPadding, sides, type PaddingMode } from './padding.js';
import {
  asBatch, checkImage, computingType, convolvedByChannel, dimensionsOf,
} from './tensor_operators.js';

export function vflip(img: Tensor): Tensor {
  checkImage(img);
  return img.flip([-2]);
}
export function hflip(img: Tensor): Tensor {
  checkImage(img);
  return img.flip([-1]);
}

export function crop(img: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const [, h, w] = dimensionsOf(img);
  const right = left + width;
  const bottom = top + height;
  const part = img.index('...', torch.slice(Math.max(top, 0), bottom), torch.slice(Math.max(left, 0), right));
  if (left >= 0 && top >= 0 && right <= w && bottom <= h) return part;
  return pad(part, [
    Math.max(-left + Math.min(0, right), 0), Math.max(-top + Math.min(0, bottom), 0),
    Math.max(right - Math.max(w, left), 0), Math.max(bottom - Math.max(h, top), 0),
  ], 0, 'constant');
}

type Mode = 'nearest' | 'nearest-exact' | 'bilinear' | 'bicubic' | 'lanczos';

export function resize(img: Tensor, size: readonly number[], mode: string, antialias: boolean | null): Tensor {
  checkImage(img);
  const smooth = mode === 'bilinear' || mode === 'bicubic';
  return asBatch(img, [torch.float32, torch.float64], (batch) => {
    const corners = smooth ? false : null;
    const resized = F.interpolate(batch, size, null, mode as Mode, corners, null, smooth && antialias === true);
    return mode === 'bicubic' && img.dtype === torch.uint8 ? resized.clamp(0, 255) : resized;
  });
}

const padModes = { edge: 'replicate', reflect: 'reflect' } as const;

export function pad(img: Tensor, padding: number | readonly number[], fill: Fill, mode: PaddingMode): Tensor {
  checkImage(img);
  checkPadding(padding, fill ?? 0, mode);
  const { left, top, right, bottom } = sides(padding);
  if (typeof fill !== 'number' && fill !== null) throw new TypeError('Got inappropriate fill arg');
  if (mode === 'symmetric') return paddedSymmetric(img, left, right, top, bottom);
  const amounts = [left, right, top, bottom];
  const ready = img.dim() < 4 ? img.unsqueeze(0) : img;
  let result: Tensor;
  if (mode === 'constant') {
    result = F.pad(ready, amounts, 'constant', fill ?? 0);
  } else {
    // The other modes exist for floats only.
    const cast = img.dtype !== torch.float32 && img.dtype !== torch.float64;
    result = F.pad(cast ? ready.to(torch.float32) : ready, amounts, padModes[mode]);
    if (cast) result = result.to(img.dtype);
  }
  return img.dim() < 4 ? result.squeeze(0) : result;
}

function paddedSymmetric(img: Tensor, left: number, right: number, top: number, bottom: number): Tensor {
  if (img.dim() !== 3 && img.dim() !== 4) {
    throw new RuntimeError('Symmetric padding of N-D tensors are not supported yet');
  }
  const [, height, width] = dimensionsOf(img);
  const cut = (side: number): number => -Math.min(side, 0);
  const inner = img.index(
    '...', torch.slice(cut(top), height - cut(bottom)), torch.slice(cut(left), width - cut(right)));
  const places = (length: number, before: number, after: number): Tensor => torch.tensor([
    ...Array.from({ length: Math.max(before, 0) }, (_, i) => Math.max(before, 0) - 1 - i),
    ...Array.from({ length }, (_, i) => i),
    ...Array.from({ length: Math.max(after, 0) }, (_, i) => -(i + 1)),
  ], { dtype: torch.int64, device: img.device });
  const rows = places(inner.size(-2), top, bottom).unsqueeze(1);
  const columns = places(inner.size(-1), left, right).unsqueeze(0);
  return inner.index('...', rows, columns);
}

function checkGrid(img: Tensor, mode: string, fill: Fill): asserts mode is 'nearest' | 'bilinear' {
  const [channels] = dimensionsOf(img);
  if (Array.isArray(fill) && fill.length > 1 && fill.length !== channels) {
    throw new ValueError("The number of elements in 'fill' cannot broadcast to match the number of channels of the " +
      `image (${fill.length} != ${channels})`);
  }
  if (mode !== 'nearest' && mode !== 'bilinear') {
    throw new ValueError(`Interpolation mode '${mode}' is unsupported with Tensor input`);
  }
}

function throughGrid(img: Tensor, grid: Tensor, mode: 'nearest' | 'bilinear', fill: Fill): Tensor {
  return asBatch(img, [grid.dtype], (batch) => {
    const count = batch.size(0);
    const grids = count > 1 ? grid.expand(count, grid.size(1), grid.size(2), grid.size(3)) : grid;
    if (fill === null) return F.grid_sample(batch, grids, mode, 'zeros', false);
    // One channel more tells which places came from inside.
    const ones = torch.ones([count, 1, batch.size(2), batch.size(3)], { dtype: batch.dtype, device: batch.device });
    const both = F.grid_sample(torch.cat([batch, ones], 1), grids, mode, 'zeros', false);
    const values = both.index(':', ':-1');
    const inside = both.index(':', '-1:').expand_as(values);
    const list = typeof fill === 'number' ? [fill] : fill;
    const color = torch.tensor(list, { dtype: batch.dtype, device: batch.device })
      .view(1, list.length, 1, 1).expand_as(values);
    if (mode === 'nearest') return torch.where(inside.lt(0.5), color, values);
    return values.mul(inside).add(inside.neg().add(1).mul(color));
  });
}

/** For every place of the result, the place of the source in units where the picture spans -1 to 1. */
function affineGrid(theta: Tensor, w: number, h: number, ow: number, oh: number): Tensor {
  const options = { dtype: theta.dtype, device: theta.device };
  const base = torch.empty([1, oh, ow, 3], options);
  const centers = (length: number): Tensor =>
    torch.linspace(-length * 0.5 + 0.5, length * 0.5 + 0.5 - 1, length, { device: theta.device });
  base.index('...', 0).copy_(centers(ow));
  base.index('...', 1).copy_(centers(oh).unsqueeze(-1));
  base.index('...', 2).fill_(1);
  const scaled = theta.transpose(1, 2).div(torch.tensor([0.5 * w, 0.5 * h], options));
  return base.view(1, oh * ow, 3).bmm(scaled).view(1, oh, ow, 2);
}

function thetaOf(img: Tensor, matrix: readonly number[]): Tensor {
  return torch.tensor(matrix, { dtype: computingType(img), device: img.device }).reshape(1, 2, 3);
}

export function affine(img: Tensor, matrix: readonly number[], mode: string, fill: Fill): Tensor {
  checkGrid(img, mode, fill);
  const [, h, w] = dimensionsOf(img);
  return throughGrid(img, affineGrid(thetaOf(img, matrix), w, h, w, h), mode, fill);
}

export function rotate(img: Tensor, matrix: readonly number[], mode: string, expand: boolean, fill: Fill): Tensor {
  checkGrid(img, mode, fill);
  const [, h, w] = dimensionsOf(img);
  const [ow, oh] = expand ? rotatedSize(matrix, w, h) : [w, h];
  return throughGrid(img, affineGrid(thetaOf(img, matrix), w, h, ow, oh), mode, fill);
}

function rotatedSize(matrix: readonly number[], w: number, h: number): [number, number] {
  const [x, y] = [0.5 * w, 0.5 * h];
  const corners = torch.tensor([[-x, -y, 1], [-x, y, 1], [x, y, 1], [x, -y, 1]], { dtype: torch.float32 });
  const moved = corners.matmul(torch.tensor(matrix, { dtype: torch.float32 }).view(2, 3).t());
  const shift = torch.tensor([x, y], { dtype: torch.float32 });
  // Rounded towards zero at four digits, so that 1.00000001 does not become 2.
  const steady = (corner: Tensor): Tensor => corner.add(shift).div(1e-4).trunc().mul(1e-4);
  const size = steady(moved.amax(0)).ceil().sub(steady(moved.amin(0)).floor());
  return size.tolist() as [number, number];
}

export function perspective(img: Tensor, coefficients: readonly number[], mode: string, fill: Fill): Tensor {
  checkGrid(img, mode, fill);
  const [, oh, ow] = dimensionsOf(img);
  const options = { dtype: computingType(img), device: img.device };
  const c = coefficients as [number, number, number, number, number, number, number, number];
  const above = torch.tensor([[[c[0], c[1], c[2]], [c[3], c[4], c[5]]]], options);
  const below = torch.tensor([[[c[6], c[7], 1], [c[6], c[7], 1]]], options);
  const base = torch.empty([1, oh, ow, 3], options);
  base.index('...', 0).copy_(torch.linspace(0.5, ow - 0.5, ow, { device: img.device }));
  base.index('...', 1).copy_(torch.linspace(0.5, oh - 0.5, oh, { device: img.device }).unsqueeze(-1));
  base.index('...', 2).fill_(1);
  const flat = base.view(1, oh * ow, 3);
  const scaled = above.transpose(1, 2).div(torch.tensor([0.5 * ow, 0.5 * oh], options));
  const grid = flat.bmm(scaled).div(flat.bmm(below.transpose(1, 2))).sub(1).view(1, oh, ow, 2);
  return throughGrid(img, grid, mode, fill);
}

export function elastic_transform(img: Tensor, displacement: Tensor, mode: string, fill: Fill): Tensor {
  checkGrid(img, mode, fill);
  const [, h, w] = dimensionsOf(img);
  const line = (s: number): Tensor => torch.linspace((-s + 1) / s, (s - 1) / s, s);
  const rows = line(h).unsqueeze(1).expand(h, w);
  const columns = line(w).unsqueeze(0).expand(h, w);
  const grid = torch.stack([columns, rows], -1).unsqueeze(0).to(img.device).add(displacement.to(img.device));
  return throughGrid(img, grid, mode, fill);
}

function gaussian(size: number, sigma: number, options: { dtype: torch.dtype; device: torch.device }): Tensor {
  const half = (size - 1) * 0.5;
  const bell = torch.linspace(-half, half, size, options).div(sigma).pow(2).mul(-0.5).exp();
  return bell.div(bell.sum());
}

export function gaussian_blur(img: Tensor, size: readonly [number, number], sigma: readonly [number, number]): Tensor {
  checkImage(img);
  const options = { dtype: computingType(img), device: img.device };
  const [across, down] = [gaussian(size[0], sigma[0], options), gaussian(size[1], sigma[1], options)];
  const kernel = down.unsqueeze(1).mm(across.unsqueeze(0));
  const each = kernel.expand(img.size(-3), 1, size[1], size[0]);
  const [x, y] = [Math.floor(size[0] / 2), Math.floor(size[1] / 2)];
  return asBatch(img, [options.dtype], (batch) =>
    convolvedByChannel(F.pad(batch, [x, x, y, y], 'reflect'), each));
}

export function erase(img: Tensor, i: number, j: number, h: number, w: number, v: Tensor, inplace: boolean): Tensor {
  checkImage(img);
  return (inplace ? img : img.clone()).index_put_(['...', torch.slice(i, i + h), torch.slice(j, j + w)], v);
}
