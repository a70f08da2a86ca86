import { is_tensor } from '../values/is_tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { op } from '../addon/call/op.js';
import { variadic } from '../arguments/named.js';
import { askFunction, asks, type AnyFunction } from '../arguments/overrides.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';

type Subscripts = readonly (number | '...')[];

const einsum_ = signature('einsum(*operands: Tensor)');

/**
 * Sums products of elements along the dimensions that the equation names (torch.einsum): `einsum('ij,jk->ik', a, b)`,
 * or lists of dimension numbers behind each operand: `einsum(a, [0, 1], b, [1, 2], [0, 2])`.
 */
export function einsum(equation: string, ...operands: [operands: readonly Tensor[]] | readonly Tensor[]): Tensor;
export function einsum(...args: readonly (Tensor | Subscripts)[]): Tensor;
export function einsum(...args: readonly unknown[]): Tensor {
  if (args.length < 2) {
    throw new ValueError(
      'einsum(): must specify the equation string and at least one operand, ' +
        'or at least one operand and its subscripts list');
  }
  einsum_.list(args);
  return (asks(args) ? askFunction(einsum as AnyFunction, args, () => summed(args)) : summed(args)) as Tensor;
}

function summed(args: readonly unknown[]): Tensor {
  if (!is_tensor(args[0])) {
    return op('aten::einsum')(args[0], variadic(args.slice(1) as Tensor[]));
  }
  const subscripts = args.filter((_, i) => i % 2 === 1).map((list) => letters(list as Subscripts));
  const output = args.length % 2 === 1 ? `->${letters(args.at(-1) as Subscripts)}` : '';
  const operands = args.filter((_, i) => i % 2 === 0 && i + 1 < args.length);
  return op('aten::einsum')(subscripts.join(',') + output, operands);
}

function letters(subscripts: Subscripts): string {
  return Array.from(subscripts, (n) => {
    if (n === '...') return n;
    if (n >= 0 && n < 26) return String.fromCharCode(65 + n);
    if (n >= 26 && n < 52) return String.fromCharCode(97 + n - 26);
    throw new ValueError('einsum(): subscript in subscript list is not within the valid range [0, 52)');
  }).join('');
}

/** How many dimensions, or which of both. */
export type ContractedDims = number | readonly [readonly number[], readonly number[]] | Tensor;

/**
 * Sums products over the last `dims` dimensions of `a` and the first of `b`, or over the dimensions in two lists
 * (torch.tensordot).
 */
export const tensordot = signature(
  'tensordot(a: Tensor, b: Tensor, dims: ContractedDims = 2, out: Tensor = None) -> Tensor',
).define((a, b, dims, out) => {
  const [left, right] = contracted(a, b, dims);
  return out ? op('aten::tensordot.out')(a, b, left, right, out) : op('aten::tensordot')(a, b, left, right);
});

function contracted(a: Tensor, b: Tensor, dims: ContractedDims): readonly [readonly number[], readonly number[]] {
  if (Array.isArray(dims)) return dims as unknown as [number[], number[]];
  let count = dims as number;
  if (is_tensor(dims)) {
    const tensor = dims as Tensor;
    if (tensor.numel() > 1) return tensor.tolist() as [number[], number[]];
    count = Number(tensor.item());
  }
  if (typeof count !== 'number') {
    throw new RuntimeError(
      'tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, ' +
        `but got dims=${String(dims)}`);
  }
  if (count < 0) throw new RuntimeError(`tensordot expects dims >= 0, but got dims=${count}`);
  if (count > Math.min(a.dim(), b.dim())) {
    throw new RuntimeError(`tensordot expects dims < ndim_a or ndim_b, but got dims=${count}`);
  }
  const last = Array.from({ length: count }, (_, i) => i - count);
  return [last, Array.from({ length: count }, (_, i) => i)];
}

/** The product of matrices in the cheapest order; torch.linalg.multi_dot is its successor (torch.chain_matmul). */
export const chain_matmul = signature('chain_matmul(*matrices: Tensor, out: Tensor = None) -> Tensor').define(
  (matrices, out) => out ? op('aten::chain_matmul.out')(matrices, out) : op('aten::chain_matmul')(matrices));

const computeModes = {
  use_mm_for_euclid_dist_if_necessary: null,
  use_mm_for_euclid_dist: 1,
  donot_use_mm_for_euclid_dist: 2,
} as const;

/** Whether distances come from a product of matrices. */
export type ComputeMode = keyof typeof computeModes;

/** The p-norm distances of all rows of `x1` (B x P x M) from all of `x2` (B x R x M): B x P x R (torch.cdist). */
export const cdist = signature(`cdist(x1: Tensor, x2: Tensor, p: float = 2.0,
  compute_mode: ComputeMode = "use_mm_for_euclid_dist_if_necessary") -> Tensor`).define((x1, x2, p, mode) => {
  if (!Object.hasOwn(computeModes, mode)) throw new ValueError(`${mode} is not a valid value for compute_mode`);
  return op('aten::cdist')(x1, x2, p, computeModes[mode]);
});
