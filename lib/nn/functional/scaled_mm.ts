import { bfloat16, type dtype } from '../../values/dtype.js';
import { op } from '../../addon/call/op.js';
import { optionsOf } from '../../arguments/named.js';
import { pythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';

/** What one scale is for (`torch.nn.functional.ScalingType`). */
export const ScalingType = {
  TensorWise: 0, RowWise: 1, BlockWise1x16: 2, BlockWise1x32: 3, BlockWise1x128: 4, BlockWise128x128: 5,
} as const;
export type ScalingType = (typeof ScalingType)[keyof typeof ScalingType];

/** How scales lie in memory (`torch.nn.functional.SwizzleType`). */
export const SwizzleType = { NO_SWIZZLE: 0, SWIZZLE_32_4_4: 1, SWIZZLE_32_8: 2 } as const;
export type SwizzleType = (typeof SwizzleType)[keyof typeof SwizzleType];

type OneOrMore<T> = T | readonly T[];
type Scales = OneOrMore<Tensor>;
type Recipes = OneOrMore<ScalingType>;
type Swizzles = OneOrMore<SwizzleType> | null;

function list<T>(value: OneOrMore<T> | null): readonly T[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

const groupedMm = op('aten::_grouped_mm');
const scaledMm = op('aten::_scaled_mm_v2');
const scaledGroupedMm = op('aten::_scaled_grouped_mm_v2');
const scaledAddmm = op('aten::_scaled_addmm');
const scaledAddmmInPlace = op('aten::_scaled_addmm_');

export interface GroupedMmOptions {
  /** Where each group ends. */
  readonly offs?: Tensor | null;
  readonly bias?: Tensor | null;
  readonly out_dtype?: dtype | null;
}

/** Products of groups of rows or columns, each with a matrix of its own (`torch.nn.functional.grouped_mm`). */
export function grouped_mm(mat_a: Tensor, mat_b: Tensor, options?: GroupedMmOptions): Tensor {
  const { offs = null, bias = null, out_dtype = null } = optionsOf('grouped_mm', options, ['offs', 'bias', 'out_dtype']);
  return groupedMm(mat_a, mat_b, { offs, bias, out_dtype });
}

const scaleNames = ['scale_a', 'scale_recipe_a', 'scale_b', 'scale_recipe_b', 'swizzle_a', 'swizzle_b'] as const;
const tail = ['output_dtype', 'contraction_dim', 'use_fast_accum'] as const;

/** The product of scaled matrices of eight or fewer bits (`torch.nn.functional.scaled_mm`). */
export const scaled_mm = pythonFunction('scaled_mm', ['mat_a', 'mat_b', ...scaleNames, 'bias', ...tail],
  (mat_a: Tensor, mat_b: Tensor, scale_a: Scales, scale_recipe_a: Recipes, scale_b: Scales, scale_recipe_b: Recipes,
    swizzle_a: Swizzles = null, swizzle_b: Swizzles = null, bias: Tensor | null = null,
    output_dtype: dtype | null = bfloat16, contraction_dim: readonly number[] = [], use_fast_accum = false): Tensor =>
    scaledMm(
      mat_a, mat_b, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
      list(swizzle_b), bias, output_dtype, contraction_dim, use_fast_accum));

/** {@link grouped_mm} of scaled matrices (`torch.nn.functional.scaled_grouped_mm`). */
export const scaled_grouped_mm = pythonFunction('scaled_grouped_mm',
  ['mat_a', 'mat_b', ...scaleNames, 'bias', 'offs', ...tail],
  (mat_a: Tensor, mat_b: Tensor, scale_a: Scales, scale_recipe_a: Recipes, scale_b: Scales, scale_recipe_b: Recipes,
    swizzle_a: Swizzles = null, swizzle_b: Swizzles = null, bias: Tensor | null = null, offs: Tensor | null = null,
    output_dtype: dtype | null = bfloat16, contraction_dim: readonly number[] = [], use_fast_accum = false): Tensor =>
    scaledGroupedMm(
      mat_a, mat_b, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
      list(swizzle_b), offs, bias, output_dtype, contraction_dim, use_fast_accum));

const addmmNames = ['input', 'mat1', 'mat2', ...scaleNames, 'contraction_dim', 'use_fast_accum', 'beta', 'alpha'] as const;

/** beta · input + alpha · mat1 mat2, of scaled matrices (`torch.nn.functional.scaled_addmm`). */
export const scaled_addmm = pythonFunction('scaled_addmm', addmmNames, addmm(scaledAddmm));
/** {@link scaled_addmm} into `input` (`torch.nn.functional.scaled_addmm_`). */
export const scaled_addmm_ = pythonFunction('scaled_addmm_', addmmNames, addmm(scaledAddmmInPlace));

function addmm(operator: (...args: unknown[]) => Tensor) {
  return (input: Tensor, mat1: Tensor, mat2: Tensor, scale_a: Scales, scale_recipe_a: Recipes, scale_b: Scales,
    scale_recipe_b: Recipes, swizzle_a: Swizzles = null, swizzle_b: Swizzles = null,
    contraction_dim: readonly number[] = [], use_fast_accum = false, beta = 1, alpha = 1): Tensor =>
    operator(
      input, mat1, mat2, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
      list(swizzle_b), contraction_dim, { beta, alpha, use_fast_accum });
}
