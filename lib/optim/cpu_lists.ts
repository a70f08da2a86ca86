import { native } from '../addon/binding.js';
import { float32, float64, type dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import type { Handle } from '../addon/native.js';
import type { Tensor } from '../tensor/tensor.js';
import { TensorBase } from '../addon/tensor_base.js';
import { wrap } from '../addon/wrap.js';
import { isTensor, numberOf, type Hyper } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';
import { unscoped } from '../addon/scope.js';

const op = (name: string): ((...args: unknown[]) => unknown) => native.bind(`aten::${name}`, false);
const h = TensorBase.self;

const abs = op('abs');
const add = op('add.Tensor');
const add_ = op('add_.Tensor');
const addcdiv_ = op('addcdiv_');
const addcmul = op('addcmul');
const addcmul_ = op('addcmul_');
const clamp_ = op('clamp_');
const clampMax = op('clamp_max');
const clampMin = op('clamp_min');
const clone = op('clone');
const copy_ = op('copy_');
const div = op('div.Tensor');
const div_ = op('div_.Tensor');
const fill_ = op('fill_.Scalar');
const lerp_ = op('lerp_.Scalar');
const maximum = op('maximum.out');
const mul = op('mul.Tensor');
const mul_ = op('mul_.Tensor');
const neg = op('neg');
const reciprocal_ = op('reciprocal_');
const scalarTensor = op('scalar_tensor');
const sign = op('sign');
const sqrt = op('sqrt');
const sqrt_ = op('sqrt_');
const sub = op('sub.Tensor');

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

  #scalar(value: Hyper): Handle {
    if (isTensor(value)) throw new RuntimeError('a factor is a Tensor');
    let found = this.#scalars.get(value);
    if (found === undefined) {
      if (this.#scalars.size === mostScalars) this.#scalars.clear();
      found = wrap(scalarTensor(value, this.#dtype.code) as Handle);
      this.#scalars.set(value, found);
    }
    return h(found);
  }

  /** Calls `change` with each tensor and its factor in a tensor. */
  #withScalars(a: readonly Tensor[], scale: Scale, change: (tensor: Handle, scalar: Handle) => void): void {
    if (Array.isArray(scale)) {
      for (let i = 0; i < a.length; i++) change(h(a[i]), this.#scalar((scale as readonly Hyper[])[i]!));
    } else {
      // Nothing in the loop can collect the number's tensor: the map holds it.
      const scalar = this.#scalar(scale as Hyper);
      for (let i = 0; i < a.length; i++) change(h(a[i]), scalar);
    }
  }
  #made(a: readonly Tensor[], make: (tensor: Handle, i: number) => unknown): Tensor[] {
    const list = new Array<Tensor>(a.length);
    for (let i = 0; i < a.length; i++) list[i] = wrap(make(h(a[i]), i) as Handle);
    return list;
  }

  neg(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => neg(t));
  }
  abs(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => abs(t));
  }
  sign(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => sign(t));
  }
  sqrt(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => sqrt(t));
  }
  positive(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => clampMin(t, 0));
  }
  nonpositive(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => clampMax(t, 0));
  }
  copies(a: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t) => clone(t));
  }
  add(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): Tensor[] {
    return this.#made(a, (t, i) => add(t, h(b[i]), numberAt(alpha, i)));
  }
  add_(a: readonly Tensor[], b: readonly Tensor[], alpha: Scale): void {
    for (let i = 0; i < a.length; i++) add_(h(a[i]), h(b[i]), numberAt(alpha, i));
  }
  plus(a: readonly Tensor[], number: Scale): Tensor[] {
    return this.#made(a, (t, i) => add(t, this.#scalar(numberAt(number, i)), 1));
  }
  adding(a: Tensor[], number: Scale): Tensor[] {
    this.#withScalars(a, number, (t, scalar) => add_(t, scalar, 1));
    return a;
  }
  sub(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t, i) => sub(t, h(b[i]), 1));
  }
  mul(a: readonly Tensor[], b: readonly Tensor[]): Tensor[] {
    return this.#made(a, (t, i) => mul(t, h(b[i])));
  }
  mul_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) mul_(h(a[i]), h(b[i]));
  }
  multiplying(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    this.mul_(a, b);
    return a;
  }
  times(a: readonly Tensor[], factor: Scale): Tensor[] {
    return this.#made(a, (t, i) => mul(t, this.#scalar(numberAt(factor, i))));
  }
  scale_(a: readonly Tensor[], factor: Scale): void {
    this.#withScalars(a, factor, mul_);
  }
  scaling(a: Tensor[], factor: Scale): Tensor[] {
    this.scale_(a, factor);
    return a;
  }
  over(a: readonly Tensor[], divisor: Scale): Tensor[] {
    return this.#made(a, (t, i) => div(t, this.#scalar(numberAt(divisor, i))));
  }
  dividing(a: Tensor[], divisor: Scale): Tensor[] {
    this.#withScalars(a, divisor, div_);
    return a;
  }
  quotient(a: Tensor[], b: readonly Tensor[]): Tensor[] {
    for (let i = 0; i < a.length; i++) div_(h(a[i]), h(b[i]));
    return a;
  }
  inverting(a: Tensor[], number: Scale): Tensor[] {
    for (const tensor of a) reciprocal_(h(tensor));
    return this.scaling(a, number);
  }
  rooting(a: Tensor[]): Tensor[] {
    for (const tensor of a) sqrt_(h(tensor));
    return a;
  }
  lerp_(a: readonly Tensor[], b: readonly Tensor[], weight: Hyper): void {
    for (let i = 0; i < a.length; i++) lerp_(h(a[i]), h(b[i]), weight);
  }
  addcmul(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: number): Tensor[] {
    return this.#made(a, (t, i) => addcmul(t, h(b[i]), h(c[i]), value));
  }
  addcmul_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Hyper): void {
    for (let i = 0; i < a.length; i++) addcmul_(h(a[i]), h(b[i]), h(c[i]), value);
  }
  addcdiv_(a: readonly Tensor[], b: readonly Tensor[], c: readonly Tensor[], value: Scale): void {
    for (let i = 0; i < a.length; i++) addcdiv_(h(a[i]), h(b[i]), h(c[i]), numberAt(value, i));
  }
  maximum_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) maximum(h(a[i]), h(b[i]), h(a[i]));
  }
  clamp_(a: readonly Tensor[], low: number, high: number): void {
    for (const tensor of a) clamp_(h(tensor), low, high);
  }
  copy_(a: readonly Tensor[], b: readonly Tensor[]): void {
    for (let i = 0; i < a.length; i++) copy_(h(a[i]), h(b[i]), false);
  }
  fill_(a: readonly Tensor[], values: readonly Hyper[]): void {
    for (let i = 0; i < a.length; i++) fill_(h(a[i]), values[i]);
  }
  increment_(steps: readonly Tensor[]): void {
    count(steps);
  }
  values(a: readonly Tensor[]): Hyper[] {
    return a.map((tensor) => native.item(h(tensor)) as number);
  }
  hyper(value: Hyper): Hyper {
    return numberOf(value);
  }
  free(...lists: readonly (readonly Tensor[])[]): void {
    for (const list of lists) for (const tensor of list) native.dispose(h(tensor));
  }
}

function numberAt(scale: Scale, i: number): number {
  return (typeof scale === 'number' ? scale : (scale as readonly Hyper[])[i]!) as number;
}

const ones = new Map<number, Tensor>();

/** Adds one to counters on the CPU; those of float64 parameters are float32, too. */
function count(steps: readonly Tensor[]): void {
  for (const step of steps) {
    const handle = h(step);
    const code = native.dtype(handle);
    let one = ones.get(code);
    if (one === undefined) ones.set(code, (one = unscoped(() => wrap(scalarTensor(1, code) as Handle))));
    add_(handle, h(one), 1);
  }
}

const lists = new Map<number, Lists>([float32, float64].map((type) => [type.code, new CpuLists(type)]));

/** The operations on tensors of a dtype. */
export function cpuLists(type: dtype): Lists {
  return lists.get(type.code)!;
}
