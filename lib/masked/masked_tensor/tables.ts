/** What operators do with masked tensors: which act on data and mask alike, on the data alone, or reduce. */
import { composite, nobodyAnswers, NotImplemented, type AnyFunction } from '../../arguments/overrides.js';
import { warn } from '../../python/warnings.js';
import { is_tensor } from '../../values/is_tensor.js';
import { bool, int32 } from '../../values/dtype.js';
import { ValueError } from '../../values/errors.js';
import { sparse_coo, sparse_csr, strided } from '../../values/layout.js';
import { op } from '../../addon/call/op.js';
import { ones_like } from '../../generated/torch.js';
import { tensor } from '../../tensor/factories.js';
import { sparse_coo_tensor, sparse_csr_tensor } from '../../tensor/sparse_tensors.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as reductions from '../reductions.js';
import * as statistics from '../statistics.js';
import { anyOf } from '../where.js';
import type { MaskedTensor} from './core.js';
import {
  handle, is_masked_tensor, MaskedTensorImpl, tensorsMatch, type Handler,
} from './core.js';

type Keywords = Readonly<Record<string, unknown>>;
const words = (text: string): string[] => text.trim().split(/\s+/);

const dataOf = (value: unknown): unknown =>
  (is_masked_tensor(value) ? value.get_data() : Array.isArray(value) ? value.map(dataOf) : value);
const maskOf = (value: unknown): unknown =>
  (is_masked_tensor(value) ? value.get_mask() : Array.isArray(value) ? value.map(maskOf) : value);
const call = (func: AnyFunction, args: readonly unknown[], kwargs: Keywords = {}): unknown =>
  (Object.keys(kwargs).length > 0 ? func(...args, kwargs) : func(...args));

function wrapped(data: unknown, mask: unknown): unknown {
  if (Array.isArray(data)) return data.map((each, i) => wrapped(each, (mask as unknown[])[i]));
  return is_tensor(data) ? new MaskedTensorImpl(data, mask as Tensor) : NotImplemented;
}

/** Views and joins: what happens to the data happens to the mask. */
handle(words(`select transpose split t slice index expand view reshape _unsafe_view cat concat concatenate unsqueeze
  unfold im2col col2im stack narrow chunk flatten unflatten expand_as view_as reshape_as swapaxes swapdims ravel
  broadcast_to conj slice_backward select_backward unfold_backward _reshape_alias`), (func, args, kwargs) =>
  wrapped(call(func, args.map(dataOf), kwargs), call(func, args.map(maskOf), kwargs)));

/** Named arguments that cannot come by position, which masked tensors do not take. */
const onlyNamed = new Set(['decimals', 'alpha', 'rounding_mode', 'out', 'dtype', 'generator']);
const hasOptions = (kwargs: Keywords): boolean => Object.keys(kwargs).some((name) => onlyNamed.has(name));

/** `func` of the elements of data of any layout. */
function onElements(func: AnyFunction, data: readonly unknown[], kwargs: Keywords): Tensor {
  const [first, ...rest] = data as [Tensor, ...unknown[]];
  if (!is_tensor(first) || first.layout === strided) return call(func, data, kwargs) as Tensor;
  const sparse = first.layout === sparse_coo ? first.coalesce() : first;
  const values = call(func, [sparse.values(), ...rest], kwargs) as Tensor;
  if (first.layout === sparse_coo) return sparse_coo_tensor(sparse.indices(), values, first.shape);
  return sparse_csr_tensor(first.crow_indices(), first.col_indices(), values, first.shape);
}

const unary: (inplace: boolean) => Handler = (inplace) => (func, args, kwargs) => {
  if (hasOptions(kwargs)) {
    throw new ValueError('MaskedTensor unary ops require that len(kwargs) == 0. ' +
      'If you need support for this, please open an issue on Github.');
  }
  if (args.slice(1).some(is_tensor)) {
    throw new TypeError('MaskedTensor unary ops do not support additional Tensor arguments');
  }
  const self = args[0] as MaskedTensor;
  const data = onElements(func, args.map(dataOf), kwargs);
  if (!inplace) return new MaskedTensorImpl(data, self.get_mask());
  self.set_data_mask(data, self.get_mask());
  return self;
};

const names = words(`abs absolute acos arccos acosh arccosh angle asin arcsin asinh arcsinh atan arctan atanh arctanh
  bitwise_not ceil clamp clip conj_physical cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1 fix floor frac lgamma
  log log10 log1p log2 logit i0 isnan nan_to_num neg negative positive pow rad2deg reciprocal round rsqrt sigmoid sign sgn
  signbit sin sinc sinh sqrt square tan tanh trunc`);
handle([...names, 'float_power'], unary(false));
const changing = names.filter((name) => !['angle', 'positive', 'signbit', 'isnan'].includes(name));
handle(changing.map((name) => `${name}_`), unary(true));

function masksMatch(a: unknown, b: unknown): boolean {
  return !is_masked_tensor(a) || !is_masked_tensor(b) || tensorsMatch(a.get_mask(), b.get_mask());
}

/** The values of the second operand, where both are sparse: at the places of the first. */
function sameplaced(a: Tensor, b: unknown): unknown {
  if (!is_tensor(a) || !is_tensor(b) || a.layout === strided || a.layout !== b.layout) return b;
  const name = a.layout === sparse_coo ? 'sparse_coo' : 'sparse_csr';
  const isSame = a.layout === sparse_coo ? tensorsMatch(a.indices(), b.indices())
    : tensorsMatch(a.crow_indices(), b.crow_indices()) && tensorsMatch(a.col_indices(), b.col_indices());
  if (!isSame) {
    throw new ValueError(`${name} indices must match. If you need support for this, please open an issue on Github.`);
  }
  return b.values();
}

const binary: (inplace: boolean) => Handler = (inplace) => (func, args, kwargs) => {
  const named = 'other' in kwargs ? [...args, kwargs['other']] : args;
  if (Object.keys(kwargs).some((name) => name !== 'other')) throw new ValueError('len(kwargs) must equal 0');
  const [a, b, ...rest] = named;
  if (rest.some(is_tensor)) {
    throw new TypeError('MaskedTensor binary ops do not support Tensor arguments aside from the lhs and rhs');
  }
  if (!masksMatch(a, b)) {
    throw new ValueError(
      'Input masks must match. If you need support for this, please open an issue on Github.');
  }
  const first = dataOf(a) as Tensor;
  const data = onElements(func, [first, sameplaced(first, dataOf(b)), ...rest], {});
  const mask = (is_masked_tensor(a) ? a : b as MaskedTensor).get_mask();
  if (!inplace) {
    return new MaskedTensorImpl(data, is_tensor(first) && first.layout !== strided ? mask : mask.expand_as(data));
  }
  (a as MaskedTensor).set_data_mask(data, mask);
  return a;
};

const pairs = words(`add atan2 arctan2 bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift div divide
  floor_divide fmod logaddexp logaddexp2 mul multiply nextafter remainder sub subtract true_divide eq ne le ge greater
  greater_equal gt less_equal lt less maximum minimum fmax fmin not_equal`);
const withoutInPlace = new Set(['logaddexp', 'logaddexp2', 'fmin', 'minimum', 'maximum', 'fmax']);
handle(pairs, binary(false));
handle(pairs.filter((name) => !withoutInPlace.has(name)).map((name) => `${name}_`), binary(true));

type Reduce = (input: Tensor, ...rest: unknown[]) => Tensor;
const reduce: Record<string, Reduce> = {
  sum: reductions.sum as Reduce, mean: statistics.mean as Reduce, amin: reductions.amin as Reduce,
  amax: reductions.amax as Reduce, argmin: reductions.argmin as Reduce, argmax: reductions.argmax as Reduce,
  prod: reductions.prod as Reduce, norm: statistics.norm as Reduce, var: statistics.var_ as Reduce,
  std: statistics.std as Reduce,
};

function reduceAll(name: string, self: MaskedTensor): MaskedTensor {
  const data = self.get_data();
  const mask = self.is_sparse ? self.get_mask().values() : self.get_mask();
  const result = (): Tensor => {
    if (name === 'all') return data.masked_fill(mask.logical_not(), true).all();
    if ((name === 'argmin' || name === 'argmax') && self.layout === sparse_coo) return placeOfExtreme(name, data, mask);
    if (self.is_sparse) return reduce[name]!(new MaskedTensorImpl(data.values(), mask));
    return reduce[name]!(self, { mask });
  };
  return new MaskedTensorImpl(result(), mask.any());
}

function placeOfExtreme(name: string, data: Tensor, mask: Tensor): Tensor {
  const at = reduce[name]!(data.values(), { mask }).to(int32).item<number>();
  const place = data.indices().unbind(1)[at]!;
  const stride = tensor(data.shape).cumprod(0).reciprocal().mul(data.numel());
  return place.mul(stride).sum();
}

/** What reductions along dimensions take, in order. */
const taken = ['dim', 'keepdim', 'dtype'];

function reduceDim(name: string, [self, ...rest]: readonly unknown[], kwargs: Keywords): unknown {
  const stranger = Object.keys(kwargs).find((key) => !taken.includes(key)) ?? (name === 'norm' ? 'p' : undefined);
  if (stranger !== undefined) throw new TypeError(`_reduce_dim_args() got an unexpected keyword argument '${stranger}'`);
  const input = self as MaskedTensor;
  const { dim, keepdim = false, dtype = null } = {
    ...Object.fromEntries(rest.map((value, i) => [taken[i]!, value])), ...kwargs,
  } as { dim: number | number[]; keepdim?: boolean; dtype?: unknown };
  if (input.is_sparse) {
    warn('UserWarning', `The sparse version of ${name} is not implemented in reductions.`);
    throw nobodyAnswers(`torch.Tensor.${name}`, '__torch_function__', [
      `  - tensor subclass <class '${input[composite].name}'>\n`,
    ]);
  }
  const [data, mask] = [input.get_data(), input.get_mask()];
  const result = name === 'all' ? data.masked_fill(mask.logical_not(), true).all(dim as number, keepdim)
    : reduce[name]!(input, { dim, keepdim, dtype, mask });
  const dims = [dim].flat().sort((a, b) => a - b);
  return new MaskedTensorImpl(result, anyOf(mask, dims, keepdim));
}

handle([...Object.keys(reduce), 'all'], (func, args, kwargs) =>
  (args.length === 1 && Object.keys(kwargs).length === 0 ? reduceAll(func.name, args[0] as MaskedTensor)
    : reduceDim(func.name, args, kwargs)));

const both = (change: (part: Tensor) => Tensor): Handler => (_func, [self]) => {
  const { get_data, get_mask } = MaskedTensorImpl.prototype;
  return new MaskedTensorImpl(change(get_data.call(self as MaskedTensor)), change(get_mask.call(self as MaskedTensor)));
};
handle(['contiguous'], both((part) => part.contiguous()));
handle(['to_dense'], both((part) => (part.layout === strided ? part : part.to_dense())));
handle(['detach', 'clone', 'ones_like'], (func, [self, ...rest], kwargs) =>
  new MaskedTensorImpl(call(func, [dataOf(self), ...rest], kwargs) as Tensor, maskOf(self) as Tensor));

handle(['to_sparse', 'to_sparse_coo'], (_func, [self]) => {
  const masked = self as MaskedTensor;
  if (masked.layout === sparse_coo) return masked;
  const mask = masked.get_mask().to_sparse_coo().coalesce();
  return new MaskedTensorImpl(masked.get_data().sparse_mask(mask), mask);
});
handle(['to_sparse_csr'], (_func, [self]) => {
  const masked = self as MaskedTensor;
  if (masked.dim() !== 2) {
    throw new ValueError(`Only 2D tensors can be converted to the SparseCsr layout but got shape: ${masked.shape}`);
  }
  if (masked.layout === sparse_csr) return masked;
  const mask = masked.get_mask().to_sparse_csr();
  return new MaskedTensorImpl(masked.get_data().sparse_mask(mask), mask);
});
handle(['values', '_values', 'indices', '_indices'], (func, [self]) => {
  const part = call(func, [dataOf(self)]) as Tensor;
  return new MaskedTensorImpl(part, ones_like(part, { dtype: bool }));
});

handle(['softmax', '_softmax'], (_func, [self, dim], kwargs) => {
  const [data, mask] = [dataOf(self) as Tensor, maskOf(self) as Tensor];
  return new MaskedTensorImpl(op('aten::_masked_softmax')(data, mask.logical_not(), kwargs['dim'] ?? dim, 2), mask);
});

handle(['copy_'], (func, [self, source]) => {
  if (!masksMatch(self, source)) throw new ValueError('args[0] mask and args[1] mask must match but do not');
  call(func, [dataOf(self), dataOf(source)]);
  return self;
});

handle(['where'], (func, args, kwargs) => {
  if (args.length !== 3) {
    throw new ValueError(`__torch_function__, torch.where: len(args) must be 3 but got ${args.length}`);
  }
  if (Object.keys(kwargs).length > 0) {
    throw new ValueError(`__torch_function__, torch.where: len(kwargs) must be 0 but got ${Object.keys(kwargs).length}`);
  }
  // The method has the tensor first, the function the condition; inside of the library it is always the latter.
  const [condition, x, y] = args as [Tensor, Tensor, Tensor];
  const maskIn = (value: Tensor): Tensor =>
    (is_masked_tensor(value) ? value.get_mask() : ones_like(value, { dtype: bool }));
  return wrapped(call(func, [condition, dataOf(x), dataOf(y)]), call(func, [condition, maskIn(x), maskIn(y)]));
});

handle(['is_same_size'], (func, args) => call(func, args.map(dataOf)));
handle(['is_floating_point', 'is_complex', 'is_signed'], (func, args) => call(func, args.map(dataOf)));
handle(['requires_grad_'], (_func, [self, flag]) => (self as MaskedTensor).requires_grad_(flag as boolean));
