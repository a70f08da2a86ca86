import { native } from '../addon/binding.js';
import { RuntimeError } from '../values/errors.js';
import type { BoundOperator, Handle } from '../addon/native.js';
import type { Tensor } from '../tensor/tensor.js';
import { TensorBase } from '../addon/tensor_base.js';
import { wrap } from '../addon/wrap.js';
import { numberOf } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';
import { unscoped } from '../addon/scope.js';

/** Operators of libtorch by name, bound when first called. */
const bound = new Map<string, BoundOperator>();

/** Calls an operator on tensors and lists of them. */
export function kernel(name: string, ...args: unknown[]): unknown {
  let operator = bound.get(name);
  if (operator === undefined) bound.set(name, (operator = native.bind(`aten::${name}`, false)));
  for (let i = 0; i < args.length; i++) args[i] = asNative(args[i]);
  return operator(...args);
}

/** Handles of tensors, for the length of one call; other values as they are. */
function asNative(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return TensorBase.handle(value) ?? value;
  const list = new Array<unknown>(value.length);
  for (let i = 0; i < value.length; i++) list[i] = TensorBase.handle(value[i]) ?? (value[i] as unknown);
  return list;
}

const made = (name: string, ...args: unknown[]): Tensor[] => (kernel(name, ...args) as Handle[]).map(wrap);

/** The numbers that a kernel takes; lists whose formula needs tensors for them go through the other implementation. */
function numbers(scale: Scale): number | readonly number[] {
  if (typeof scale === 'number') return scale;
  if (Array.isArray(scale) && scale.every((one) => typeof one === 'number')) return scale as readonly number[];
  throw new RuntimeError('foreach: a factor is a Tensor');
}

/** `name.Scalar` for one number, `name.ScalarList` for one each. */
function scaled(name: string, a: readonly Tensor[], ...rest: [...lists: (readonly Tensor[])[], scale: Scale]): unknown {
  const factor = numbers(rest.at(-1) as Scale);
  const lists = rest.slice(0, -1);
  return kernel(`${name}.${typeof factor === 'number' ? 'Scalar' : 'ScalarList'}`, a, ...lists, factor);
}

let one: Tensor | undefined;

/** On a CPU libtorch's foreach operators go through their lists with the operators for one tensor: same results. */
export const foreachLists: Lists = {
  neg: (a) => made('_foreach_neg', a),
  abs: (a) => made('_foreach_abs', a),
  sign: (a) => made('_foreach_sign', a),
  sqrt: (a) => made('_foreach_sqrt', a),
  positive: (a) => made('_foreach_clamp_min.Scalar', a, 0),
  nonpositive: (a) => made('_foreach_clamp_max.Scalar', a, 0),
  // `_foreach_clone` is younger than the oldest libtorch we build with.
  copies: (a) => made('_foreach_mul.Scalar', a, 1),
  add: (a, b, alpha) => made('_foreach_add.List', a, b, numbers(alpha)),
  add_(a, b, alpha) {
    const factor = numbers(alpha);
    if (typeof factor === 'number') {
      kernel('_foreach_add_.List', a, b, factor);
    } else {
      const scaledList = made('_foreach_mul.ScalarList', b, factor);
      kernel('_foreach_add_.List', a, scaledList, 1);
      foreachLists.free(scaledList);
    }
  },
  plus: (a, number) => (scaled('_foreach_add', a, number) as Handle[]).map(wrap),
  adding(a, number) {
    scaled('_foreach_add_', a, number);
    return a;
  },
  sub: (a, b) => made('_foreach_sub.List', a, b),
  mul: (a, b) => made('_foreach_mul.List', a, b),
  mul_(a, b) {
    kernel('_foreach_mul_.List', a, b);
  },
  multiplying(a, b) {
    kernel('_foreach_mul_.List', a, b);
    return a;
  },
  times: (a, factor) => (scaled('_foreach_mul', a, factor) as Handle[]).map(wrap),
  scale_(a, factor) {
    scaled('_foreach_mul_', a, factor);
  },
  scaling(a, factor) {
    scaled('_foreach_mul_', a, factor);
    return a;
  },
  over: (a, divisor) => (scaled('_foreach_div', a, divisor) as Handle[]).map(wrap),
  dividing(a, divisor) {
    scaled('_foreach_div_', a, divisor);
    return a;
  },
  quotient(a, b) {
    kernel('_foreach_div_.List', a, b);
    return a;
  },
  inverting(a, number) {
    kernel('_foreach_reciprocal_', a);
    scaled('_foreach_mul_', a, number);
    return a;
  },
  rooting(a) {
    kernel('_foreach_sqrt_', a);
    return a;
  },
  lerp_(a, b, weight) {
    scaled('_foreach_lerp_', a, b, weight);
  },
  addcmul: (a, b, c, value) => (scaled('_foreach_addcmul', a, b, c, value) as Handle[]).map(wrap),
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
  fill_(a, values) {
    for (const [i, tensor] of a.entries()) tensor.fill_(values[i]!);
  },
  increment_(steps) {
    if (steps[0]!.is_cpu) {
      // A number would be made a tensor for every counter.
      one ??= unscoped(() => wrap(kernel('scalar_tensor', 1) as Handle));
      kernel('_foreach_add_.Tensor', steps, one);
    } else {
      kernel('_foreach_add_.Scalar', steps, 1);
    }
  },
  values: (a) => a.map(numberOf),
  hyper: numberOf,
  free(...lists) {
    for (const list of lists) for (const tensor of list) tensor.dispose();
  },
};
