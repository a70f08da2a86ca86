import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';

/** The class that stands for a dtype's storage (`torch.FloatStorage`); dtypes newer than these classes have none. */
export const storageNames: ReadonlyMap<dtype, string> = new Map([
  [types.float64, 'DoubleStorage'], [types.float32, 'FloatStorage'], [types.float16, 'HalfStorage'],
  [types.int64, 'LongStorage'], [types.int32, 'IntStorage'], [types.int16, 'ShortStorage'],
  [types.int8, 'CharStorage'], [types.uint8, 'ByteStorage'], [types.bool, 'BoolStorage'],
  [types.bfloat16, 'BFloat16Storage'], [types.complex128, 'ComplexDoubleStorage'],
  [types.complex64, 'ComplexFloatStorage'], [types.qint8, 'QInt8Storage'], [types.qint32, 'QInt32Storage'],
  [types.quint8, 'QUInt8Storage'], [types.quint4x2, 'QUInt4x2Storage'], [types.quint2x4, 'QUInt2x4Storage'],
]);
