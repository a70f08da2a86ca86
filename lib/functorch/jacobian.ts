import { op } from '../addon/call/op.js';
import type { Randomness } from '../addon/functorch.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { slice_argnums, type Argnums } from './argnums.js';
import { vjp_of } from './grad.js';
import { jvp_of } from './jvp.js';
import { tree_flatten, tree_leaves, tree_unflatten, type Spec } from './pytree.js';
import { chunk_sizes, vmap, type AnyFunction } from './vmap.js';
import { named_as } from './words.js';

export type { Argnums } from './argnums.js';
export type { AnyFunction } from './vmap.js';

/** One Jacobian for a tensor and one argument; trees and lists of them otherwise. */
export type Jacobian<R, N extends Argnums> = R extends Tensor ? (N extends number ? Tensor : Tensor[]) : unknown;

export interface JacrevOptions<N extends Argnums> {
  readonly argnums?: N;
  readonly has_aux?: boolean;
  readonly chunk_size?: number | null;
}

const takes = {
  jacrev: signature(`jacrev(func: AnyFunction, argnums: Argnums = 0, *, has_aux: bool = False, chunk_size: int = None,
    _preallocate_and_copy: bool = False)`),
  jacfwd: signature(`jacfwd(func: AnyFunction, argnums: Argnums = 0, has_aux: bool = False, *,
    randomness: str = 'error')`),
  hessian: signature('hessian(func: AnyFunction, argnums: Argnums = 0)'),
};

function check_real(name: string, tree: unknown, what: 'inputs' | 'outputs'): void {
  for (const [i, leaf] of tree_leaves(tree).entries()) {
    if (!is_tensor(leaf) || !leaf.is_complex()) continue;
    throw new RuntimeError(`${name}: Expected all ${what} to be real but received complex tensor at flattened input ` +
      `idx: ${i}`);
  }
}

/** The arguments that are asked for, as a list, also where it is one. */
function listed(args: readonly unknown[], argnums: Argnums): readonly unknown[] {
  const found = slice_argnums(args, argnums);
  return typeof argnums === 'number' ? [found] : (found as readonly unknown[]);
}

const numel = (tensor: Tensor): number => tensor.numel();
const total_of = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Rows `from` to `from + rows` of the identity matrix of all elements, cut into the shapes of the tensors. */
function basis_rows(tensors: readonly Tensor[], from: number, rows: number): Tensor[] {
  let before = 0;
  return tensors.map((tensor) => {
    const count = tensor.numel();
    const part = op('aten::new_zeros')(tensor, [rows, count]);
    op('aten::fill_.Scalar')(op('aten::diagonal')(part, from - before), 1);
    before += count;
    return op('aten::view')(part, [rows, ...tensor.shape]);
  });
}

function* basis_chunks(tensors: readonly Tensor[], chunk_size: number | null): Generator<Tensor[]> {
  const total = total_of(tensors.map(numel));
  let from = 0;
  for (const rows of chunk_size !== null && chunk_size < total ? chunk_sizes(total, chunk_size) : [total]) {
    yield basis_rows(tensors, from, rows);
    from += rows;
  }
}

/** For each primal, the rows of its Jacobian, of all outputs one below the other. */
function jacobian_rows(
  pull: (cotangents: unknown) => unknown, outputs: readonly Tensor[], spec: Spec, chunk_size: number | null,
): Tensor[] {
  const chunks: Tensor[][] = [];
  for (const basis of basis_chunks(outputs, chunk_size)) {
    if (chunk_size === 1) {
      // A loop, so that what vmap can not do works.
      const row = tree_unflatten(basis.map((each) => op('aten::squeeze.dim')(each, 0)), spec);
      chunks.push((tree_leaves(pull(row)) as Tensor[]).map((each) => op('aten::unsqueeze')(each, 0)));
    } else {
      const batched = vmap(pull as AnyFunction) as (cotangents: unknown) => unknown;
      chunks.push(tree_leaves(batched(tree_unflatten(basis, spec))) as Tensor[]);
    }
  }
  const [first] = chunks as [Tensor[], ...Tensor[][]];
  return chunks.length === 1 ? first : first.map((_, i) => op('aten::cat')(chunks.map((chunk) => chunk[i]), 0));
}

/**
 * The function that computes the Jacobian of `func` with respect to the arguments at `argnums`, row by row in reverse
 * mode (`torch.func.jacrev`): of an output (*o) and an argument (*i), a tensor (*o, *i), in trees like outputs and
 * arguments. `chunk_size` says how many rows are computed at once; 1 is a loop. With `has_aux` the function gives
 * `[jacobian, aux]`. Throws a RuntimeError for complex numbers.
 */
export function jacrev<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R, argnums?: N,
  options?: { readonly has_aux?: false; readonly chunk_size?: number | null },
): (...args: A) => NoInfer<Jacobian<R, N>>;
export function jacrev<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R,
  options: { readonly argnums?: N; readonly has_aux?: false; readonly chunk_size?: number | null },
): (...args: A) => NoInfer<Jacobian<R, N>>;
export function jacrev<A extends unknown[], R, X, const N extends Argnums = 0>(
  func: (...args: A) => readonly [R, X],
  options: { readonly argnums?: N; readonly has_aux: true; readonly chunk_size?: number | null },
): (...args: A) => [NoInfer<Jacobian<R, N>>, X];
export function jacrev<A extends unknown[], R, X, const N extends Argnums = 0>(
  func: (...args: A) => readonly [R, X], argnums: N,
  options: { readonly has_aux: true; readonly chunk_size?: number | null },
): (...args: A) => [NoInfer<Jacobian<R, N>>, X];
export function jacrev(...given: unknown[]): unknown {
  const [func, argnums, has_aux, chunk_size] = takes.jacrev.list(given);
  if (chunk_size !== null && !(chunk_size > 0)) {
    throw new ValueError('jacrev: `chunk_size` should be greater than 0.');
  }
  return named_as(func, (...args: unknown[]) => {
    check_real('jacrev', args, 'inputs');
    const { output, pull, aux } = vjp_of(func, args, argnums, has_aux);
    const [outputs, output_spec] = tree_flatten(output) as [Tensor[], Spec];
    check_real('jacrev', outputs, 'outputs');
    const [primals, primals_spec] = tree_flatten(listed(args, argnums)) as [Tensor[], Spec];
    const rows = jacobian_rows(pull, outputs, output_spec, chunk_size);
    const counts = outputs.map(numel);
    const by_primal = rows.map((each, i) =>
      op<Tensor[]>('aten::split_with_sizes')(each, counts, 0).map((part, o) =>
        op('aten::view')(part, [...outputs[o]!.shape, ...primals[i]!.shape])));
    const jacobian = tree_unflatten(outputs.map((_, o) =>
      one_or_all(tree_unflatten(by_primal.map((parts) => parts[o]), primals_spec), argnums)), output_spec);
    return has_aux ? [jacobian, aux] : jacobian;
  });
}

function one_or_all(of_arguments: unknown, argnums: Argnums): unknown {
  return typeof argnums === 'number' ? (of_arguments as readonly unknown[])[0] : of_arguments;
}

/**
 * The same as {@link jacrev}, column by column in forward mode (`torch.func.jacfwd`): cheaper where there are more
 * outputs than inputs. `randomness` is that of {@link vmap}.
 */
export function jacfwd<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R, argnums?: N, has_aux?: false, options?: { readonly randomness?: Randomness },
): (...args: A) => NoInfer<Jacobian<R, N>>;
export function jacfwd<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R,
  options: { readonly argnums?: N; readonly has_aux?: false; readonly randomness?: Randomness },
): (...args: A) => NoInfer<Jacobian<R, N>>;
export function jacfwd<A extends unknown[], R, X, const N extends Argnums = 0>(
  func: (...args: A) => readonly [R, X],
  options: { readonly argnums?: N; readonly has_aux: true; readonly randomness?: Randomness },
): (...args: A) => [NoInfer<Jacobian<R, N>>, X];
export function jacfwd<A extends unknown[], R, X, const N extends Argnums = 0>(
  func: (...args: A) => readonly [R, X], argnums: N | undefined, has_aux: true,
  options?: { readonly randomness?: Randomness },
): (...args: A) => [NoInfer<Jacobian<R, N>>, X];
export function jacfwd(...given: unknown[]): unknown {
  const [func, argnums, has_aux, randomness] = takes.jacfwd.list(given);
  return named_as(func, (...args: unknown[]) => {
    check_real('jacfwd', args, 'inputs');
    const [primals, primals_spec] = tree_flatten(listed(args, argnums)) as [Tensor[], Spec];
    const [basis] = [...basis_chunks(primals, null)] as [Tensor[]];
    const push = (tangents: unknown): unknown => {
      const { output, tangent, aux } = jvp_of(func, args, tangents, argnums, { strict: false, has_aux });
      check_real('jacfwd', output, 'outputs');
      return has_aux ? [tangent, aux] : tangent;
    };
    const all = vmap(push as AnyFunction, { randomness: randomness as Randomness }) as (tangents: unknown) => unknown;
    const value = all(tree_unflatten(basis, primals_spec));
    const [columns, aux] = has_aux ? (value as [unknown, unknown]) : [value, null];
    const [outputs, output_spec] = tree_flatten(columns) as [Tensor[], Spec];
    const counts = primals.map(numel);
    const jacobian = tree_unflatten(outputs.map((each) => {
      const parts = op<Tensor[]>('aten::split_with_sizes')(each.movedim(0, -1), counts, -1);
      return one_or_all(
        tree_unflatten(parts.map((part, i) => with_last_as(part, primals[i]!.shape)), primals_spec), argnums);
    }), output_spec);
    if (!has_aux) return jacobian;
    // The same for every column.
    const [flat_aux, aux_spec] = tree_flatten(aux) as [Tensor[], Spec];
    return [jacobian, tree_unflatten(flat_aux.map((each) => op('aten::select.int')(each, 0, 0)), aux_spec)];
  });
}

function with_last_as(tensor: Tensor, shape: readonly number[]): Tensor {
  return shape.length === 0 ? op('aten::squeeze.dim')(tensor, -1) : op('aten::unflatten.int')(tensor, -1, shape);
}

/**
 * The function that computes the matrix of second derivatives of `func`, forward over reverse (`torch.func.hessian`):
 * of an argument (*i), a tensor (*i, *i).
 */
export function hessian<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R, argnums?: N,
): (...args: A) => NoInfer<N extends number ? Tensor : Tensor[][]>;
export function hessian<A extends unknown[], R, const N extends Argnums = 0>(
  func: (...args: A) => R, options: { readonly argnums?: N },
): (...args: A) => NoInfer<N extends number ? Tensor : Tensor[][]>;
export function hessian(...given: unknown[]): unknown {
  const [func, argnums] = takes.hessian.list(given);
  return jacfwd(jacrev(func, argnums), argnums);
}
