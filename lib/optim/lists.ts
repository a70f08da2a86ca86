import type { Tensor } from '../tensor/tensor.js';
import type { Hyper } from './hyperparameter.js';

/** A factor: one for all tensors of a list, or one for each. */
export type Scale = Hyper | readonly Hyper[];

/**
 * What the formulas of optimizers do with lists of tensors, so that each is written once: for whole lists in one call
 * of libtorch ({@link ForeachLists}), or tensor by tensor ({@link TensorLists}), which also records gradients.
 * Names that end in `_` change their first list. Those that end in `ing` may overwrite theirs, which nobody but the
 * formula may hold, and give it or another one back.
 */
export interface Lists {
  neg(a: readonly Tensor[]): Tensor[];
  abs(a: readonly Tensor[]): Tensor[];
  sign(a: readonly Tensor[]): Tensor[];
  sqrt(a: readonly Tensor[]): Tensor[];
  /** Without what is below zero, and without what is above. */
  positive(a: readonly Tensor[]): Tensor[];
  nonpositive(a: readonly Tensor[]): Tensor[];
  /** Copies without history. */
  copies(a: readonly Tensor[]): Tensor[];
  /** a + alpha * b */
  add(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): Tensor[];
  add_(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): void;
  /** a + number */
  plus(a: readonly Tensor[], number: Scale): Tensor[];
  adding(a: Tensor[], number: Scale): Tensor[];
  sub(a: readonly Tensor[], b: readonly Tensor[]): Tensor[];
  mul(a: readonly Tensor[], b: readonly Tensor[]): Tensor[];
  mul_(a: readonly Tensor[], b: readonly Tensor[]): void;
  multiplying(a: Tensor[], b: readonly Tensor[]): Tensor[];
  times(a: readonly Tensor[], factor: Scale): Tensor[];
  scale_(a: readonly Tensor[], factor: Scale): void;
  scaling(a: Tensor[], factor: Scale): Tensor[];
  over(a: readonly Tensor[], divisor: Scale): Tensor[];
  dividing(a: Tensor[], divisor: Scale): Tensor[];
  /** a / b */
  quotient(a: Tensor[], b: readonly Tensor[]): Tensor[];
  /** number / a */
  inverting(a: Tensor[], number: Scale): Tensor[];
  rooting(a: Tensor[]): Tensor[];
  /** a + weight * (b - a) */
  lerp_(a: readonly Tensor[], b: readonly Tensor[], weight: Hyper): void;
  /** a + value * b * c */
  addcmul(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: number): Tensor[];
  addcmul_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Hyper): void;
  /** a + value * b / c */
  addcdiv_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Scale): void;
  maximum_(a: readonly Tensor[], b: readonly Tensor[]): void;
  clamp_(a: readonly Tensor[], low: number, high: number): void;
  copy_(a: readonly Tensor[], b: readonly Tensor[]): void;
  fill_(a: readonly Tensor[], values: readonly Hyper[]): void;
  /** Counts one step more. */
  increment_(steps: readonly Tensor[]): void;
  /** The elements of tensors of one element; the tensors themselves where they stay on their device. */
  values(a: readonly Tensor[]): Hyper[];
  /** An option as the formula computes with it: the number in a tensor, unless the tensor itself matters. */
  hyper(value: Hyper): Hyper;
  /** Frees temporary lists at once. */
  free(...lists: readonly (readonly Tensor[])[]): void;
}

/** A factor for each step counter: computed once where all have counted the same. */
export function perStep(steps: readonly Hyper[], factor: (step: Hyper) => Hyper): Scale {
  const first = steps[0]!;
  if (typeof first === 'number' && steps.every((step) => step === first)) return factor(first);
  return steps.map(factor);
}

/** The one factor if all are the same number. */
export function scaleOf(factors: readonly Hyper[]): Scale {
  return typeof factors[0] === 'number' && factors.every((factor) => factor === factors[0]) ? factors[0] : factors;
}

/** The tensors of one step: parameters, their gradients, and for each name of a state the tensors of that name. */
export interface Batch {
  readonly params: Tensor[];
  readonly grads: Tensor[];
  readonly state: Record<string, Tensor[]>;
  /** Which step this is, where that is counted. */
  readonly steps: readonly Hyper[];
}
