import { op } from '../addon/call/op.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { numberOf } from './hyperparameter.js';
import type { Lists, Scale } from './lists.js';
import { unscoped } from '../addon/scope.js';

/** The numbers that a kernel takes; lists whose formula needs tensors for them go through the other implementation. */
function numbers(scale: Scale): number | readonly number[] {
  if (typeof scale === 'number') return scale;
  if (Array.isArray(scale) && scale.every((one) => typeof one === 'number')) return scale as readonly number[];
  throw new RuntimeError('foreach: a factor is a Tensor');
}

/** `name.Scalar` for one number, `name.ScalarList` for one each. */
function scaled(
  name: string, a: readonly Tensor[], ...rest: [...lists: (readonly Tensor[])[], scale: Scale]
): Tensor[] {
  const factor = numbers(rest.at(-1) as Scale);
  const lists = rest.slice(0, -1);
  return op<Tensor[]>(`aten::${name}.${typeof factor === 'number' ? 'Scalar' : 'ScalarList'}`)(a, ...lists, factor);
}

let one: Tensor | undefined;

/** On a CPU libtorch's foreach operators go through their lists with the operators for one tensor: same results. */
export const foreachLists: Lists = {
  neg: (a) => op<Tensor[]>('aten::_foreach_neg')(a),
  abs: (a) => op<Tensor[]>('aten::_foreach_abs')(a),
  sign: (a) => op<Tensor[]>('aten::_foreach_sign')(a),
  sqrt: (a) => op<Tensor[]>('aten::_foreach_sqrt')(a),
  positive: (a) => op<Tensor[]>('aten::_foreach_clamp_min.Scalar')(a, 0),
  nonpositive: (a) => op<Tensor[]>('aten::_foreach_clamp_max.Scalar')(a, 0),
  // `_foreach_clone` is younger than the oldest libtorch we build with.
  copies: (a) => op<Tensor[]>('aten::_foreach_mul.Scalar')(a, 1),
  add: (a, b, alpha) => op<Tensor[]>('aten::_foreach_add.List')(a, b, numbers(alpha)),
  add_(a, b, alpha) {
    const factor = numbers(alpha);
    if (typeof factor === 'number') {
      op('aten::_foreach_add_.List')(a, b, factor);
    } else {
      const scaledList = op<Tensor[]>('aten::_foreach_mul.ScalarList')(b, factor);
      op('aten::_foreach_add_.List')(a, scaledList, 1);
      foreachLists.free(scaledList);
    }
  },
  plus: (a, number) => scaled('_foreach_add', a, number),
  adding(a, number) {
    scaled('_foreach_add_', a, number);
    return a;
  },
  sub: (a, b) => op<Tensor[]>('aten::_foreach_sub.List')(a, b),
  mul: (a, b) => op<Tensor[]>('aten::_foreach_mul.List')(a, b),
  mul_(a, b) {
    op('aten::_foreach_mul_.List')(a, b);
  },
  multiplying(a, b) {
    op('aten::_foreach_mul_.List')(a, b);
    return a;
  },
  times: (a, factor) => scaled('_foreach_mul', a, factor),
  scale_(a, factor) {
    scaled('_foreach_mul_', a, factor);
  },
  scaling(a, factor) {
    scaled('_foreach_mul_', a, factor);
    return a;
  },
  over: (a, divisor) => scaled('_foreach_div', a, divisor),
  dividing(a, divisor) {
    scaled('_foreach_div_', a, divisor);
    return a;
  },
  quotient(a, b) {
    op('aten::_foreach_div_.List')(a, b);
    return a;
  },
  inverting(a, number) {
    op('aten::_foreach_reciprocal_')(a);
    scaled('_foreach_mul_', a, number);
    return a;
  },
  rooting(a) {
    op('aten::_foreach_sqrt_')(a);
    return a;
  },
  lerp_(a, b, weight) {
    scaled('_foreach_lerp_', a, b, weight);
  },
  addcmul: (a, b, c, value) => scaled('_foreach_addcmul', a, b, c, value),
  addcmul_(a, b, c, value) {
    scaled('_foreach_addcmul_', a, b, c, value);
  },
  addcdiv_(a, b, c, value) {
    scaled('_foreach_addcdiv_', a, b, c, value);
  },
  maximum_(a, b) {
    op('aten::_foreach_maximum_.List')(a, b);
  },
  clamp_(a, low, high) {
    op('aten::_foreach_clamp_min_.Scalar')(a, low);
    op('aten::_foreach_clamp_max_.Scalar')(a, high);
  },
  copy_(a, b) {
    op('aten::_foreach_copy_')(a, b);
  },
  fill_(a, values) {
    for (const [i, tensor] of a.entries()) tensor.fill_(values[i]!);
  },
  increment_(steps) {
    if (steps[0]!.is_cpu) {
      // A number would be made a tensor for every counter.
      one ??= unscoped(() => op('aten::scalar_tensor')(1));
      op('aten::_foreach_add_.Tensor')(steps, one);
    } else {
      op('aten::_foreach_add_.Scalar')(steps, 1);
    }
  },
  values: (a) => a.map(numberOf),
  hyper: numberOf,
  free(...lists) {
    for (const list of lists) for (const tensor of list) tensor.dispose();
  },
};
