/** Tensors that can be posted to other threads. */
import * as exchange from '../addon/exchange.js';
import { notClonable, type TensorBase } from '../addon/tensor_base.js';

/**
 * The field of a tensor in shared memory that others see. A message is made of fields, so it gets what this one gives
 * at that moment, and `rebuild` (multiprocessing) makes a tensor of it there.
 */
export const sharedMemory = 'shared_memory';

/** What a tensor in shared memory has besides, by which it can be posted. */
export interface SharedMemory {
  /** Stands for the tensor in a message. */
  readonly shared_memory: SharedArrayBuffer;
}

const classes = new WeakMap<object, number>();

/** Says that tensors of this class arrive as what `posted` calls it. */
export function arrivesAs(prototype: object, kind: number): void {
  classes.set(prototype, kind);
}

function kindOf(tensor: object): number {
  return classes.get(Object.getPrototypeOf(tensor) as object) ?? exchange.posted.tensor;
}

const postable: PropertyDescriptor & ThisType<TensorBase> = {
  get() {
    return exchange.post_tensor(this, kindOf(this));
  },
  enumerable: true,
  configurable: true,
};

/** `Tensor.share_memory_`. */
export function shareMemory(tensor: TensorBase): void {
  exchange.share_memory(tensor);
  if (Object.hasOwn(tensor, sharedMemory)) return;
  Object.defineProperty(tensor, notClonable, { value: undefined, enumerable: false, configurable: true });
  Object.defineProperty(tensor, sharedMemory, postable);
}

/** Makes `view`, a view of a tensor's memory, one that can be posted if that is. */
export function shareAlike(tensor: TensorBase, view: TensorBase): void {
  if (Object.hasOwn(tensor, sharedMemory)) shareMemory(view);
}
