import type { Tensor } from '../tensor/tensor.js';

/**
 * What of tensors is asked by code that must not load libtorch: progress bars, pictures and plots take tensors, but are
 * used by programs without any. Whoever defines these things puts them here when it is loaded.
 */
interface Tensors {
  handle(value: unknown): unknown;
  /** Whether a value is of the class of tensors, also one without a handle of its own: a masked or a nested tensor. */
  isTensor(value: unknown): boolean;
  tensor(data: Float32Array): Tensor;
}

const tensors: Partial<Tensors> = {};
let handle: Tensors['handle'] = () => undefined;

/** Told by the modules of tensors themselves. */
export function provide(part: Partial<Tensors>): void {
  Object.assign(tensors, part);
  if (part.handle !== undefined) handle = part.handle;
}

/** Whether a value is a tensor (`torch.is_tensor`). Where their class was never loaded, nothing is one. */
export function is_tensor(value: unknown): value is Tensor {
  return tensors.isTensor?.(value) === true;
}

/** Whether a value is a tensor of libtorch's: operators take it as it is. */
export function is_plain_tensor(value: unknown): value is Tensor {
  return handle(value) !== undefined;
}

/** `torch.tensor(data)` for `fn`. Throws an Error where the program has not loaded nodetorch itself. */
export function tensorFor(fn: string, data: Float32Array): Tensor {
  if (tensors.tensor === undefined) throw new Error(`${fn} makes a tensor: import 'nodetorch' before it is called`);
  return tensors.tensor(data);
}
