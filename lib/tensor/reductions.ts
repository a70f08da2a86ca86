import type { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { Named, NamedTuple } from './operator_types.js';
import { op } from '../addon/call/op.js';
import { askFunction, asks, type AnyFunction } from '../arguments/overrides.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from './tensor.js';
import { TensorBase } from '../addon/tensor_base.js';
import { typeName } from '../values/type_name.js';

/** Which norm: a power, or one of matrices. */
export type NormOrder = number | 'fro' | 'nuc';
/** The dimensions to take a norm over; null for all. */
export type NormDims = number | readonly number[] | null;

/** The p-norm over all elements or some dimensions; 'fro' and 'nuc' are matrix norms (torch.norm). */
export const norm = signature(`norm(input: Tensor, p: NormOrder | None = "fro", dim: NormDims = None,
  keepdim: bool = False, out: Tensor = None, dtype: dtype = None) -> Tensor`).define((
  input, p, dim, keepdim, out, dtype,
) => {
  const dims = typeof dim === 'number' ? [dim] : dim;
  const keywords = { keepdim, dtype, ...(out === null ? {} : { out }) };
  const vectorNorm = op(`aten::linalg_vector_norm${out === null ? '' : '.out'}`);
  if (`${input.layout}` !== 'torch.strided') return sparseNorm(input, p ?? 2, dims, keywords);
  if (typeof p !== 'string') return vectorNorm(input, p ?? 2, dims, keywords);
  if (p === 'fro' && (dims === null || dims.length <= 2)) {
    return vectorNorm(input, 2, dims, keywords);
  }
  const matrix = dims ?? Array.from({ length: input.dim() }, (_, i) => i);
  return op(`aten::linalg_matrix_norm.${out === null ? 'str_ord' : 'str_ord_out'}`)(input, p, matrix, keywords);
});

// Sparse tensors know only the older operators.
function sparseNorm(input: Tensor, p: NormOrder, dims: readonly number[] | null, keywords: object): Tensor {
  const { keepdim, dtype } = keywords as { keepdim: boolean; dtype: dtype | null };
  const all = dims ?? Array.from({ length: input.dim() }, (_, i) => i);
  if (p === 'nuc' || 'out' in keywords) {
    throw new RuntimeError(`norm(): ${p === 'nuc' ? "p='nuc'" : 'out'} is not supported for ${input.layout} tensors`);
  }
  if (p === 'fro') return op('aten::frobenius_norm.dim')(input, dims ?? [], keepdim);
  if (dtype === null) return op('aten::norm.ScalarOpt_dim')(input, p, all, keepdim);
  return op('aten::norm.ScalarOpt_dim_dtype')(input, p, all, keepdim, dtype);
}

/** What {@link unique} gives: the values, and the parts that were asked for. */
export type Unique<Inverse extends boolean, Counts extends boolean> = Inverse extends true
  ? Counts extends true
    ? [output: Tensor, inverse_indices: Tensor, counts: Tensor]
    : [output: Tensor, inverse_indices: Tensor]
  : Counts extends true
    ? [output: Tensor, counts: Tensor]
    : Tensor;

export interface UniqueOptions<Inverse extends boolean, Counts extends boolean> {
  return_inverse?: Inverse;
  return_counts?: Counts;
  dim?: number | null;
}

const takes = {
  unique: signature(`unique(input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False,
    dim: int = None)`),
  unique_consecutive: signature(`unique_consecutive(input: Tensor, return_inverse: bool = False,
    return_counts: bool = False, dim: int = None)`),
  nonzero: signature('nonzero(input: Tensor, *, as_tuple: bool = False, out: Tensor = None)'),
  lu: signature('lu(A: Tensor, pivot: bool = True, get_infos: bool = False, out: Sequence[Tensor] = None)'),
};

/**
 * The different elements, or slices along `dim`, with where each element went and how often each came if asked for
 * (torch.unique).
 */
export function unique<Inverse extends boolean = false, Counts extends boolean = false>(
  input: Tensor, options?: Named<UniqueOptions<Inverse, Counts> & { sorted?: boolean }>,
): Unique<Inverse, Counts>;
export function unique<Inverse extends boolean = false, Counts extends boolean = false>(
  input: Tensor, sorted: boolean, options?: Named<UniqueOptions<Inverse, Counts>>,
): Unique<Inverse, Counts>;
export function unique<Inverse extends boolean = false, Counts extends boolean = false>(
  input: Tensor, sorted: boolean, return_inverse: Inverse, return_counts?: Counts, dim?: number | null,
): Unique<Inverse, Counts>;
export function unique(...args: unknown[]): Tensor | Tensor[] {
  return (asks(args) ? askFunction(unique as AnyFunction, args, () => distinct(args)) : distinct(args)) as Tensor;
}

function distinct(args: readonly unknown[]): Tensor | Tensor[] {
  const [input, sorted, return_inverse, return_counts, dim] = takes.unique.list(args);
  const all = dim === null
    ? op<Tensor[]>('aten::_unique2')(input, sorted, return_inverse, return_counts)
    : op<Tensor[]>('aten::unique_dim')(input, dim, sorted, return_inverse, return_counts);
  return wanted(all, return_inverse, return_counts);
}

/** Like {@link unique}, but only neighbours that are equal count as one (torch.unique_consecutive). */
export function unique_consecutive<Inverse extends boolean = false, Counts extends boolean = false>(
  input: Tensor, options?: Named<UniqueOptions<Inverse, Counts>>,
): Unique<Inverse, Counts>;
export function unique_consecutive<Inverse extends boolean = false, Counts extends boolean = false>(
  input: Tensor, return_inverse: Inverse, return_counts?: Counts, dim?: number | null,
): Unique<Inverse, Counts>;
export function unique_consecutive(...args: unknown[]): Tensor | Tensor[] {
  const run = (): Tensor | Tensor[] => distinctNeighbours(args);
  return (asks(args) ? askFunction(unique_consecutive as AnyFunction, args, run) : run()) as Tensor;
}

function distinctNeighbours(args: readonly unknown[]): Tensor | Tensor[] {
  const [input, return_inverse, return_counts, dim] = takes.unique_consecutive.list(args);
  const all = op<Tensor[]>('aten::unique_consecutive')(input, return_inverse, return_counts, dim);
  return wanted(all, return_inverse, return_counts);
}

function wanted([output, inverse, counts]: Tensor[], withInverse: boolean, withCounts: boolean): Tensor | Tensor[] {
  if (!withInverse && !withCounts) return output;
  return [output, ...(withInverse ? [inverse] : []), ...(withCounts ? [counts] : [])];
}

/** The indices of elements that are not zero, one row each; with `as_tuple` one tensor a dimension (torch.nonzero). */
export function nonzero(input: Tensor, options: Named<{ as_tuple: true }>): Tensor[];
export function nonzero(input: Tensor, options?: Named<{ as_tuple?: false; out?: Tensor }>): Tensor;
export function nonzero(...args: unknown[]): Tensor | Tensor[] {
  const [input, as_tuple, out] = takes.nonzero.list(args);
  if (typeof as_tuple !== 'boolean') {
    throw new TypeError(`nonzero(): argument 'as_tuple' must be bool, not ${typeof as_tuple}`);
  }
  if (as_tuple && Array.isArray(out)) throw new TypeError("nonzero(): argument 'out' must be Tensor, not tuple");
  if (as_tuple) return op<Tensor[]>('aten::nonzero_numpy')(input);
  return out ? op('aten::nonzero.out')(input, out) : op('aten::nonzero')(input);
}

export type LuOptions<Infos extends boolean> =
  Named<{ pivot?: boolean; get_infos?: Infos; out?: readonly Tensor[] | null }>;
/** What {@link lu} gives: the factors, the pivots, and the infos if they were asked for. */
export type Lu<Infos extends boolean> = Infos extends true
  ? NamedTuple<{ LU: Tensor; pivots: Tensor; info: Tensor }, [LU: Tensor, pivots: Tensor, infos: Tensor]>
  : [LU: Tensor, pivots: Tensor];

/**
 * The compact LU factors and pivots of matrices; torch.linalg.lu_factor is its successor (torch.lu). Tensors in `out`
 * take the results. Throws a TypeError for an `out` of another length.
 */
export function lu<Infos extends boolean = false>(A: Tensor, options?: LuOptions<Infos>): Lu<Infos>;
export function lu<Infos extends boolean = false>(A: Tensor, pivot: boolean, get_infos?: Infos): Lu<Infos>;
export function lu(...args: unknown[]): unknown {
  return asks(args) ? askFunction(lu as AnyFunction, args, () => factorized(args)) : factorized(args);
}

function factorized(args: readonly unknown[]): unknown {
  const [A, pivot, get_infos, out] = takes.lu.list(args) as [Tensor, boolean, boolean, readonly unknown[] | null];
  const named = op<Tensor[]>('aten::_lu_with_info')(A, pivot, !get_infos);
  const all = get_infos ? named : named.slice(0, 2);
  if (out === null) return all;
  if (!Array.isArray(out)) throw new TypeError(`argument 'out' must be tuple of Tensors, not ${typeName(out)}`);
  if (out.length !== all.length) throw new TypeError(`expected tuple of ${all.length} elements but got ${out.length}`);
  const stranger = out.findIndex((tensor) => !(tensor instanceof TensorBase));
  if (stranger >= 0) {
    throw new TypeError(`argument 'out' must be tuple of Tensors, but found element of type ${typeName(out[stranger])} ` +
      `at pos ${stranger}`);
  }
  for (const [i, tensor] of (out as Tensor[]).entries()) tensor.resize_as_(all[i]!).copy_(all[i]!);
  return [...(out as Tensor[])];
}
