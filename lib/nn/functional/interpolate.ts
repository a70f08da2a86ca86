import { NotImplementedError, ValueError } from '../../values/errors.js';
import * as _nn from '../../generated/nn.js';
import { adaptive_avg_pool1d } from '../../generated/torch.js';
import { typeName } from '../../values/type_name.js';
import { op } from '../../addon/call/op.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import { adaptive_avg_pool2d, adaptive_avg_pool3d } from './adaptive_pool.js';

/** How values between the given ones are found. */
export type InterpolationMode =
  | 'nearest' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'lanczos' | 'area' | 'nearest-exact';
/** A number for all spatial dimensions, or one for each. */
export type PerDimension = number | readonly number[];

type Kernel = (input: Tensor, size: number[] | null, factors: number[] | null, align: boolean) => Tensor;

function exact(spatial: number): Kernel {
  const kernel = op(`aten::_upsample_nearest_exact${spatial}d.vec`);
  return (input, size, factors) => kernel(input, size, factors);
}

const smooth = (kernel: (input: Tensor, size: number[] | null, align: boolean, factors: number[] | null) => Tensor):
  Kernel => (input, size, factors, align) => kernel(input, size, align, factors);

/** Mode -> dimensions of the input -> what computes it. */
const kernels: Readonly<Record<string, Readonly<Record<number, Kernel>>>> = {
  nearest: {
    3: (input, size, factors) => _nn.upsample_nearest1d(input, size, factors),
    4: (input, size, factors) => _nn.upsample_nearest2d(input, size, factors),
    5: (input, size, factors) => _nn.upsample_nearest3d(input, size, factors),
  },
  'nearest-exact': { 3: exact(1), 4: exact(2), 5: exact(3) },
  area: {
    3: (input, size) => adaptive_avg_pool1d(input, size!),
    4: (input, size) => adaptive_avg_pool2d(input, size!),
    5: (input, size) => adaptive_avg_pool3d(input, size!),
  },
  linear: { 3: smooth(_nn.upsample_linear1d) },
  bilinear: { 4: smooth(_nn.upsample_bilinear2d) },
  trilinear: { 5: smooth(_nn.upsample_trilinear3d) },
  bicubic: { 4: smooth(_nn.upsample_bicubic2d) },
};
const antialiased: Readonly<Record<string, Kernel>> = {
  bilinear: smooth(op('aten::_upsample_bilinear2d_aa.vec')),
  bicubic: smooth(op('aten::_upsample_bicubic2d_aa.vec')),
  lanczos: smooth(op('aten::_upsample_lanczos2d_aa.vec')),
};
const flatModes = ['nearest', 'area', 'nearest-exact'];
const dimensionsOf: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, trilinear: 5 };

/**
 * The input (N, C, ...) with other lengths in its one to three spatial dimensions, given as `size` or as
 * `scale_factor` times the old ones (`torch.nn.functional.interpolate`). `align_corners` makes the corner elements
 * meet, for the modes that have it; `antialias` smooths before shrinking. Throws a ValueError for options that do not
 * go together, a NotImplementedError for a mode that the number of dimensions does not have.
 */
export const interpolate = signature(`interpolate(input: Tensor, size: PerDimension = None,
  scale_factor: PerDimension = None, mode: InterpolationMode = "nearest", align_corners: bool = None,
  recompute_scale_factor: bool = None, antialias: bool = False) -> Tensor`).define((
  input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias,
) => {
  if (flatModes.includes(mode) && align_corners !== null) {
    throw new ValueError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear');
  }
  let { output, factors } = target(input, size, scale_factor);
  if (recompute_scale_factor === true && size !== null) {
    throw new ValueError('recompute_scale_factor is not meaningful with an explicit size.');
  }
  if (factors !== null && (recompute_scale_factor === true || mode === 'area')) {
    output = factors.map((factor, i) => Math.trunc(input.size(i + 2) * factor));
    factors = null;
  }
  const align = align_corners ?? false;
  return kernelOf(input.dim(), mode, align, antialias)(input, output, factors, align);
});

interface Target {
  readonly output: number[] | null;
  readonly factors: number[] | null;
}

/** The new lengths or the factors, one for each spatial dimension. */
function target(input: Tensor, size: PerDimension | null, factor: PerDimension | null): Target {
  const count = input.dim() - 2;
  const own = (): string => py_repr([...input.shape.slice(2)]);
  const per = (given: PerDimension): number[] => (typeof given === 'number' ? Array(count).fill(given) : [...given]);
  if (size !== null && factor !== null) throw new ValueError('only one of size or scale_factor should be defined');
  if (size !== null) {
    if (typeof size !== 'number') {
      if (size.length !== count) {
        throw new ValueError(
          'Input and output must have the same number of spatial dimensions, but got ' +
            `input with spatial dimensions of ${own()} and output size of ${py_repr(size)}. ` +
            'Please provide input tensor in (N, C, d1, d2, ...,dK) format and ' +
            'output size in (o1, o2, ...,oK) format.');
      }
      if (!size.every(Number.isInteger)) {
        const types = size.map((each) => `<class '${typeName(each)}'>`).join(', ');
        throw new TypeError(
          'expected size to be one of int or Tuple[int] or Tuple[int, int] or ' +
            `Tuple[int, int, int], but got size with types [${types}]`);
      }
    }
    return { output: per(size), factors: null };
  }
  if (factor === null) throw new ValueError('either size or scale_factor should be defined');
  if (typeof factor !== 'number' && factor.length !== count) {
    throw new ValueError(
      'Input and scale_factor must have the same number of spatial dimensions, but ' +
        `got input with spatial dimensions of ${own()} and ` +
        `scale_factor of shape ${py_repr(factor)}. ` +
        'Please provide input tensor in (N, C, d1, d2, ...,dK) format and ' +
        'scale_factor in (s1, s2, ...,sK) format.');
  }
  return { output: null, factors: per(factor) };
}

function kernelOf(dim: number, mode: string, align: boolean, antialias: boolean): Kernel {
  if (antialias && !(Object.hasOwn(antialiased, mode) && dim === 4)) {
    throw new ValueError(
      'Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input');
  }
  if (mode === 'lanczos' && dim === 4) {
    if (align) throw new ValueError('Lanczos mode does not support align_corners=True');
    if (!antialias) throw new ValueError('Lanczos mode requires antialias=True');
  }
  const table = antialias ? { 4: antialiased[mode]! } : Object.hasOwn(kernels, mode) ? kernels[mode]! : {};
  const kernel = (table as Readonly<Record<number, Kernel | undefined>>)[dim];
  if (kernel !== undefined) return kernel;
  if (Object.hasOwn(dimensionsOf, mode) && dim >= 3 && dim <= 5) {
    throw new NotImplementedError(`Got ${dim}D input, but ${mode} mode needs ${dimensionsOf[mode]}D input`);
  }
  throw new NotImplementedError(
    'Input Error: Only 3D, 4D and 5D input Tensors supported' +
      ` (got ${dim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact` +
      ` (got ${mode})`);
}

/** Deprecated: {@link interpolate} (`torch.nn.functional.upsample`). */
export const upsample = signature(`upsample(input: Tensor, size: PerDimension = None, scale_factor: PerDimension = None,
  mode: InterpolationMode = "nearest", align_corners: bool = None) -> Tensor`).define((
  input, size, scale_factor, mode, align_corners,
) => {
  warnOfUpsampling('upsample');
  return interpolate(input, size, scale_factor, mode, align_corners);
});

/** Deprecated: {@link interpolate} of mode nearest (`torch.nn.functional.upsample_nearest`). */
export const upsample_nearest = signature(
  'upsample_nearest(input: Tensor, size: PerDimension = None, scale_factor: PerDimension = None) -> Tensor',
).define((input, size, scale_factor) => {
  warnOfUpsampling('upsample_nearest');
  return interpolate(input, size, scale_factor, 'nearest');
});

/** Deprecated: {@link interpolate} of mode bilinear with aligned corners (`torch.nn.functional.upsample_bilinear`). */
export const upsample_bilinear = signature(
  'upsample_bilinear(input: Tensor, size: PerDimension = None, scale_factor: PerDimension = None) -> Tensor',
).define((input, size, scale_factor) => {
  warnOfUpsampling('upsample_bilinear');
  return interpolate(input, size, scale_factor, 'bilinear', true);
});

function warnOfUpsampling(name: string): void {
  warn('UserWarning',
    `\`nn.functional.${name}\` is deprecated. Use \`nn.functional.interpolate\` instead.`);
}
