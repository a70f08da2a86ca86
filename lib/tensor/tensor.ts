import { callable } from '../python/callable.js';
import type { Size } from '../values/size.js';
import type { TensorData } from './from_data.js';
import { TensorImpl } from './implementation.js';
import { legacyTensor } from './legacy.js';
import type { ExactIntegers } from './to_data.js';

export { TensorImpl } from './implementation.js';

/** A tensor: a multi-dimensional array of one dtype on one device (`torch.Tensor`). */
export interface Tensor extends TensorImpl {}

/** A tensor of which the compiler knows that it holds booleans: what comparisons give. */
export interface BoolTensor extends Tensor {
  item(): boolean;
  item(options?: ExactIntegers): boolean;
  tolist<T = boolean[]>(options?: ExactIntegers): T;
}

/** PyTorch's legacy constructor, with or without `new`: sizes make uninitialised memory, data a copy. */
export const Tensor = callable('Tensor', TensorImpl.prototype as Tensor, (...args: LegacyArguments) =>
  legacyTensor('Tensor', undefined, args));

/** Sizes, or data. */
export type LegacyArguments = [] | number[] | [data: TensorData] | [size: Size];
