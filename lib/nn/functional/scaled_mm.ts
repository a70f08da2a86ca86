import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
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

function list<T>(value: OneOrMore<T> | null): readonly T[] {
  if (value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

const groupedMm = op('aten::_grouped_mm');
const scaledMm = op('aten::_scaled_mm_v2');
const scaledGroupedMm = op('aten::_scaled_grouped_mm_v2');
const scaledAddmm = op('aten::_scaled_addmm');
const scaledAddmmInPlace = op('aten::_scaled_addmm_');

/** Products of groups of rows or columns, each with a matrix of its own (`torch.nn.functional.grouped_mm`). */
export const grouped_mm = signature(`grouped_mm(mat_a: Tensor, mat_b: Tensor, *, offs: Tensor = None,
  bias: Tensor = None, out_dtype: dtype = None) -> Tensor`).define(
  (mat_a, mat_b, offs, bias, out_dtype) => groupedMm(mat_a, mat_b, { offs, bias, out_dtype }));

/** The product of scaled matrices of eight or fewer bits (`torch.nn.functional.scaled_mm`). */
export const scaled_mm = signature(`scaled_mm(mat_a: Tensor, mat_b: Tensor, scale_a: Tensor | list[Tensor],
  scale_recipe_a: ScalingType | list[ScalingType], scale_b: Tensor | list[Tensor],
  scale_recipe_b: ScalingType | list[ScalingType], swizzle_a: SwizzleType | list[SwizzleType] = None,
  swizzle_b: SwizzleType | list[SwizzleType] = None, bias: Tensor = None, output_dtype: dtype | None = torch.bfloat16,
  contraction_dim: Sequence[int] = (), use_fast_accum: bool = False) -> Tensor`).define((
  mat_a, mat_b, scale_a, scale_recipe_a, scale_b, scale_recipe_b, swizzle_a, swizzle_b, bias, output_dtype,
  contraction_dim, use_fast_accum,
) =>
  scaledMm(
    mat_a, mat_b, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
    list(swizzle_b), bias, output_dtype, contraction_dim, use_fast_accum));

/** {@link grouped_mm} of scaled matrices (`torch.nn.functional.scaled_grouped_mm`). */
export const scaled_grouped_mm = signature(`scaled_grouped_mm(mat_a: Tensor, mat_b: Tensor,
  scale_a: Tensor | list[Tensor], scale_recipe_a: ScalingType | list[ScalingType], scale_b: Tensor | list[Tensor],
  scale_recipe_b: ScalingType | list[ScalingType], swizzle_a: SwizzleType | list[SwizzleType] = None,
  swizzle_b: SwizzleType | list[SwizzleType] = None, bias: Tensor = None, offs: Tensor = None,
  output_dtype: dtype | None = torch.bfloat16, contraction_dim: Sequence[int] = (),
  use_fast_accum: bool = False) -> Tensor`).define((
  mat_a, mat_b, scale_a, scale_recipe_a, scale_b, scale_recipe_b, swizzle_a, swizzle_b, bias, offs, output_dtype,
  contraction_dim, use_fast_accum,
) =>
  scaledGroupedMm(
    mat_a, mat_b, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
    list(swizzle_b), offs, bias, output_dtype, contraction_dim, use_fast_accum));

type Scales = Tensor | readonly Tensor[];

const addmm = (operator: (...args: unknown[]) => Tensor) => (
  input: Tensor, mat1: Tensor, mat2: Tensor, scale_a: Scales, scale_recipe_a: OneOrMore<ScalingType>, scale_b: Scales,
  scale_recipe_b: OneOrMore<ScalingType>, swizzle_a: OneOrMore<SwizzleType> | null,
  swizzle_b: OneOrMore<SwizzleType> | null, contraction_dim: readonly number[], use_fast_accum: boolean, beta: number,
  alpha: number,
): Tensor =>
  operator(
    input, mat1, mat2, list(scale_a), list(scale_recipe_a), list(swizzle_a), list(scale_b), list(scale_recipe_b),
    list(swizzle_b), contraction_dim, { beta, alpha, use_fast_accum });

/** beta · input + alpha · mat1 mat2, of scaled matrices (`torch.nn.functional.scaled_addmm`). */
export const scaled_addmm = signature(`scaled_addmm(input: Tensor, mat1: Tensor, mat2: Tensor,
  scale_a: Tensor | list[Tensor], scale_recipe_a: ScalingType | list[ScalingType], scale_b: Tensor | list[Tensor],
  scale_recipe_b: ScalingType | list[ScalingType], swizzle_a: SwizzleType | list[SwizzleType] = None,
  swizzle_b: SwizzleType | list[SwizzleType] = None, contraction_dim: Sequence[int] = (),
  use_fast_accum: bool = False, beta: float = 1, alpha: float = 1) -> Tensor`).define(addmm(scaledAddmm));
/** {@link scaled_addmm} into `input` (`torch.nn.functional.scaled_addmm_`). */
export const scaled_addmm_ = signature(`scaled_addmm_(input: Tensor, mat1: Tensor, mat2: Tensor,
  scale_a: Tensor | list[Tensor], scale_recipe_a: ScalingType | list[ScalingType], scale_b: Tensor | list[Tensor],
  scale_recipe_b: ScalingType | list[ScalingType], swizzle_a: SwizzleType | list[SwizzleType] = None,
  swizzle_b: SwizzleType | list[SwizzleType] = None, contraction_dim: Sequence[int] = (),
  use_fast_accum: bool = False, beta: float = 1, alpha: float = 1) -> Tensor`).define(addmm(scaledAddmmInPlace));
