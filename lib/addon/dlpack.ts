/** Tensors for other libraries and from them (native/data/dlpack.cpp), and libtorch's FileCheck. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

/** The tensor that a consumer of a tensor's capsule gets. */
export const alias = (tensor: unknown, versioned: boolean, read_only: boolean): Tensor =>
  wrap(native.dlpack_alias(selfOf(tensor), versioned, read_only));
/** An object that another addon can take the tensor out of. */
export const pack = (tensor: unknown, versioned: boolean, read_only: boolean): object =>
  native.dlpack_pack(selfOf(tensor), versioned, read_only);
/** The tensor in such an object, whoever made it; null for anything else. */
export const take = (packed: unknown): Tensor | null => {
  const handle = native.dlpack_take(packed);
  return handle === null ? null : wrap(handle);
};
/** Throws a BufferError for what DLPack cannot say. */
export const check = (tensor: unknown): void => native.dlpack_check(selfOf(tensor));

/** One check: its kind, the text, and for `check_count` how often. */
export type Check = readonly [kind: string, text: string, count: number, exactly: boolean];

export const file_check = (checks: readonly Check[], text: string, annotations: string | null): void =>
  native.file_check(checks, text, annotations);
