import { layers } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import { add_batch_dim, is_batched, remove_batch_dim, unwrap_batched, type Randomness } from '../addon/functorch.js';
import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { get_rng_state, set_rng_state } from './rng.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import {
  broadcast_to_and_flatten, spec_text, tree_flatten, tree_leaves, tree_unflatten, type Spec,
} from './pytree.js';
import { class_text, dims_text, name_of, named_as } from './words.js';

export type { Randomness } from '../addon/functorch.js';

/** Where each argument has its batch: a dimension, null for none, or a tree of those like the arguments'. */
export type Dims = number | null | readonly Dims[] | { readonly [key: string]: Dims };

/** A function that transforms take. */
export type AnyFunction = (...args: never[]) => unknown;

export interface VmapOptions {
  readonly in_dims?: Dims;
  readonly out_dims?: Dims;
  readonly randomness?: Randomness;
  readonly chunk_size?: number | null;
}

const takes = signature(`vmap(func: AnyFunction, in_dims: Dims = 0, out_dims: Dims | dict[str, Dims] = 0,
  randomness: str = 'error', *, chunk_size: int = None)`);

/** What one transformed function knows. */
interface Mapped {
  readonly func: AnyFunction;
  readonly in_dims: Dims;
  readonly out_dims: Dims;
  readonly randomness: Randomness;
}

/** Arguments, flat, and which dimension of each holds the batch. */
interface Batch {
  readonly size: number;
  readonly dims: readonly (number | null)[];
  readonly args: readonly unknown[];
  readonly spec: Spec;
}

type Call = (...args: readonly unknown[]) => unknown;

/**
 * The function that computes `func` for every sample of a batch at once, without a loop (`torch.vmap`): its arguments
 * have the batch in one dimension more, `in_dims`, and its results in `out_dims`. Inside, tensors have the shape of one
 * sample, and what looks at their values (`item()`) throws. `randomness` says whether random operators throw, draw the
 * 'same' for all samples, or 'different'; `chunk_size`, how many samples are computed together.
 */
export function vmap<F extends AnyFunction>(
  func: F, in_dims?: Dims, out_dims?: Dims, randomness?: Randomness, options?: VmapOptions): F;
export function vmap<F extends AnyFunction>(func: F, options?: VmapOptions): F;
export function vmap(...args: unknown[]): unknown {
  const { func, in_dims, out_dims, randomness, chunk_size } = takes.read(args as typeof takes.args);
  check_randomness(randomness);
  if (chunk_size !== null && !(chunk_size > 0)) {
    throw new ValueError(`vmap: chunk_size should be None or greater than 0. (got ${chunk_size})`);
  }
  const mapped: Mapped = { func, in_dims, out_dims, randomness: randomness as Randomness };
  return named_as(func, (...given: unknown[]) => run(mapped, given, chunk_size));
}

function check_randomness(randomness: string): void {
  if (['error', 'different', 'same'].includes(randomness)) return;
  throw new RuntimeError(
    `Only allowed values for randomness are 'error', 'different', or 'same'. Got ${randomness}`);
}

function run(mapped: Mapped, args: readonly unknown[], chunk_size: number | null): unknown {
  check_out_dims(mapped);
  const batch = batch_of(mapped, args);
  if (chunk_size === null) return run_batch(mapped, batch);
  return run_chunks(mapped, chunks_of(batch, chunk_size));
}

function check_out_dims({ func, out_dims }: Mapped): void {
  if (typeof out_dims === 'number') return;
  for (const dim of tree_leaves(out_dims)) {
    if (dim === null || Number.isInteger(dim)) continue;
    throw new ValueError(
      `vmap(${name_of(func)}, ..., out_dims=${dims_text(out_dims)}): \`out_dims\` must be an int, None or a python ` +
        'collection of ints representing where in the outputs the vmapped dimension should appear.');
  }
}

/** Reads the arguments. Throws PyTorch's ValueErrors for what does not fit `in_dims`. */
function batch_of({ func, in_dims }: Mapped, given: readonly unknown[]): Batch {
  const call = (): string => `vmap(${name_of(func)}, in_dims=${dims_text(in_dims)}, ...)(<inputs>): `;
  if (typeof in_dims !== 'number' && !Array.isArray(in_dims)) {
    throw new ValueError(`${call()}expected \`in_dims\` to be int or a (potentially nested) tuple matching the ` +
      `structure of inputs, got: ${class_text(in_dims)}.`);
  }
  if (given.length === 0) {
    throw new ValueError(`vmap(${name_of(func)})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are ` +
      'trying to vmap over a function with no inputs. The latter is unsupported.');
  }
  const [args, spec] = tree_flatten(given);
  const wanted = broadcast_to_and_flatten(in_dims, spec);
  if (wanted === null) {
    throw new ValueError(`${call()}in_dims is not compatible with the structure of \`inputs\`. in_dims has structure ` +
      `${spec_text(tree_flatten(in_dims)[1])} but inputs has structure ${spec_text(spec)}.`);
  }
  const dims = args.map((arg, i) => dim_of(arg, wanted[i], call));
  return { size: size_of(args, dims), dims, args, spec };
}

function dim_of(arg: unknown, dim: unknown, call: () => string): number | null {
  if (dim === null) return null;
  if (typeof dim !== 'number' || !Number.isInteger(dim)) {
    throw new ValueError(`${call()}Got in_dim=${dims_text(dim)} for an input but in_dim must be either an integer ` +
      'dimension or None.');
  }
  if (!is_tensor(arg)) {
    throw new ValueError(`${call()}Got in_dim=${dim} for an input but the input is of type ${class_text(arg)}. We ` +
      'cannot vmap over non-Tensor arguments, please use None as the respective in_dim');
  }
  const count = arg.dim();
  if (dim < -count || dim >= count) {
    throw new ValueError(`${call()}Got in_dim=${dim} for some input, but that input is a Tensor of dimensionality ` +
      `${count} so expected in_dim to satisfy -${count} <= in_dim < ${count}.`);
  }
  return dim < 0 ? dim + count : dim;
}

function size_of(args: readonly unknown[], dims: readonly (number | null)[]): number {
  const sizes: number[] = [];
  for (const [i, dim] of dims.entries()) if (dim !== null) sizes.push((args[i] as Tensor).size(dim));
  const [first] = sizes;
  if (first === undefined) throw new ValueError('vmap: Expected at least one Tensor to vmap over');
  if (sizes.some((size) => size !== first)) {
    throw new ValueError('vmap: Expected all tensors to have the same size in the mapped dimension, got sizes ' +
      `${dims_list(sizes)} for the mapped dimension`);
  }
  return first;
}

const dims_list = (sizes: readonly number[]): string => `[${sizes.join(', ')}]`;

function run_batch(mapped: Mapped, { size, dims, args, spec }: Batch): unknown {
  return layers.func_vmap(size, mapped.randomness, (level) => {
    const inside = args.map((arg, i) => {
      const dim = dims[i]!;
      return dim === null ? arg : add_batch_dim(arg as Tensor, dim, level);
    });
    const outputs = must(mapped.func as Call, callable)(...(tree_unflatten(inside, spec) as unknown[]));
    return results_of(mapped, outputs, level, size);
  });
}

function results_of({ func, out_dims }: Mapped, outputs: unknown, level: number, size: number): unknown {
  const [flat, spec] = tree_flatten(outputs);
  const single = spec === null && Array.isArray(out_dims) && out_dims.length === 1;
  const dims = single ? out_dims : broadcast_to_and_flatten(out_dims, spec);
  if (dims === null) {
    throw new ValueError(`vmap(${name_of(func)}, ..., out_dims=${dims_text(out_dims)})(<inputs>): out_dims is not ` +
      `compatible with the structure of \`outputs\`. out_dims has structure ${spec_text(tree_flatten(out_dims)[1])} ` +
      `but outputs has structure ${spec_text(spec)}.`);
  }
  return tree_unflatten(flat.map((output, i) => result_of(func, output, dims[i] as number | null, level, size)), spec);
}

function result_of(func: unknown, output: unknown, out_dim: number | null, level: number, size: number): unknown {
  if (out_dim === null) {
    if (is_tensor(output) && is_batched(output)) {
      throw new ValueError(`vmap(${name_of(func)}, ...): \`${name_of(func)}\` can not return a BatchedTensor when ` +
        'out_dim is None');
    }
    return output;
  }
  if (!is_tensor(output)) {
    throw new ValueError(`vmap(${name_of(func)}, ...): \`${name_of(func)}\` must only return Tensors, got type ` +
      `${class_text(output)}. Did you mean to set out_dims= to None for output?`);
  }
  return remove_batch_dim(output, level, size, out_dim);
}

/** How many elements each chunk has. */
export function chunk_sizes(total: number, size: number): number[] {
  const sizes = Array<number>(Math.floor(total / size)).fill(size);
  if (total % size !== 0) sizes.push(total % size);
  return sizes;
}

function chunks_of(batch: Batch, chunk_size: number): Batch[] {
  const sizes = chunk_sizes(batch.size, chunk_size);
  const pieces = batch.args.map((arg, i) => {
    const dim = batch.dims[i]!;
    return dim === null ? null : op<Tensor[]>('aten::split_with_sizes')(arg, sizes, dim);
  });
  return sizes.map((size, at) => ({
    ...batch, size, args: batch.args.map((arg, i) => pieces[i]?.[at] ?? arg),
  }));
}

function run_chunks(mapped: Mapped, chunks: readonly Batch[]): unknown {
  const state = mapped.randomness === 'same' ? get_rng_state() : null;
  let spec: Spec = null;
  const flat = chunks.map((chunk) => {
    if (state !== null) set_rng_state(state);
    const [leaves, shape] = tree_flatten(run_batch(mapped, chunk));
    spec = shape;
    return leaves;
  });
  const dims = broadcast_to_and_flatten(mapped.out_dims, spec)!;
  return tree_unflatten(dims.map((dim, i) => op('aten::cat')(flat.map((leaves) => leaves[i]), dim)), spec);
}

/** A function's results as they are inside of the batch, and where each has it: null for none. */
export interface Restored {
  readonly outputs: unknown;
  readonly dims: unknown;
}

/**
 * vmap for a batch that is on its way already: any results, given with the dimension that the batch has in them, and
 * no checks.
 */
export function restore_vmap(func: AnyFunction, in_dims: Dims, batch_size: number, randomness: Randomness) {
  return (...args: unknown[]): Restored => layers.func_vmap(batch_size, randomness, (level) => {
    const [flat, spec] = tree_flatten(args);
    const dims = broadcast_to_and_flatten(in_dims, spec)!;
    const inside = flat.map((arg, i) =>
      (dims[i] === null ? arg : add_batch_dim(arg as Tensor, dims[i] as number, level)));
    return unwrap_all(must(func as Call, callable)(...(tree_unflatten(inside, spec) as unknown[])), level);
  });
}

/** The tensors of a tree without the batch of a level. */
export function unwrap_all(tree: unknown, level: number): Restored {
  const [flat, spec] = tree_flatten(tree);
  const pairs = flat.map((each) => (is_tensor(each) ? unwrap_batched(each, level) : ([each, null] as const)));
  return {
    outputs: tree_unflatten(pairs.map(([output]) => output), spec),
    dims: tree_unflatten(pairs.map(([, dim]) => dim), spec),
  };
}
