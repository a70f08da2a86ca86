/** Types of tensors by their sizes (torch/fx/tensor_type.py). */
import { inspect } from 'node:util';
import { py_repr } from '../python/repr.js';

/** A type of tensors: a size for each dimension, or {@link Dyn} (`torch.fx.tensor_type.TensorType`). */
export class TensorType {
  /** The sizes. */
  readonly dims: readonly unknown[];

  constructor(dim: Iterable<unknown>) {
    this.dims = Object.freeze([...dim]);
  }

  /** Whether the other one has the same sizes. */
  equals(other: unknown): boolean {
    return other instanceof TensorType && other.dims.length === this.dims.length &&
      this.dims.every((dim, i) => same(dim, other.dims[i]));
  }
  toString(): string {
    return `TensorType[${py_repr(this.dims)}]`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

class DynType {
  toString(): string {
    return 'Dyn';
  }
  [inspect.custom](): string {
    return 'Dyn';
  }
}

/** What nothing is known of (`torch.fx.tensor_type.Dyn`). */
export const Dyn = Object.freeze(new DynType());

const same = (a: unknown, b: unknown): boolean => (a instanceof TensorType ? a.equals(b) : a === b);

const pairwise = (a: TensorType, b: TensorType, holds: (x: unknown, y: unknown) => boolean): boolean =>
  a.dims.length === b.dims.length && a.dims.every((dim, i) => holds(dim, b.dims[i]));

/** Whether two types may be those of one value (`torch.fx.tensor_type.is_consistent`): {@link Dyn} may be any. */
export function is_consistent(t1: unknown, t2: unknown): boolean {
  if (same(t1, t2) || t1 === Dyn || t2 === Dyn) return true;
  return t1 instanceof TensorType && t2 instanceof TensorType && pairwise(t1, t2, is_consistent);
}

/** Whether a type says all that another one says (`torch.fx.tensor_type.is_more_precise`). */
export function is_more_precise(t1: unknown, t2: unknown): boolean {
  if (same(t1, t2) || t2 === Dyn) return true;
  return t1 instanceof TensorType && t2 instanceof TensorType && pairwise(t1, t2, is_more_precise);
}
