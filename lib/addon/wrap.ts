import type { Handle } from './native.js';
import type { Tensor } from '../tensor/tensor.js';

let TensorClass: new (handle: Handle) => Tensor;

/** Called once by the class itself: it needs operators to be defined, and operators make tensors. */
export function setTensorClass(made: new (handle: Handle) => Tensor): void {
  TensorClass = made;
}

/** The Tensor that owns a handle. Only this one object may: two owners would free it twice. */
export function wrap(handle: Handle): Tensor {
  return new TensorClass(handle);
}

export function wrapOrNull(handle: Handle | null): Tensor | null {
  return handle === null ? null : wrap(handle);
}

export function wrapAll(handles: readonly (Handle | null)[]): (Tensor | null)[] {
  return handles.map(wrapOrNull);
}
