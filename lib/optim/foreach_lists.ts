import { native } from '../binding.js';
import type { BoundOperator, Handle } from '../native.js';
import { RuntimeError } from '../errors.js';
import { wrap } from '../wrap.js';
import { numberOf, numbersIn, type Hyper } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';

/** Operators of libtorch by name, bound when first called. */
const bound = new Map<string, BoundOperator>();

/** Calls an operator on handles. */
export function kernel(name: string, ...args: unknown[]): unknown {
  let operator = bound.get(name);
  if (operator === undefined) bound.set(name, (operator = native.bind(`aten::${name}`, false)));
  return operator(...args);
}

const made = (name: string, ...args: unknown[]): Handle[] => kernel(name, ...args) as Handle[];

/** The numbers that a kernel takes; lists whose formula needs tensors for them go through the other implementation. */
function numbers(scale: Scale): number | readonly number[] {
  if (typeof scale === 'number') return scale;
  if (Array.isArray(scale) && scale.every((one) => typeof one === 'number')) return scale as readonly number[];
  throw new RuntimeError('foreach: a factor is a Tensor');
}

/** `name.Scalar` for one number, `name.ScalarList` for one each. */
function scaled(name: string, a: readonly Handle[], ...rest: [...lists: (readonly Handle[])[], scale: Scale]): unknown {
  const factor = numbers(rest.at(-1) as Scale);
  const lists = rest.slice(0, -1);
  return kernel(`${name}.${typeof factor === 'number' ? 'Scalar' : 'ScalarList'}`, a, ...lists, factor);
}

let one: Handle | undefined;

/** On a CPU libtorch's foreach operators go through their lists with the operators for one tensor: same results. */
export const foreachLists: Lists<Handle> = {
  neg: (a) => made('_foreach_neg', a),
  sign: (a) => made('_foreach_sign', a),
  abs: (a) => made('_foreach_abs', a),
  positive: (a) => made('_foreach_clamp_min.Scalar', a, 0),
  nonpositive: (a) => made('_foreach_clamp_max.Scalar', a, 0),
  sqrt: (a) => made('_foreach_sqrt', a),
  clone: (a) => made('_foreach_clone', a),
  detached: (a) => [...a],
  add: (a, b, alpha) => made('_foreach_add.List', a, b, numbers(alpha)),
  add_(a, b, alpha) {
    kernel('_foreach_add_.List', a, b, numbers(alpha));
  },
  plus: (a, number) => made('_foreach_add.Scalar', a, number),
  adding(a, number) {
    scaled('_foreach_add_', a, number);
    return a;
  },
  sub: (a, b) => made('_foreach_sub.List', a, b),
  mul: (a, b) => made('_foreach_mul.List', a, b),
  times: (a, factor) => scaled('_foreach_mul', a, factor) as Handle[],
  mul_(a, factor) {
    scaled('_foreach_mul_', a, factor);
  },
  multiplying(a, b) {
    kernel('_foreach_mul_.List', a, b);
    return a;
  },
  scaling(a, factor) {
    scaled('_foreach_mul_', a, factor);
    return a;
  },
  dividing(a, divisor) {
    scaled('_foreach_div_', a, divisor);
    return a;
  },
  inverting(a, number) {
    kernel('_foreach_reciprocal_', a);
    scaled('_foreach_mul_', a, number);
    return a;
  },
  quotient(a, b) {
    kernel('_foreach_div_.List', a, b);
    return a;
  },
  rooting(a) {
    kernel('_foreach_sqrt_', a);
    return a;
  },
  lerp_(a, b, weight) {
    scaled('_foreach_lerp_', a, b, weight);
  },
  addcmul: (a, b, c, value) => scaled('_foreach_addcmul', a, b, c, value) as Handle[],
  addcmul_(a, b, c, value) {
    scaled('_foreach_addcmul_', a, b, c, value);
  },
  addcdiv_(a, b, c, value) {
    scaled('_foreach_addcdiv_', a, b, c, value);
  },
  maximum_(a, b) {
    kernel('_foreach_maximum_.List', a, b);
  },
  clamp_(a, low, high) {
    kernel('_foreach_clamp_min_.Scalar', a, low);
    kernel('_foreach_clamp_max_.Scalar', a, high);
  },
  copy_(a, b) {
    kernel('_foreach_copy_', a, b);
  },
  increment_(steps) {
    if (native.is_cpu(steps[0]!)) {
      // A number would be made a tensor for every counter.
      one ??= kernel('scalar_tensor', 1) as Handle;
      kernel('_foreach_add_.Tensor', steps, one);
    } else {
      kernel('_foreach_add_.Scalar', steps, 1);
    }
  },
  values: (a): Hyper[] => numbersIn(a),
  hyper: numberOf,
  tensor: wrap,
  free(...lists) {
    for (const list of lists) for (const handle of list) native.dispose(handle);
  },
};
