import { no_grad } from '../../autograd/grad_mode.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { tensor as tensorOf } from '../../tensor/factories.js';
import { vector_norm } from '../../generated/linalg.js';
import { clamp, stack } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { op } from '../../addon/call/op.js';
import { py_float_repr } from '../../python/format.js';
import { having, iterable, must, saying, type Kind } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { isPlainObject } from '../../python/objects.js';
import { pythonType } from '../../values/type_name.js';
import { warn } from '../../python/warnings.js';

/** Parameters, or tensors: one, or any iterable of them. */
export type TensorOrTensors = Tensor | Iterable<Tensor>;

const foreachNorm = op<Tensor[]>('aten::_foreach_norm.Scalar');
const foreachMul = op('aten::_foreach_mul_.Tensor');
const foreachClampMin = op('aten::_foreach_clamp_min_.Scalar');
const foreachClampMax = op('aten::_foreach_clamp_max_.Scalar');

const [withGrad, withDevice] = [having('grad', is_tensor), having('device', is_tensor)];

/** What Python's float() makes a number of. */
const number: Kind = saying(
  (value) => ['number', 'bigint', 'boolean'].includes(typeof value),
  (value) => (typeof value === 'string' ? new ValueError(`could not convert string to float: '${value}'`)
    : new TypeError(`float() argument must be a string or a real number, not '${pythonType(value)}'`)));
const numbers = { norm_type: number, max_norm: number, clip_value: number };

/** A single tensor is iterable itself, by rows. */
function listOf(tensors: TensorOrTensors): Tensor[] {
  return is_tensor(tensors) ? [tensors] : Array.from(isPlainObject(tensors) ? [] : must(tensors, iterable));
}

function gradsOf(parameters: readonly Tensor[]): Tensor[] {
  const grads: Tensor[] = [];
  for (const parameter of parameters) {
    const { grad } = must(parameter, withGrad);
    if (grad !== null) grads.push(grad);
  }
  return grads;
}

/**
 * Calls one of two functions for each group of tensors of one device and dtype: `together` where there are kernels for
 * lists and `foreach` does not forbid them, else `singly`.
 */
function byGroup(
  tensors: readonly Tensor[], foreach: boolean | null, together: (group: Tensor[]) => void,
  singly: (group: Tensor[]) => void,
): void {
  const groups = new Map<string, Tensor[]>();
  for (const tensor of tensors) {
    const key = `${must(tensor, withDevice).device} ${tensor.dtype}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [tensor]);
    else group.push(tensor);
  }
  for (const group of groups.values()) {
    const { type } = group[0]!.device;
    const supported = type === 'cpu' || type === 'cuda';
    if (supported && foreach !== false) together(group);
    else if (foreach === true) {
      throw new RuntimeError(`foreach=True was passed, but can't use the foreach API on ${type} tensors`);
    } else singly(group);
  }
}

function totalNorm(
  tensors: readonly Tensor[], norm_type: number, error_if_nonfinite: boolean, foreach: boolean | null,
): Tensor {
  if (tensors.length === 0) return tensorOf(0);
  const norms: Tensor[] = [];
  byGroup(tensors, foreach,
    (group) => norms.push(...foreachNorm(group, norm_type)),
    (group) => norms.push(...group.map((tensor) => vector_norm(tensor, norm_type))));
  const { device } = tensors[0]!;
  const total = vector_norm(stack(norms.map((norm) => norm.to(device))), norm_type);
  if (error_if_nonfinite && !Number.isFinite(total.item())) {
    throw new RuntimeError(
      `The total norm of order ${py_float_repr(norm_type)} for gradients from ` +
        '`parameters` is non-finite, so it cannot be clipped. To disable ' +
        'this error and scale the gradients by the non-finite norm anyway, ' +
        'set `error_if_nonfinite=False`');
  }
  return total;
}

function scaleTo(grads: readonly Tensor[], max_norm: number, total_norm: Tensor, foreach: boolean | null): void {
  if (grads.length === 0) return;
  const factor = clamp(total_norm.add(1e-6).reciprocal().mul(max_norm), { max: 1 });
  byGroup(grads, foreach,
    (group) => foreachMul(group, factor.to(group[0]!.device)),
    (group) => {
      const here = factor.to(group[0]!.device);
      for (const grad of group) grad.mul_(here);
    });
}

/**
 * The norm of all elements of the tensors together (`torch.nn.utils.get_total_norm`). `foreach` false computes them one
 * by one; true refuses devices without kernels for lists. Throws a RuntimeError, if asked to, for a norm that is not
 * finite.
 */
export const get_total_norm = signature(`_get_total_norm(tensors: TensorOrTensors, norm_type: float = 2.0,
  error_if_nonfinite: bool = False, foreach: bool | None = None) -> Tensor`, numbers).define(
  (tensors, norm_type, error_if_nonfinite, foreach) =>
    no_grad(() => totalNorm(listOf(tensors), norm_type, error_if_nonfinite, foreach)));

/** Scales gradients by max_norm / total_norm, unless that is more than 1 (`torch.nn.utils.clip_grads_with_norm_`). */
export const clip_grads_with_norm_ = signature(`_clip_grads_with_norm_(parameters: TensorOrTensors, max_norm: float,
  total_norm: Tensor, foreach: bool | None = None)`, numbers).define((parameters, max_norm, total_norm, foreach) =>
  no_grad(() => scaleTo(gradsOf(listOf(parameters)), max_norm, total_norm, foreach)));

/**
 * Scales the gradients of all parameters so that their norm together is at most `max_norm`, and gives what it was
 * (`torch.nn.utils.clip_grad_norm_`). Throws as {@link get_total_norm}.
 */
export const clip_grad_norm_ = signature(`clip_grad_norm_(parameters: TensorOrTensors, max_norm: float, norm_type: float = 2.0,
  error_if_nonfinite: bool = False, foreach: bool | None = None) -> Tensor`, numbers).define(
  (parameters, max_norm, norm_type, error_if_nonfinite, foreach) => {
    const list = listOf(parameters);
    if (list.length === 0 && isGenerator(parameters)) {
      warn('UserWarning', '`parameters` is an empty generator, no gradient clipping will occur.');
    }
    return no_grad(() => {
      const grads = gradsOf(list);
      const total = totalNorm(grads, norm_type, error_if_nonfinite, foreach);
      scaleTo(grads, max_norm, total, foreach);
      return total;
    });
  });

function isGenerator(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}

/** Deprecated: {@link clip_grad_norm_} (`torch.nn.utils.clip_grad_norm`). */
export const clip_grad_norm = signature(`clip_grad_norm(parameters: TensorOrTensors, max_norm: float, norm_type: float = 2.0,
  error_if_nonfinite: bool = False, foreach: bool | None = None) -> Tensor`, numbers).define(
  (parameters, max_norm, norm_type, error_if_nonfinite, foreach) => {
    warn('FutureWarning',
      '`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.');
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach);
  });

/** Holds each element of the gradients between -clip_value and clip_value (`torch.nn.utils.clip_grad_value_`). */
export const clip_grad_value_ = signature(
  'clip_grad_value_(parameters: TensorOrTensors, clip_value: float, foreach: bool | None = None)', numbers).define(
  (parameters, clip_value, foreach) =>
    no_grad(() => {
      byGroup(gradsOf(listOf(parameters)), foreach,
        (group) => {
          foreachClampMin(group, -clip_value);
          foreachClampMax(group, clip_value);
        },
        (group) => {
          for (const grad of group) grad.clamp_({ min: -clip_value, max: clip_value });
        });
    }));
