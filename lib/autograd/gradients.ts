import { is_tensor } from '../values/is_tensor.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';

export type Tensors = Tensor | readonly Tensor[];
export type MaybeTensors = Tensor | null | readonly (Tensor | null)[];

/** What came, for messages: the class of an object, else the kind of value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}

/** A tensor or a list of tensors as a list; `complain` makes the error for anything else. */
export function tensorsOf(tensors: Tensors, complain: (kind: string) => Error): readonly Tensor[] {
  const list = is_tensor(tensors) ? [tensors as Tensor] : tensors;
  if (!Array.isArray(list)) throw complain(kindOf(list));
  for (const tensor of list as readonly unknown[]) if (!is_tensor(tensor)) throw complain(kindOf(tensor));
  return list as readonly Tensor[];
}

/** Gradients as a list, where null (or nothing) stands for a missing one. */
export function gradientsOf(gradients: MaybeTensors | undefined): (Tensor | null)[] | null {
  if (gradients === undefined || gradients === null) return null;
  const list = Array.isArray(gradients) ? (gradients as readonly unknown[]) : [gradients];
  return list.map((gradient) => {
    if (gradient === null || gradient === undefined) return null;
    if (!is_tensor(gradient)) {
      throw new TypeError(`gradients can be either Tensors or None, but got ${kindOf(gradient)}`);
    }
    return gradient;
  });
}

/** What a hook or a custom backward gave back: a gradient, or null for none. */
export function returnedGradient(value: unknown, complain: (kind: string) => string): Tensor | null {
  if (value === null || value === undefined) return null;
  if (!is_tensor(value)) throw new RuntimeError(complain(kindOf(value)));
  return value;
}
