import { native } from '../binding.js';
import type { Handle } from '../native.js';
import type { Tensor } from '../tensor.js';
import { kernel } from './foreach_lists.js';
import type { Batch } from './lists.js';

/** Elements of which a formula's tensors stay in a core's cache from one operator to the next. */
const cachedElements = 1 << 16;

/** The batch with only some of its tensors. */
export function pick<T>(batch: Batch<T>, indices: readonly number[]): Batch<T> {
  const of = <V>(list: readonly V[]): V[] => indices.map((i) => list[i]!);
  return mapped({ ...batch, tensors: of(batch.tensors) }, of);
}

function mapped<T, U>(batch: Batch<T>, change: (list: T[]) => U[]): Batch<U> {
  const state: Record<string, U[]> = {};
  for (const [name, list] of Object.entries(batch.state)) state[name] = change(list);
  return { tensors: batch.tensors, params: change(batch.params), grads: change(batch.grads), state };
}

/** Runs of tensors that fit into the cache together; a larger one by itself. For batches on the CPU. */
export function inChunks(batch: Batch<Handle>): readonly Batch<Handle>[] {
  const starts = [0];
  let elements = 0;
  for (const [i, handle] of batch.params.entries()) {
    const count = native.numel(handle);
    if (i > 0 && elements + count > cachedElements) {
      starts.push(i);
      elements = 0;
    }
    elements += count;
  }
  if (starts.length === 1) return [batch];
  return starts.map((start, i) => {
    const end = starts[i + 1];
    const part = <V>(list: V[]): V[] => list.slice(start, end);
    return mapped({ ...batch, tensors: part(batch.tensors) }, part);
  });
}

/** The batch by device and dtype, as the kernels of accelerators want them. */
export function inGroups(batch: Batch<Handle>): readonly Batch<Handle>[] {
  const groups = new Map<string, number[]>();
  for (const [i, handle] of batch.params.entries()) {
    const key = `${native.device(handle)} ${native.dtype(handle)} ${native.dtype(batch.grads[i]!)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  if (groups.size === 1) return [batch];
  return [...groups.values()].map((indices) => pick(batch, indices));
}

/** Complex tensors as views of their real and imaginary parts; the others as they are. */
export function asReal(batch: Batch<Tensor>): Batch<Tensor> {
  return mapped(batch, (list) => list.map((tensor, i) => {
    // Counters stay what they are.
    return batch.params[i]!.is_complex() && tensor.is_complex() ? tensor.view_as_real() : tensor;
  }));
}

/** Fused kernels go through memory without looking at strides: gradients that lie otherwise are copied. */
export function withGradsLike(batch: Batch<Handle>): Batch<Handle> {
  const grads = batch.grads.map((grad, i) => {
    const wanted = native.strides(batch.params[i]!);
    const given = native.strides(grad);
    if (wanted.every((stride, dim) => stride === given[dim])) return grad;
    const copy = kernel('empty_like', batch.params[i]!, native.dtype(grad)) as Handle;
    kernel('copy_', copy, grad);
    return copy;
  });
  return { ...batch, grads };
}
