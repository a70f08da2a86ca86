/** The classes of storages that files name, and their dtypes. */
import * as types from '../values/dtype.js';
import { dtypes, type dtype } from '../values/dtype.js';

const names: readonly (readonly [dtype, string])[] = [
  [types.float64, 'DoubleStorage'], [types.float32, 'FloatStorage'], [types.float16, 'HalfStorage'],
  [types.int64, 'LongStorage'], [types.int32, 'IntStorage'], [types.int16, 'ShortStorage'],
  [types.int8, 'CharStorage'], [types.uint8, 'ByteStorage'], [types.bool, 'BoolStorage'],
  [types.bfloat16, 'BFloat16Storage'], [types.complex128, 'ComplexDoubleStorage'],
  [types.complex64, 'ComplexFloatStorage'], [types.qint8, 'QInt8Storage'], [types.qint32, 'QInt32Storage'],
  [types.quint8, 'QUInt8Storage'], [types.quint4x2, 'QUInt4x2Storage'], [types.quint2x4, 'QUInt2x4Storage'],
];

/** The class that stands for a dtype's storage in a file; dtypes newer than these classes have none. */
export const storageNames: ReadonlyMap<dtype, string> = new Map(names);

/** A storage class as a file names it; without a dtype it is the one of bytes. */
export class StorageType {
  readonly dtype: dtype | undefined;

  constructor(dtype: dtype | undefined) {
    this.dtype = dtype;
  }
}

/** Every storage class by Python's full name, those of CUDA tensors too. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map([
  ...names.flatMap(([dtype, name]) => [`torch.${name}`, `torch.cuda.${name}`].map(
    (full) => [full, new StorageType(dtype)] as const)),
  ['torch.storage.UntypedStorage', new StorageType(undefined)],
]);

export const dtypesByName: ReadonlyMap<string, dtype> = new Map(dtypes.map((dtype) => [`torch.${dtype.name}`, dtype]));
