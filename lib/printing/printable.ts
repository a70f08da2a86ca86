import { native } from '../addon/binding.js';
import { device, type DeviceLike } from '../values/device.js';
import { complex128, dtypeOf, float64, int16, int32, uint8, type dtype } from '../values/dtype.js';
import {
  _mkldnn, layoutOf, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, type layout,
} from '../values/layout.js';
import type { BoundOperator, Handle } from '../addon/native.js';
import { py_float_repr } from '../python/format.js';
import { per_channel_affine_float_qparams, per_channel_affine, per_channel_symmetric, qschemeOf } from '../values/qscheme.js';
import { carrierOf } from '../values/carriers.js';
import { TensorBase } from '../addon/tensor_base.js';
import type { Block, Contents } from './formatter.js';
import type { Printable, SparseParts } from './tensor_text.js';

// Bases, not Tensors: printing needs no methods, and works before the class is there.
const bound = new Map<string, BoundOperator>();

function call(name: string, ...args: unknown[]): unknown {
  let operator = bound.get(name);
  if (operator === undefined) bound.set(name, (operator = native.bind(`aten::${name}`, false)));
  return operator(...args.map(asNative));
}

const asNative = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(asNative) : (TensorBase.handle(value) ?? value);

const callTensor = (name: string, ...args: unknown[]): TensorBase => new TensorBase(call(name, ...args) as Handle);

/** What autograd adds to a tensor's text. */
export type AutogradText = Pick<Printable, 'requires_grad' | 'grad_fn_name' | 'is_parameter'>;

/** Looks at a tensor. `textOf` prints the parts of a nested one and the scales of a quantized one. */
export function printableOf(
  source: TensorBase, autograd: AutogradText, textOf: (part: TensorBase) => string,
): Printable {
  const handle = TensorBase.self(source);
  const isNested = native.is_nested(handle);
  const quantized = native.is_quantized(handle);
  const layout = layoutOf(native.layout(handle));
  const deviceOfTensor = device(native.device(handle) as DeviceLike);
  const shape = isNested ? [] : native.sizes(handle);
  const dtype = dtypeOf(native.dtype(handle));
  // Without its graph, so that nothing below is recorded.
  const tensor = callTensor('detach', source);
  const sparse = isNested ? null : sparseParts(tensor, layout, deviceOfTensor.type === 'meta');
  return {
    ...autograd,
    shape,
    dtype,
    device: deviceOfTensor,
    layout,
    contents: isNested || sparse !== null ? null : contentsOf(denseOf(tensor, layout, quantized)),
    sparse,
    quantization: quantized ? quantization(tensor, textOf) : null,
    nested: isNested ? (call('unbind.int', tensor, 0) as Handle[]).map((part) => new TensorBase(part)).map(textOf) : null,
  };
}

function denseOf(tensor: TensorBase, layout: layout, quantized: boolean): TensorBase {
  if (quantized) return callTensor('dequantize.self', tensor);
  if (layout === _mkldnn) return callTensor('to_dense', tensor);
  // Such a tensor has a shape, but no memory.
  return call('_is_zerotensor', tensor) === true ? callTensor('clone', tensor) : tensor;
}

/** The operators that give the two index tensors of a compressed sparse layout. */
const compressedIndices = new Map<layout, readonly [string, string]>([
  [sparse_csr, ['crow_indices', 'col_indices']],
  [sparse_bsr, ['crow_indices', 'col_indices']],
  [sparse_csc, ['ccol_indices', 'row_indices']],
  [sparse_bsc, ['ccol_indices', 'row_indices']],
]);

function sparseParts(tensor: TensorBase, layout: layout, isMeta: boolean): SparseParts | null {
  const part = (name: string, operator = name): readonly [string, Contents] =>
    [name, contentsOf(callTensor('detach', callTensor(operator, tensor)))];
  const indices = compressedIndices.get(layout);
  if (layout !== sparse_coo && indices === undefined) return null;
  const nnz = isMeta ? 0 : Number(call('_nnz', tensor));
  if (indices === undefined) return { nnz, parts: [part('indices', '_indices'), part('values', '_values')] };
  return { nnz, parts: [part(indices[0]), part(indices[1]), part('values')] };
}

function quantization(tensor: TensorBase, textOf: (part: TensorBase) => string): [name: string, text: string][] {
  const scheme = qschemeOf(call('qscheme', tensor) as number);
  const scaleAndZero: [string, string][] =
    scheme === per_channel_affine || scheme === per_channel_symmetric || scheme === per_channel_affine_float_qparams
      ? [
          ['scale', textOf(callTensor('q_per_channel_scales', tensor))],
          ['zero_point', textOf(callTensor('q_per_channel_zero_points', tensor))],
          ['axis', String(call('q_per_channel_axis', tensor))],
        ]
      : [
          ['scale', py_float_repr(call('q_scale', tensor) as number)],
          ['zero_point', String(call('q_zero_point', tensor))],
        ];
  return [['quantization_scheme', String(scheme)], ...scaleAndZero];
}

function contentsOf(tensor: TensorBase): Contents {
  const dtype = dtypeOf(native.dtype(TensorBase.self(tensor)));
  return {
    shape: native.sizes(TensorBase.self(tensor)),
    floating: dtype.is_floating_point || dtype.is_complex,
    // Powers of two only: zero becomes the least of them.
    zero: dtype.name === 'float8_e8m0fnu' ? 2 ** -127 : 0,
    read: (edgeitems) => blockOf(tensor, dtype, edgeitems),
  };
}

function blockOf(tensor: TensorBase, dtype: dtype, edgeitems: number | null): Block {
  const disguise = disguiseOf(dtype);
  let small = disguise === null ? tensor : callTensor('view.dtype', tensor, disguise.code);
  if (edgeitems !== null) small = edges(small, edgeitems);
  if (disguise !== null) small = callTensor('view.dtype', callTensor('clone', small), dtype.code);
  return valuesOf(small, dtype);
}

/** Types that cat() does not know travel as integers of their size while the edges are taken. */
function disguiseOf(dtype: dtype): dtype | null {
  if (dtype.is_complex) return dtype.name === 'bcomplex32' ? int32 : null;
  if (/^(float[48]_|bits|u?int[1-7]$)/.test(dtype.name)) return dtype.itemsize === 2 ? int16 : uint8;
  return null;
}

/** The first and last items of each dimension that is longer than both together; views until the pieces are joined. */
function edges(tensor: TensorBase, edgeitems: number): TensorBase {
  let result = tensor;
  for (const [dim, length] of native.sizes(TensorBase.self(tensor)).entries()) {
    if (length <= 2 * edgeitems) continue;
    const first = callTensor('narrow', result, dim, 0, edgeitems);
    const last = callTensor('narrow', result, dim, length - edgeitems, edgeitems);
    result = callTensor('cat', [first, last], dim);
  }
  return result;
}

/** The elements as JavaScript values: floating-point numbers widened to doubles, all others from their own bytes. */
function valuesOf(tensor: TensorBase, dtype: dtype): Block {
  if (dtype.is_complex) {
    const parts = new Float64Array(bytesOf(tensor, complex128));
    const half = parts.length / 2;
    return {
      values: Float64Array.from({ length: half }, (_, i) => parts[2 * i]!),
      imag: Float64Array.from({ length: half }, (_, i) => parts[2 * i + 1]!),
    };
  }
  // PyTorch shows the bytes of this type, which no operator converts.
  if (dtype.name === 'float4_e2m1fn_x2') return { values: new Uint8Array(native.copy_out(TensorBase.self(tensor))) };
  if (dtype.is_floating_point) return { values: new Float64Array(bytesOf(tensor, float64)) };
  const bytes = native.copy_out(TensorBase.self(tensor));
  if (dtype.name === 'bool') return { values: Array.from(new Uint8Array(bytes), Boolean) };
  // Types that JavaScript has no array for show the bytes of their elements; PyTorch cannot print those at all.
  const Carrier = carrierOf(dtype) ?? (dtype.itemsize === 2 ? Uint16Array : Uint8Array);
  return { values: new Carrier(bytes) };
}

function bytesOf(tensor: TensorBase, dtype: dtype): ArrayBuffer {
  return native.copy_out(TensorBase.self(callTensor('to.dtype', tensor, dtype.code)));
}
