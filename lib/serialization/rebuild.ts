/** What the functions of `torch._utils` that files name do here: tensors of storages, sizes and strides. */
import { is_tensor } from '../values/is_tensor.js';
import { parseDevice, type DeviceLike } from '../values/device.js';
import { dtype, float32, float64, int64 } from '../values/dtype.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { tensor as makeTensor } from '../tensor/factories.js';
import { empty, empty_strided } from '../generated/torch.js';
import { layout, sparse_bsr, sparse_coo, sparse_csr } from '../values/layout.js';
import { Parameter } from '../nn/parameter.js';
import { op } from '../addon/call/op.js';
import {
  per_channel_affine, per_channel_affine_float_qparams, per_tensor_affine, qscheme,
} from '../values/qscheme.js';
import { setStorage, UntypedStorage } from '../tensor/storage.js';
import { TypedStorage } from '../tensor/typed_storage.js';
import type { Tensor } from '../tensor/tensor.js';
import { UnpicklingError } from './errors.js';
import { PendingDict } from './pickle/values.js';

type Args = readonly unknown[];

function wrong(what: string, value: unknown): UnpicklingError {
  const shown = value === undefined ? 'it is missing' : String(value);
  return new UnpicklingError(`a tensor of the file has no valid ${what}: ${shown}`);
}

function integers(values: unknown, what: string): number[] {
  if (!Array.isArray(values) || !values.every((value) => Number.isSafeInteger(value))) throw wrong(what, values);
  return values as number[];
}
function integer(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value)) throw wrong(what, value);
  return value as number;
}
function flag(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean' && value !== 0 && value !== 1) throw wrong(what, value);
  return Boolean(value);
}
function tensorIn(value: unknown, what: string): Tensor {
  if (!is_tensor(value)) throw wrong(what, value);
  return value as Tensor;
}
function dtypeIn(value: unknown): dtype {
  if (!(value instanceof dtype)) throw wrong('dtype', value);
  return value;
}
function typed(value: unknown): TypedStorage {
  if (!(value instanceof TypedStorage)) throw wrong('storage', value);
  return value;
}
function untyped(value: unknown): UntypedStorage {
  if (value instanceof UntypedStorage) return value;
  return typed(value)._untyped_storage;
}

function view(target: Tensor, storage: UntypedStorage, offset: unknown, size: unknown, stride: unknown): Tensor {
  setStorage(target, storage, integer(offset, 'storage offset'), integers(size, 'size'), integers(stride, 'stride'));
  return target;
}

export function rebuildTensor([storage, offset, size, stride]: Args): Tensor {
  const { dtype, _untyped_storage } = typed(storage);
  return view(empty([0], { dtype, device: _untyped_storage.device }), _untyped_storage, offset, size, stride);
}

export function rebuildTensorV2(args: Args): Tensor {
  const [, , , , requires_grad, , metadata] = args;
  return withGrad(withBits(rebuildTensor(args), metadata), requires_grad);
}

export function rebuildTensorV3([storage, offset, size, stride, requires_grad, , dtype, metadata]: Args): Tensor {
  const bytes = untyped(storage);
  const made = empty([0], { dtype: dtypeIn(dtype), device: bytes.device });
  return withGrad(withBits(view(made, bytes, offset, size, stride), metadata), requires_grad);
}

function withGrad(tensor: Tensor, requires_grad: unknown): Tensor {
  return flag(requires_grad, 'requires_grad') ? tensor.requires_grad_(true) : tensor;
}

/** A tensor may say of itself that its memory holds the conjugate or the negative of its elements. */
function withBits(tensor: Tensor, metadata: unknown): Tensor {
  if (metadata === null || metadata === undefined) return tensor;
  if (!(metadata instanceof PendingDict)) throw wrong('metadata', metadata);
  let made = tensor;
  if (metadata.get('conj')) made = op('aten::_conj')(made);
  if (metadata.get('neg')) made = op('aten::_neg_view')(made);
  return made === tensor ? tensor : made.detach();
}

export function rebuildParameter([data, requires_grad]: Args): Tensor {
  return Parameter(tensorIn(data, 'data'), { requires_grad: flag(requires_grad, 'requires_grad') });
}

export function rebuildMetaTensor([dtype, size, stride, requires_grad]: Args): Tensor {
  const made = empty_strided(
    integers(size, 'size'), integers(stride, 'stride'), { dtype: dtypeIn(dtype), device: 'meta' });
  return withGrad(made, requires_grad);
}

export function rebuildOnDevice([data, dtype, device, requires_grad]: Args): Tensor {
  const made = tensorIn(data, 'data').to(parseDevice(device as DeviceLike), dtypeIn(dtype));
  return withGrad(made, requires_grad);
}

/** The tensor of indices and values, once it is clear that no index leaves the size. */
export function rebuildSparseTensor([kind, data]: Args): Tensor {
  if (!(kind instanceof layout) || !Array.isArray(data)) throw wrong('layout', kind);
  if (kind === sparse_coo) {
    const [indices, values, size, coalesced = null] = data as unknown[];
    const parts = [tensorIn(indices, 'indices'), tensorIn(values, 'values'), integers(size, 'size')] as const;
    const is_coalesced = coalesced === null ? null : flag(coalesced, 'is_coalesced');
    op('aten::_validate_sparse_coo_tensor_args')(...parts, is_coalesced, false);
    return op('aten::_sparse_coo_tensor_unsafe')(...parts, { dtype: parts[1].dtype, is_coalesced });
  }
  if (kind.name === 'strided' || kind.name.startsWith('_') || kind.name === 'jagged') {
    throw new UnpicklingError(`rebuilding sparse tensor for layout ${kind}`);
  }
  const [compressed, plain, values, size] = data as unknown[];
  const parts = [
    tensorIn(compressed, 'indices'), tensorIn(plain, 'indices'), tensorIn(values, 'values'), integers(size, 'size'),
  ] as const;
  op('aten::_validate_sparse_compressed_tensor_args')(...parts, kind, false);
  return op('aten::_sparse_compressed_tensor_unsafe')(...parts, { dtype: parts[2].dtype, layout: kind });
}

/** Which dimension the compressed indices of a layout run along, for the accessors' names. */
export function compressedNames(kind: layout): readonly [string, string] {
  return kind === sparse_csr || kind === sparse_bsr ? ['crow_indices', 'col_indices'] : ['ccol_indices', 'row_indices'];
}

export function rebuildQuantizedTensor([storage, offset, size, stride, quantizer, requires_grad]: Args): Tensor {
  const { dtype, _untyped_storage } = typed(storage);
  const { device } = _untyped_storage;
  if (!Array.isArray(quantizer) || !(quantizer[0] instanceof qscheme)) throw wrong('quantizer', quantizer);
  const sizes = integers(size, 'size');
  // The storage comes from the file, so nothing is allocated for the elements here.
  const nothing = sizes.map(() => 0);
  const [scheme, ...parameters] = quantizer as [qscheme, ...unknown[]];
  let made: Tensor;
  if (scheme === per_tensor_affine) {
    const [scale, zero_point] = parameters;
    if (typeof scale !== 'number') throw wrong('scale', scale);
    made = op('aten::_empty_affine_quantized')(
      nothing, { scale, zero_point: integer(zero_point, 'zero point'), dtype, device });
  } else if (scheme === per_channel_affine || scheme === per_channel_affine_float_qparams) {
    const [scales, zero_points, axis] = channelParameters(parameters, sizes, scheme);
    made = op('aten::_empty_per_channel_affine_quantized')(nothing, { scales, zero_points, axis, dtype, device });
  } else {
    throw new RuntimeError(`Can't deserialize quantized tensor with qscheme ${scheme}`);
  }
  return withGrad(view(made, _untyped_storage, offset, sizes, stride), requires_grad);
}

function channelParameters(
  [scales, zero_points, axis]: readonly unknown[], size: readonly number[], scheme: qscheme,
): [Tensor, Tensor, number] {
  const channel = integer(axis, 'axis');
  if (channel < 0 || channel >= size.length) {
    throw new ValueError(`_rebuild_qtensor: per_channel axis ${channel} out of range for size (${size.join(', ')})`);
  }
  const float = scheme === per_channel_affine_float_qparams;
  const given = [
    parameterTensor(scales, float ? float32 : float64), parameterTensor(zero_points, float ? float32 : int64),
  ] as const;
  const [first, second] = given.map((tensor) => tensor.numel());
  if (first !== size[channel] || second !== size[channel]) {
    throw new ValueError('_rebuild_qtensor: per_channel scales/zero_points length must equal ' +
      `size[axis]=${size[channel]}, got scales=${first}, zero_points=${second}`);
  }
  return [...given, channel];
}

function parameterTensor(value: unknown, type: dtype): Tensor {
  if (is_tensor(value)) return value as Tensor;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) throw wrong('scales', value);
  return makeTensor(value, { dtype: type });
}
