import type { DeviceType } from '../values/device.js';
import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import type { Tensor } from './tensor.js';

/** The legacy tensor types of PyTorch, one for each of its first dtypes. */
export const legacyTypes = {
  FloatTensor: types.float32,
  DoubleTensor: types.float64,
  HalfTensor: types.float16,
  BFloat16Tensor: types.bfloat16,
  ByteTensor: types.uint8,
  CharTensor: types.int8,
  ShortTensor: types.int16,
  IntTensor: types.int32,
  LongTensor: types.int64,
  BoolTensor: types.bool,
} as const satisfies Record<string, dtype>;

/** `'torch.FloatTensor'`, `'torch.cuda.LongTensor'`: what `Tensor.type()` says. */
export function tensorTypeName(tensor: Tensor): string {
  const device = tensor.device.type === 'cpu' ? '' : `${tensor.device.type}.`;
  const sparse = tensor.is_sparse ? 'sparse.' : '';
  return `torch.${device}${sparse}${tensor.dtype.scalarType}Tensor`;
}

/** The dtype and device of a legacy type's name. Throws a ValueError for a name that is none. */
export function tensorTypeOf(name: string): { dtype: dtype; device: DeviceType } {
  const match = /^torch\.(cuda\.)?(\w+)$/.exec(name);
  const found = match === null ? undefined : (legacyTypes as Record<string, dtype>)[match[2]!];
  if (found === undefined) throw new ValueError(`invalid type: '${name}'`);
  return { dtype: found, device: match![1] === undefined ? 'cpu' : 'cuda' };
}
