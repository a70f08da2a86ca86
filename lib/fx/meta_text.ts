/** Tensors' metadata as graphs and generated code show it. */
import * as dtypes from '../values/dtype.js';
import type { device } from '../values/device.js';
import { is_tensor } from '../values/is_tensor.js';
import { sparse_bsc, sparse_bsr, sparse_csc, sparse_csr, type layout } from '../values/layout.js';
import type { NodeMeta } from './meta.js';

/** The short names of dtypes (torch/utils/_dtype_abbrs.py). */
const abbreviations = new Map<dtypes.dtype, string>([
  [dtypes.bfloat16, 'bf16'], [dtypes.float64, 'f64'], [dtypes.float32, 'f32'], [dtypes.float16, 'f16'],
  [dtypes.float8_e4m3fn, 'f8e4m3fn'], [dtypes.float8_e5m2, 'f8e5m2'], [dtypes.float8_e4m3fnuz, 'f8e4m3fnuz'],
  [dtypes.float8_e5m2fnuz, 'f8e5m2fnuz'], [dtypes.float8_e8m0fnu, 'f8e8m0fnu'],
  [dtypes.float4_e2m1fn_x2, 'f4e2m1fnx2'], [dtypes.complex32, 'c32'], [dtypes.complex64, 'c64'],
  [dtypes.complex128, 'c128'], [dtypes.int8, 'i8'], [dtypes.int16, 'i16'], [dtypes.int32, 'i32'], [dtypes.int64, 'i64'],
  [dtypes.bool, 'b8'], [dtypes.uint8, 'u8'], [dtypes.uint16, 'u16'], [dtypes.uint32, 'u32'], [dtypes.uint64, 'u64'],
  [dtypes.bits16, 'b16'], [dtypes.bits1x8, 'b1x8'],
]);

export const dtypeText = (dtype: dtypes.dtype): string => abbreviations.get(dtype) ?? dtype.name;

export const shapeText = (shape: Iterable<unknown>): string => `[${Array.from(shape, String).join(', ')}]`;

/** What is asked of a tensor for its text. */
interface Described {
  readonly dtype: dtypes.dtype;
  readonly shape: Iterable<number>;
  readonly layout: layout;
  readonly device: device;
  stride(): readonly number[];
}

const compressed = new Set<layout>([sparse_csr, sparse_csc, sparse_bsr, sparse_bsc]);

/** `f32[2, 3][3, 1]cpu`, with strides and device where they are asked for. */
export function tensorText(tensor: Described, stride: boolean, device: boolean): string {
  const strides = stride && !compressed.has(tensor.layout) ? shapeText(tensor.stride()) : '';
  return `${dtypeText(tensor.dtype)}${shapeText(tensor.shape)}${strides}${device ? String(tensor.device) : ''}`;
}

/** What was noted of the value of a node, a tensor or its metadata. */
export const valueOf = (meta: NodeMeta): unknown => meta['val'] ?? meta.tensor_meta ?? meta['example_value'];

/** The annotation of a line of a graph; undefined where no tensor was noted. */
export function metadataText({ meta }: { readonly meta: NodeMeta }): string | undefined {
  const value = valueOf(meta);
  return is_tensor(value) ? `Tensor "${tensorText(value as unknown as Described, true, true)}"` : undefined;
}
