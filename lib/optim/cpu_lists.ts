import * as k from '../addon/call/kernels.js';
import * as info from '../addon/tensor_info.js';
import { float32, float64, type dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { isTensor, numberOf, type Hyper } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';
import { unscoped } from '../addon/scope.js';

// Constants of the options, and a few numbers that change with the step.
const mostScalars = 64;

/**
 * Tensor by tensor on the CPU, all in one of the dtypes float32 and float64, without gradients: the operators that
 * Python's loop calls, so the same digits, but without its detours. A number in a tensor of the right dtype takes a
 * third of the time of a number, which libtorch makes a double of and then converts. libtorch's foreach operators do
 * the same loop; measured, they take longer for few tensors and as long for many.
 */
class CpuLists implements Lists {
  readonly #dtype: dtype;
  readonly #scalars = new Map<number, Tensor>();

  constructor(type: dtype) {
    this.#dtype = type;
  }

  #scalar(value: Hyper): Tensor {
    if (isTensor(value)) throw new RuntimeError('a factor is a Tensor');
    let found = this.#scalars.get(value);
    if (found === undefined) {
      if (this.#scalars.size === mostScalars) this.#scalars.clear();
      found = k.scalar_tensor(value, this.#dtype);
      this.#scalars.set(value, found);
    }
    return found;
  }

  /** Calls `change` with each tensor and its factor in a tensor. */
  #withScalars(a: readonly Tensor[], scale: Scale, change: (tensor: Tensor, scalar: Tensor) => void): void {
    if (Array.isArray(scale)) {
      for (let i = 0; i < a.length; i++) change(a[i]!, this.#scalar((scale as readonly Hyper[])[i]!));
    } else {
      const scalar = this.#scalar(scale as Hyper);
      for (let i = 0; i < a.length; i++) change(a[i]!, scalar);
    }
  }
  #made(a: readonly Tensor[], make: (tensor: Tensor, i: number) => Tensor): Tensor[] {
    const list = new Array<Tensor>(a.length);
    for (let i = 0; i < a.length; i++) list[i] = make(a[i]!, i);
    return list;
  }

  neg(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.neg(t));
  }
  abs(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.abs(t));
  }
  sign(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.sign(t));
  }
  sqrt(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.sqrt(t));
  }
  positive(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.clamp_min(t, 0));
  }
  nonpositive(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.clamp_max(t, 0));
  }
  copies(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => k.clone(t));
  }
  add(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): Tensor[] {
    return this.#made(a, (t, i) => k.add(t, b[i]!, numberAt(alpha, i)));
  }
  add_(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): void {
    for (let i = 0; i < a.length; i++) k.add_(a[i]!, b[i]!, numberAt(alpha, i));
  }
  plus(a: readonly Tensor[], number: Scale): Tensor[] {
    return this.#made(a, (t, i) => k.add(t, this.#scalar(numberAt(number, i)), 1));
  }
  adding(a: Tensor[], number: Scale): Tensor[] {
    this.#withScalars(a, number, (t, scalar) => k.add_(t, scalar, 1));
    return a;
  }
  sub(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t, i) => k.sub(t, b[i]!, 1));
  }
  mul(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t, i) => k.mul(t, b[i]!));
  }
  mul_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) k.mul_(a[i]!, b[i]!);
  }
  multiplying(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    this.mul_(a, b);
    return a;
  }
  times(a: readonly Tensor[], factor: Scale): Tensor[] {
    return this.#made(a, (t, i) => k.mul(t, this.#scalar(numberAt(factor, i))));
  }
  scale_(a: readonly Tensor[], factor: Scale): void {
    this.#withScalars(a, factor, k.mul_);
  }
  scaling(a: Tensor[], factor: Scale): Tensor[] {
    this.scale_(a, factor);
    return a;
  }
  over(a: readonly Tensor[], divisor: Scale): Tensor[] {
    return this.#made(a, (t, i) => k.div(t, this.#scalar(numberAt(divisor, i))));
  }
  dividing(a: Tensor[], divisor: Scale): Tensor[] {
    this.#withScalars(a, divisor, k.div_);
    return a;
  }
  quotient(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    for (let i = 0; i < a.length; i++) k.div_(a[i]!, b[i]!);
    return a;
  }
  inverting(a: Tensor[], number: Scale): Tensor[] {
    for (const tensor of a) k.reciprocal_(tensor);
    return this.scaling(a, number);
  }
  rooting(a: Tensor[]): Tensor[] {
    for (const tensor of a) k.sqrt_(tensor);
    return a;
  }
  lerp_(a: readonly Tensor[], b: readonly Tensor[], weight: Hyper): void {
    for (let i = 0; i < a.length; i++) k.lerp_(a[i]!, b[i]!, weight as number);
  }
  addcmul(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: number): Tensor[] {
    return this.#made(a, (t, i) => k.addcmul(t, b[i]!, c[i]!, value));
  }
  addcmul_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Hyper): void {
    for (let i = 0; i < a.length; i++) k.addcmul_(a[i]!, b[i]!, c[i]!, value as number);
  }
  addcdiv_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Scale): void {
    for (let i = 0; i < a.length; i++) k.addcdiv_(a[i]!, b[i]!, c[i]!, numberAt(value, i));
  }
  maximum_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) k.maximum_(a[i]!, b[i]!);
  }
  clamp_(a: readonly Tensor[], low: number, high: number): void {
    for (const tensor of a) k.clamp_(tensor, low, high);
  }
  copy_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) k.copy_(a[i]!, b[i]!);
  }
  fill_(a: readonly Tensor[], values: readonly Hyper[]): void {
    for (let i = 0; i < a.length; i++) k.fill_(a[i]!, values[i] as number);
  }
  increment_(steps: readonly Tensor[]): void {
    count(steps);
  }
  values(a: readonly Tensor[]): Hyper[] {
    return a.map((tensor) => info.item(tensor) as number);
  }
  hyper(value: Hyper): Hyper {
    return numberOf(value);
  }
  free(...lists: readonly (readonly Tensor[])[]): void {
    for (const list of lists) for (const tensor of list) info.dispose(tensor);
  }
}

function numberAt(scale: Scale, i: number): number {
  return (typeof scale === 'number' ? scale : (scale as readonly Hyper[])[i]!) as number;
}

const ones = new Map<dtype, Tensor>();

/** Adds one to counters on the CPU; those of float64 parameters are float32, too. */
function count(steps: readonly Tensor[]): void {
  for (const step of steps) {
    const dtype = info.dtype(step);
    let one = ones.get(dtype);
    if (one === undefined) ones.set(dtype, (one = unscoped(() => k.scalar_tensor(1, dtype))));
    k.add_(step, one, 1);
  }
}

const lists = new Map<number, Lists>([float32, float64].map((type) => [type.code, new CpuLists(type)]));

/** The operations on tensors of a dtype. */
export function cpuLists(type: dtype): Lists {
  return lists.get(type.code)!;
}
