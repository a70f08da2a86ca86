import type { Tensor } from '../tensor/tensor.js';

/**
 * What of tensors is asked by code that must not load libtorch: progress bars, pictures and plots take tensors, but are
 * used by programs without any. Whoever defines these things puts them here when it is loaded.
 */
interface Tensors {
  handle(value: unknown): unknown;
  tensor(data: Float32Array): Tensor;
}

const tensors: Partial<Tensors> = {};

/** Told by the modules of tensors themselves. */
export function provide(part: Partial<Tensors>): void {
  Object.assign(tensors, part);
}

/** Whether a value is a tensor (`torch.is_tensor`). Where their class was never loaded, nothing is one. */
export function is_tensor(value: unknown): value is Tensor {
  return tensors.handle?.(value) !== undefined;
}

/** `torch.tensor(data)` for `fn`. Throws an Error where the program has not loaded nodetorch itself. */
export function tensorFor(fn: string, data: Float32Array): Tensor {
  if (tensors.tensor === undefined) throw new Error(`${fn} makes a tensor: import 'nodetorch' before it is called`);
  return tensors.tensor(data);
}
