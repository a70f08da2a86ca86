import * as memory from '../addon/storage.js';
import * as info from '../addon/tensor_info.js';
import { op } from '../addon/call/op.js';
import { complex128, float64, int16, int32, uint8, type dtype } from '../values/dtype.js';
import {
  _mkldnn, sparse_bsc, sparse_bsr, sparse_coo, sparse_csc, sparse_csr, type layout,
} from '../values/layout.js';
import { py_float_repr } from '../python/format.js';
import { per_channel_affine_float_qparams, per_channel_affine, per_channel_symmetric, type qscheme } from '../values/qscheme.js';
import { carrierOf } from '../values/carriers.js';
import type { TensorBase } from '../addon/tensor_base.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Block, Contents } from './formatter.js';
import type { Printable, SparseParts } from './tensor_text.js';

/** What autograd adds to a tensor's text. */
export type AutogradText = Pick<Printable, 'requires_grad' | 'grad_fn_name' | 'is_parameter' | 'tangent'>;

/** Looks at a tensor. `textOf` prints the parts of a nested one and the scales of a quantized one. */
export function printableOf(
  source: TensorBase, autograd: AutogradText, textOf: (part: TensorBase) => string,
): Printable {
  const isNested = info.is_nested(source);
  const quantized = info.is_quantized(source);
  const layout = info.layout(source);
  const deviceOfTensor = info.device(source);
  const shape = isNested ? [] : info.sizes(source);
  const dtype = info.dtype(source);
  // Without its graph, so that nothing below is recorded.
  const tensor = op('aten::detach')(source);
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
    nested: isNested ? op<Tensor[]>('aten::unbind.int')(tensor, 0).map(textOf) : null,
  };
}

function denseOf(tensor: TensorBase, layout: layout, quantized: boolean): TensorBase {
  if (quantized) return op('aten::dequantize.self')(tensor);
  if (layout === _mkldnn) return op('aten::to_dense')(tensor);
  // Such a tensor has a shape, but no memory.
  return op<boolean>('aten::_is_zerotensor')(tensor) ? op('aten::clone')(tensor) : tensor;
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
    [name, contentsOf(op('aten::detach')(op(`aten::${operator}`)(tensor)))];
  const indices = compressedIndices.get(layout);
  if (layout !== sparse_coo && indices === undefined) return null;
  const nnz = isMeta ? 0 : op<number>('aten::_nnz')(tensor);
  if (indices === undefined) return { nnz, parts: [part('indices', '_indices'), part('values', '_values')] };
  return { nnz, parts: [part(indices[0]), part(indices[1]), part('values')] };
}

function quantization(tensor: TensorBase, textOf: (part: TensorBase) => string): [name: string, text: string][] {
  const scheme = op<qscheme>('aten::qscheme')(tensor);
  const scaleAndZero: [string, string][] =
    scheme === per_channel_affine || scheme === per_channel_symmetric || scheme === per_channel_affine_float_qparams
      ? [
          ['scale', textOf(op('aten::q_per_channel_scales')(tensor))],
          ['zero_point', textOf(op('aten::q_per_channel_zero_points')(tensor))],
          ['axis', String(op<number>('aten::q_per_channel_axis')(tensor))],
        ]
      : [
          ['scale', py_float_repr(op<number>('aten::q_scale')(tensor))],
          ['zero_point', String(op<number>('aten::q_zero_point')(tensor))],
        ];
  return [['quantization_scheme', String(scheme)], ...scaleAndZero];
}

function contentsOf(tensor: TensorBase): Contents {
  const dtype = info.dtype(tensor);
  return {
    shape: info.sizes(tensor),
    floating: dtype.is_floating_point || dtype.is_complex,
    // Powers of two only: zero becomes the least of them.
    zero: dtype.name === 'float8_e8m0fnu' ? 2 ** -127 : 0,
    read: (edgeitems) => blockOf(tensor, dtype, edgeitems),
  };
}

function blockOf(tensor: TensorBase, dtype: dtype, edgeitems: number | null): Block {
  const disguise = disguiseOf(dtype);
  let small = disguise === null ? tensor : op('aten::view.dtype')(tensor, disguise);
  if (edgeitems !== null) small = edges(small, edgeitems);
  if (disguise !== null) small = op('aten::view.dtype')(op('aten::clone')(small), dtype);
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
  for (const [dim, length] of info.sizes(tensor).entries()) {
    if (length <= 2 * edgeitems) continue;
    const first = op('aten::narrow')(result, dim, 0, edgeitems);
    const last = op('aten::narrow')(result, dim, length - edgeitems, edgeitems);
    result = op('aten::cat')([first, last], dim);
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
  if (dtype.name === 'float4_e2m1fn_x2') return { values: new Uint8Array(memory.copy_out(tensor)) };
  if (dtype.is_floating_point) return { values: new Float64Array(bytesOf(tensor, float64)) };
  const bytes = memory.copy_out(tensor);
  if (dtype.name === 'bool') return { values: Array.from(new Uint8Array(bytes), Boolean) };
  // Types that JavaScript has no array for show the bytes of their elements; PyTorch cannot print those at all.
  const Carrier = carrierOf(dtype) ?? (dtype.itemsize === 2 ? Uint16Array : Uint8Array);
  return { values: new Carrier(bytes) };
}

function bytesOf(tensor: TensorBase, dtype: dtype): ArrayBuffer {
  return memory.copy_out(op('aten::to.dtype')(tensor, dtype));
}
