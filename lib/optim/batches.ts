import * as info from '../addon/tensor_info.js';
import type { dtype } from '../values/dtype.js';
import { empty_like, view_as_real } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Batch } from './lists.js';

/**
 * Elements of which a formula's tensors stay in a core's cache from one operator to the next. Larger
 * tensors are not cut into parts: measured, that costs more than it saves.
 */
const cachedElements = 1 << 16;

/** The batch with only some of its tensors. */
export function pick(batch: Batch, indices: readonly number[]): Batch {
  return { ...mapped(batch, (list) => indices.map((i) => list[i]!)), steps: indices.map((i) => batch.steps[i]!) };
}

function mapped(batch: Batch, change: (list: Tensor[]) => Tensor[]): Batch {
  const state: Record<string, Tensor[]> = {};
  for (const [name, list] of Object.entries(batch.state)) state[name] = change(list);
  return { ...batch, params: change(batch.params), grads: change(batch.grads), state };
}

/** Runs of tensors of one dtype that fit into the cache together; a larger one by itself. For batches on the CPU. */
export function inChunks(batch: Batch): readonly Batch[] {
  const starts = [0];
  let elements = 0;
  let last: dtype | undefined;
  for (const [i, parameter] of batch.params.entries()) {
    const [count, type] = [info.numel(parameter), info.dtype(parameter)];
    if (i > 0 && (elements + count > cachedElements || type !== last)) {
      starts.push(i);
      elements = 0;
    }
    elements += count;
    last = type;
  }
  if (starts.length === 1) return [batch];
  return starts.map((start, i) => mapped(batch, (list) => list.slice(start, starts[i + 1])));
}

/** The batch by device and dtype, as the kernels of accelerators want them. */
export function inGroups(batch: Batch): readonly Batch[] {
  const groups = new Map<string, number[]>();
  for (const [i, parameter] of batch.params.entries()) {
    const key = `${parameter.device} ${parameter.dtype} ${batch.grads[i]!.dtype}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  if (groups.size === 1) return [batch];
  return [...groups.values()].map((indices) => pick(batch, indices));
}

/** Complex tensors as views of their real and imaginary parts; the others as they are. */
export function asReal(batch: Batch): Batch {
  return mapped(batch, (list) => list.map((tensor, i) => {
    // Counters stay what they are.
    return batch.params[i]!.is_complex() && tensor.is_complex() ? view_as_real(tensor) : tensor;
  }));
}

/** Fused kernels go through memory without looking at strides: gradients that lie otherwise are copied. */
export function withGradsLike(batch: Batch): Batch {
  const grads = batch.grads.map((grad, i) => {
    const wanted = batch.params[i]!.stride();
    const given = grad.stride();
    if (wanted.every((stride, dim) => stride === given[dim])) return grad;
    return empty_like(batch.params[i]!, { dtype: grad.dtype }).copy_(grad);
  });
  return { ...batch, grads };
}
