import { RuntimeError } from '../values/errors.js';
import type { Handle } from '../addon/native.js';
import type { MaybeHandle } from '../addon/native/autograd.js';
import type { Tensor } from '../tensor/tensor.js';
import { TensorBase } from '../addon/tensor_base.js';
import { wrap } from '../addon/wrap.js';

export type Tensors = Tensor | readonly Tensor[];
export type MaybeTensors = Tensor | null | readonly (Tensor | null)[];

/** What came, for messages: the class of an object, else the kind of value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}

export function wrapOrNull(handle: MaybeHandle): Tensor | null {
  return handle === null ? null : wrap(handle);
}

/** The handles of a tensor or a list of tensors; `complain` makes the error for anything else. */
export function handlesOf(tensors: Tensors, complain: (kind: string) => Error): Handle[] {
  const list = TensorBase.handle(tensors) !== undefined ? [tensors as Tensor] : tensors;
  if (!Array.isArray(list)) throw complain(kindOf(list));
  return (list as readonly unknown[]).map((tensor) => {
    const handle = TensorBase.handle(tensor);
    if (handle === undefined) throw complain(kindOf(tensor));
    return handle;
  });
}

/** The handles of gradients, where null (or nothing) stands for a missing one. */
export function gradientsOf(gradients: MaybeTensors | undefined): MaybeHandle[] | null {
  if (gradients === undefined || gradients === null) return null;
  const list = Array.isArray(gradients) ? (gradients as readonly unknown[]) : [gradients];
  return list.map((gradient) => {
    if (gradient === null || gradient === undefined) return null;
    const handle = TensorBase.handle(gradient);
    if (handle === undefined) {
      throw new TypeError(`gradients can be either Tensors or None, but got ${kindOf(gradient)}`);
    }
    return handle;
  });
}

/** What a hook or a custom backward gave back: a gradient, or null for none. */
export function returnedGradient(value: unknown, complain: (kind: string) => string): MaybeHandle {
  if (value === null || value === undefined) return null;
  const handle = TensorBase.handle(value);
  if (handle === undefined) throw new RuntimeError(complain(kindOf(value)));
  return handle;
}
