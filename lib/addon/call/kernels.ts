/**
 * Operators that loops of the library call most: as {@link op} makes them, but without its questions, for tensors and
 * numbers that are known to fit. Each is a function of its own around an operator of its own, which V8 then puts
 * together where it is called; one function for all would cost a tenth of the call.
 */
import { native } from '../binding.js';
import type { Handle } from '../native.js';
import { selfOf as h } from '../handle.js';
import { wrap } from '../wrap.js';
import type { dtype } from '../../values/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';

const bind = (name: string): ((...args: unknown[]) => unknown) => native.bind(`aten::${name}`, false);
const made = (result: unknown): Tensor => wrap(result as Handle);

const boundAbs = bind('abs');
export const abs = (a: Tensor): Tensor => made(boundAbs(h(a)));
const boundAdd = bind('add.Tensor');
export const add = (a: Tensor, b: Tensor, alpha: number): Tensor => made(boundAdd(h(a), h(b), alpha));
const boundAdd_ = bind('add_.Tensor');
export const add_ = (a: Tensor, b: Tensor, alpha: number): void => void boundAdd_(h(a), h(b), alpha);
const boundAddcdiv_ = bind('addcdiv_');
export const addcdiv_ = (a: Tensor, b: Tensor, c: Tensor, value: number): void =>
  void boundAddcdiv_(h(a), h(b), h(c), value);
const boundAddcmul = bind('addcmul');
export const addcmul = (a: Tensor, b: Tensor, c: Tensor, value: number): Tensor =>
  made(boundAddcmul(h(a), h(b), h(c), value));
const boundAddcmul_ = bind('addcmul_');
export const addcmul_ = (a: Tensor, b: Tensor, c: Tensor, value: number): void =>
  void boundAddcmul_(h(a), h(b), h(c), value);
const boundAlias = bind('alias');
export const alias = (a: Tensor): Tensor => made(boundAlias(h(a)));
const boundClamp_ = bind('clamp_');
export const clamp_ = (a: Tensor, low: number, high: number): void => void boundClamp_(h(a), low, high);
const boundClampMax = bind('clamp_max');
export const clamp_max = (a: Tensor, high: number): Tensor => made(boundClampMax(h(a), high));
const boundClampMin = bind('clamp_min');
export const clamp_min = (a: Tensor, low: number): Tensor => made(boundClampMin(h(a), low));
const boundClone = bind('clone');
export const clone = (a: Tensor): Tensor => made(boundClone(h(a)));
const boundCopy_ = bind('copy_');
export const copy_ = (a: Tensor, b: Tensor): void => void boundCopy_(h(a), h(b), false);
const boundDiv = bind('div.Tensor');
export const div = (a: Tensor, b: Tensor): Tensor => made(boundDiv(h(a), h(b)));
const boundDiv_ = bind('div_.Tensor');
export const div_ = (a: Tensor, b: Tensor): void => void boundDiv_(h(a), h(b));
const boundFill_ = bind('fill_.Scalar');
export const fill_ = (a: Tensor, value: number): void => void boundFill_(h(a), value);
const boundIndex = bind('index.Tensor');
export const index = (a: Tensor, indices: readonly (Tensor | null)[]): Tensor =>
  made(boundIndex(h(a), indices.map((one) => (one === null ? null : h(one)))));
const boundLerp_ = bind('lerp_.Scalar');
export const lerp_ = (a: Tensor, b: Tensor, weight: number): void => void boundLerp_(h(a), h(b), weight);
const boundMaximum_ = bind('maximum.out');
export const maximum_ = (a: Tensor, b: Tensor): void => void boundMaximum_(h(a), h(b), h(a));
const boundMul = bind('mul.Tensor');
export const mul = (a: Tensor, b: Tensor): Tensor => made(boundMul(h(a), h(b)));
const boundMul_ = bind('mul_.Tensor');
export const mul_ = (a: Tensor, b: Tensor): void => void boundMul_(h(a), h(b));
const boundNeg = bind('neg');
export const neg = (a: Tensor): Tensor => made(boundNeg(h(a)));
const boundReciprocal_ = bind('reciprocal_');
export const reciprocal_ = (a: Tensor): void => void boundReciprocal_(h(a));
const boundScalarTensor = bind('scalar_tensor');
export const scalar_tensor = (value: number, type: dtype): Tensor => made(boundScalarTensor(value, type.code));
const boundSelect = bind('select.int');
export const select = (a: Tensor, dim: number, index: number): Tensor => made(boundSelect(h(a), dim, index));
const boundSign = bind('sign');
export const sign = (a: Tensor): Tensor => made(boundSign(h(a)));
const boundSlice = bind('slice.Tensor');
export const slice = (
  a: Tensor, dim: number, start: number | null, stop: number | null, step: number,
): Tensor => made(boundSlice(h(a), dim, start, stop, step));
const boundSqrt = bind('sqrt');
export const sqrt = (a: Tensor): Tensor => made(boundSqrt(h(a)));
const boundSqrt_ = bind('sqrt_');
export const sqrt_ = (a: Tensor): void => void boundSqrt_(h(a));
const boundSub = bind('sub.Tensor');
export const sub = (a: Tensor, b: Tensor, alpha: number): Tensor => made(boundSub(h(a), h(b), alpha));
const boundUnsqueeze = bind('unsqueeze');
export const unsqueeze = (a: Tensor, dim: number): Tensor => made(boundUnsqueeze(h(a), dim));
