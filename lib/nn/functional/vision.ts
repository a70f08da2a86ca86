import { NotImplementedError, ValueError } from '../../values/errors.js';
import * as torch from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';

export { channel_shuffle, native_channel_shuffle, pixel_shuffle, pixel_unshuffle } from '../../generated/torch.js';

/** The numbers libtorch has for the ways to sample (`torch.nn.functional.GRID_SAMPLE_INTERPOLATION_MODES`). */
export const GRID_SAMPLE_INTERPOLATION_MODES = { bilinear: 0, nearest: 1, bicubic: 2 } as const;
/** The numbers libtorch has for what lies outside (`torch.nn.functional.GRID_SAMPLE_PADDING_MODES`). */
export const GRID_SAMPLE_PADDING_MODES = { zeros: 0, border: 1, reflection: 2 } as const;

function warnOfCorners(): void {
  warn('UserWarning',
    'Default grid_sample and affine_grid behavior has changed ' +
      'to align_corners=False since 1.3.0. Please specify ' +
      'align_corners=True if the old behavior is desired. ' +
      'See the documentation of grid_sample for details.');
}

/**
 * The input's values at the places of `grid`, whose last dimension has x, y (and z) from -1 to 1
 * (`torch.nn.functional.grid_sample`). Shapes: input (N, C, H, W) and grid (N, H', W', 2), or one dimension more.
 */
export const grid_sample = signature(`grid_sample(input: Tensor, grid: Tensor,
  mode: Literal["bilinear", "nearest", "bicubic"] = "bilinear",
  padding_mode: Literal["zeros", "border", "reflection"] = "zeros", align_corners: bool = None) -> Tensor`).define((
  input, grid, mode, padding_mode, align_corners,
) => {
  if (!Object.hasOwn(GRID_SAMPLE_INTERPOLATION_MODES, mode)) {
    throw new ValueError(
      "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', " +
        `but got: '${String(mode)}'`);
  }
  if (!Object.hasOwn(GRID_SAMPLE_PADDING_MODES, padding_mode)) {
    throw new ValueError(
      'nn.functional.grid_sample(): expected padding_mode ' +
        "to be 'zeros', 'border', or 'reflection', " +
        `but got: '${String(padding_mode)}'`);
  }
  if (align_corners === null) warnOfCorners();
  return torch.grid_sampler(input, grid, GRID_SAMPLE_INTERPOLATION_MODES[mode],
    GRID_SAMPLE_PADDING_MODES[padding_mode], align_corners ?? false);
});

/**
 * The grid for {@link grid_sample} that affine maps `theta` make, (N, 2, 3) or (N, 3, 4)
 * (`torch.nn.functional.affine_grid`); `size` is the size of the picture to be made. Throws ValueErrors for other
 * shapes.
 */
export const affine_grid = signature(
  'affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool = None) -> Tensor',
).define((theta, size, align_corners) => {
  if (align_corners === null) warnOfCorners();
  const align = align_corners ?? false;
  if (!theta.is_floating_point()) {
    throw new ValueError(`Expected theta to have floating point type, but got ${theta.dtype}`);
  }
  const count = size.length - 2;
  if (count !== 2 && count !== 3) {
    throw new NotImplementedError(
      'affine_grid only supports 4D and 5D sizes, ' +
        'for 2D and 3D affine transforms, respectively. ' +
        `Got size ${py_repr(size)}.`);
  }
  if (theta.dim() !== 3 || theta.size(-2) !== count || theta.size(-1) !== count + 1) {
    throw new ValueError(
      `Expected a batch of ${count}D affine matrices of shape Nx${count}x${count + 1} for size ${py_repr(size)}. ` +
        `Got ${theta.shape}.`);
  }
  if (align && Math.min(...size.slice(2)) === 1) {
    warn('UserWarning',
      'Since version 1.3.0, affine_grid behavior has changed ' +
        'for unit-size grids when align_corners=True. ' +
        'This is not an intended use case of affine_grid. ' +
        'See the documentation of affine_grid for details.');
  } else if (Math.min(...size) <= 0) {
    throw new ValueError(`Expected non-zero, positive output size. Got ${py_repr(size)}`);
  }
  return torch.affine_grid_generator(theta, size, align);
});
