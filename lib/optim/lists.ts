import type { Tensor } from '../tensor.js';
import type { Hyper } from './hyperparameter.js';

/** A factor: one for all tensors of a list, or one for each. */
export type Scale = Hyper | readonly Hyper[];

/**
 * What the formulas of optimizers do with lists of tensors, so that each is written once: for whole lists in one call
 * of libtorch ({@link ForeachLists}), or tensor by tensor ({@link TensorLists}), which also records gradients.
 * Names that end in `_` change their first list. Those that end in `ing` may overwrite theirs, which nobody but the
 * formula may hold, and give it or another one back.
 */
export interface Lists<T> {
  neg(a: readonly T[]): T[];
  sign(a: readonly T[]): T[];
  abs(a: readonly T[]): T[];
  sqrt(a: readonly T[]): T[];
  /** Without what is below zero, and without what is above. */
  positive(a: readonly T[]): T[];
  nonpositive(a: readonly T[]): T[];
  clone(a: readonly T[]): T[];
  /** Without history. */
  detached(a: readonly T[]): T[];
  /** a + alpha * b */
  add(a: readonly T[], b: readonly T[], alpha: Scale): T[];
  add_(a: readonly T[], b: readonly T[], alpha: Scale): void;
  /** a + number */
  plus(a: readonly T[], number: number): T[];
  adding(a: T[], number: Scale): T[];
  sub(a: readonly T[], b: readonly T[]): T[];
  mul(a: readonly T[], b: readonly T[]): T[];
  times(a: readonly T[], factor: Scale): T[];
  mul_(a: readonly T[], factor: Scale): void;
  multiplying(a: T[], b: readonly T[]): T[];
  scaling(a: T[], factor: Scale): T[];
  dividing(a: T[], divisor: Scale): T[];
  /** number / a */
  inverting(a: T[], number: Scale): T[];
  quotient(a: T[], b: readonly T[]): T[];
  rooting(a: T[]): T[];
  /** a + weight * (b - a) */
  lerp_(a: readonly T[], b: readonly T[], weight: Scale): void;
  /** a + value * b * c */
  addcmul(a: readonly T[], b: readonly T[], c: readonly T[], value: Scale): T[];
  addcmul_(a: readonly T[], b: readonly T[], c: readonly T[], value: Scale): void;
  /** a + value * b / c */
  addcdiv_(a: readonly T[], b: readonly T[], c: readonly T[], value: Scale): void;
  maximum_(a: readonly T[], b: readonly T[]): void;
  clamp_(a: readonly T[], low: number, high: number): void;
  copy_(a: readonly T[], b: readonly T[]): void;
  /** Counts one step more. */
  increment_(steps: readonly T[]): void;
  /** The elements of tensors of one element; the tensors themselves where they stay on their device. */
  values(a: readonly T[]): Hyper[];
  /** An option as the formula computes with it: the number in a tensor, unless the tensor itself matters. */
  hyper(value: Hyper): Hyper;
  /** A result as the Tensor that the optimizer keeps. */
  tensor(result: T): Tensor;
  /** Frees temporary lists at once. */
  free(...lists: readonly (readonly T[])[]): void;
}

/** A factor for each step counter: computed once where all have counted the same. */
export function perStep(steps: readonly Hyper[], factor: (step: Hyper) => Hyper): Scale {
  const first = steps[0]!;
  if (typeof first === 'number' && steps.every((step) => step === first)) return factor(first);
  return steps.map(factor);
}

/** The tensors of one step: parameters, their gradients, and for each name of a state the tensors of that name. */
export interface Batch<T> {
  readonly tensors: Tensor[];
  readonly params: T[];
  readonly grads: T[];
  readonly state: Record<string, T[]>;
}
