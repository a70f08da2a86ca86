import type { Tensor } from '../tensor/tensor.js';
import { isTensor, numberOf, toScalar, type Hyper } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';

/** The factor of the i-th tensor. */
function at(scale: Scale, i: number): Hyper {
  return typeof scale === 'number' || isTensor(scale) ? scale : scale[i]!;
}

function each(a: readonly Tensor[], change: (tensor: Tensor, i: number) => void): void {
  for (let i = 0; i < a.length; i++) change(a[i]!, i);
}

/**
 * Tensor by tensor, with the operators that Python's loop calls: the same digits for every dtype. With `recorded`,
 * gradients flow through: nothing that backward() needs is overwritten, and factors may be tensors.
 */
export class TensorLists implements Lists {
  readonly #recorded: boolean;
  readonly #capturable: boolean;

  constructor(recorded: boolean, capturable: boolean) {
    this.#recorded = recorded;
    this.#capturable = capturable;
  }

  /** What an operator may keep for backward(), although the formula goes on to change it. */
  #kept(tensor: Tensor): Tensor {
    return this.#recorded ? tensor.clone() : tensor;
  }
  #changing(
    a: Tensor[], inPlace: (tensor: Tensor, i: number) => void, anew: (tensor: Tensor, i: number) => Tensor,
  ): Tensor[] {
    if (this.#recorded) return a.map(anew);
    each(a, inPlace);
    return a;
  }

  neg(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.neg());
  }
  abs(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.abs());
  }
  sign(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.sign());
  }
  sqrt(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.sqrt());
  }
  positive(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.clamp({ min: 0 }));
  }
  nonpositive(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.clamp({ max: 0 }));
  }
  copies(a: readonly Tensor[]): Tensor[] {
    return a.map((t) => t.detach().clone());
  }
  add(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): Tensor[] {
    return a.map((t, i) => {
      const factor = at(alpha, i);
      // The second operand is a parameter, which the step changes.
      if (isTensor(factor)) return t.addcmul(this.#kept(b[i]!), factor);
      return t.add(b[i]!, { alpha: factor });
    });
  }
  add_(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): void {
    each(a, (t, i) => {
      const factor = at(alpha, i);
      if (isTensor(factor)) t.addcmul_(this.#kept(b[i]!), factor);
      else t.add_(b[i]!, { alpha: factor });
    });
  }
  plus(a: readonly Tensor[], number: Scale): Tensor[] {
    return a.map((t, i) => t.add(at(number, i)));
  }
  adding(a: Tensor[], number: Scale): Tensor[] {
    return this.#changing(a, (t, i) => t.add_(at(number, i)), (t, i) => t.add(at(number, i)));
  }
  sub(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return a.map((t, i) => t.sub(b[i]!));
  }
  mul(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return a.map((t, i) => t.mul(this.#kept(b[i]!)));
  }
  mul_(a: readonly Tensor[], b: readonly Tensor[]): void {
    each(a, (t, i) => t.mul_(b[i]!));
  }
  multiplying(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#changing(a, (t, i) => t.mul_(b[i]!), (t, i) => t.mul(this.#kept(b[i]!)));
  }
  times(a: readonly Tensor[], factor: Scale): Tensor[] {
    return a.map((t, i) => t.mul(at(factor, i)));
  }
  scale_(a: readonly Tensor[], factor: Scale): void {
    each(a, (t, i) => t.mul_(at(factor, i)));
  }
  scaling(a: Tensor[], factor: Scale): Tensor[] {
    return this.#changing(a, (t, i) => t.mul_(at(factor, i)), (t, i) => t.mul(at(factor, i)));
  }
  over(a: readonly Tensor[], divisor: Scale): Tensor[] {
    return a.map((t, i) => t.div(at(divisor, i)));
  }
  dividing(a: Tensor[], divisor: Scale): Tensor[] {
    return this.#changing(a, (t, i) => t.div_(at(divisor, i)), (t, i) => t.div(at(divisor, i)));
  }
  quotient(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#changing(a, (t, i) => t.div_(b[i]!), (t, i) => t.div(b[i]!));
  }
  inverting(a: Tensor[], number: Scale): Tensor[] {
    return a.map((t, i) => t.reciprocal().mul(at(number, i)));
  }
  rooting(a: Tensor[]): Tensor[] {
    return this.#changing(a, (t) => t.sqrt_(), (t) => t.sqrt());
  }
  lerp_(a: readonly Tensor[], b: readonly Tensor[], weight: Hyper): void {
    each(a, (t, i) => {
      if (isTensor(weight)) t.lerp_(b[i]!, weight.to(t.device, t.dtype));
      else t.lerp_(b[i]!, weight);
    });
  }
  addcmul(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: number): Tensor[] {
    return a.map((t, i) => t.addcmul(this.#kept(b[i]!), this.#kept(c[i]!), { value }));
  }
  addcmul_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Hyper): void {
    each(a, (t, i) => {
      if (isTensor(value)) t.addcmul_(this.#kept(b[i]!).mul(value), this.#kept(c[i]!));
      else t.addcmul_(this.#kept(b[i]!), this.#kept(c[i]!), { value });
    });
  }
  addcdiv_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Scale): void {
    each(a, (t, i) => {
      const factor = at(value, i);
      if (isTensor(factor)) t.addcdiv_(this.#kept(b[i]!).mul(factor), this.#kept(c[i]!));
      else t.addcdiv_(this.#kept(b[i]!), this.#kept(c[i]!), { value: factor });
    });
  }
  maximum_(a: readonly Tensor[], b: readonly Tensor[]): void {
    each(a, (t, i) => t.copy_(this.#kept(t).maximum(this.#kept(b[i]!))));
  }
  clamp_(a: readonly Tensor[], low: number, high: number): void {
    each(a, (t) => t.clamp_(low, high));
  }
  copy_(a: readonly Tensor[], b: readonly Tensor[]): void {
    each(a, (t, i) => t.copy_(b[i]!));
  }
  fill_(a: readonly Tensor[], values: readonly Hyper[]): void {
    each(a, (t, i) => t.fill_(values[i]!));
  }
  increment_(steps: readonly Tensor[]): void {
    each(steps, (t) => t.add_(1));
  }
  values(a: readonly Tensor[]): Hyper[] {
    return this.#capturable ? [...a] : a.map(numberOf);
  }
  hyper(value: Hyper): Hyper {
    return this.#capturable || this.#recorded ? toScalar(value) : numberOf(value);
  }
  free(...lists: readonly (readonly Tensor[])[]): void {
    // What autograd recorded it holds itself.
    for (const list of lists) for (const tensor of list) tensor.dispose();
  }
}
