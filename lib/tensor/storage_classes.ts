/** Classes of PyTorch's for the storages of one dtype, deprecated there. */
import { get_default_dtype } from '../addon/default_dtype.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';
import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { UntypedStorage } from './storage.js';
import { storageNames } from './storage_names.js';
import {
  classText, isSequence, TypedStorage, typedOf, warnOfTypedStorages, type StorageContents,
} from './typed_storage.js';

const takes = signature(`Storage(*args: StorageContents, wrap_storage: UntypedStorage = None, dtype: dtype = None,
  device: DeviceLike = None)`);

type Args = [] | [contents: StorageContents] | [options: { readonly wrap_storage: UntypedStorage }];

/** A class of storages: makes TypedStorages of its dtype, with or without `new`. */
export interface StorageClass {
  /** Makes a storage of this class's dtype: so many elements, these, or all of `wrap_storage`. */
  new (...args: Args): TypedStorage;
  /** Makes a storage of this class's dtype: so many elements, these, or all of `wrap_storage`. */
  (...args: Args): TypedStorage;
  readonly prototype: TypedStorage;
  /** What its storages hold. */
  readonly dtype: dtype;
}

/** A class of storages on the current GPU. */
export interface CudaStorageClass extends StorageClass {
  /** Throws a RuntimeError: only storages in the main memory are made so. */
  from_buffer(...args: unknown[]): never;
}

const forms = ['no arguments', '(int size)', '(Sequence data)', '(*, UntypedStorage wrap_storage)']
  .map((each) => ` * ${each}`).join('\n');

/** Where the storages of a class lie. */
type Place = 'cpu' | 'cuda';

const classNamed = (name: string, place: Place): string => `<class 'torch.${place === 'cuda' ? 'cuda.' : ''}${name}'>`;

function made(type: dtype, given: readonly unknown[], place: Place): TypedStorage {
  warnOfTypedStorages();
  const { args, wrap_storage, dtype, device } = takes.read(given);
  const wrong = (why: string, Kind: new (text: string) => Error = RuntimeError): Error =>
    new Kind(`${classNamed(storageNames.get(type)!, place)}.__new__ received an invalid combination of arguments. ` +
      `Expected one of:\n${forms}\n${why}`);
  if (device !== null) throw wrong("Keyword argument 'device' cannot be specified");
  if (dtype !== null) throw wrong("Keyword argument 'dtype' cannot be specified");
  if (wrap_storage === null) {
    if (args.length > 1) throw wrong('Too many positional arguments');
    const [contents] = args;
    if (contents !== undefined && !Number.isInteger(contents) && !isSequence(contents)) {
      throw wrong(`Argument type not recognized: ${classText(contents)}`, TypeError);
    }
    return new TypedStorage(...args, { dtype: type, device: place, _internal: true });
  }
  if (args.length > 0) throw wrong("No positional arguments should be given when using 'wrap_storage'");
  if (!(wrap_storage instanceof UntypedStorage)) {
    throw wrong(`Argument 'wrap_storage' must be UntypedStorage, but got ${classText(wrap_storage)}`, TypeError);
  }
  if (wrap_storage.device.type !== place) {
    throw wrong(`Device of 'wrap_storage' must be ${place}, but got ${wrap_storage.device.type}`);
  }
  return typedOf(wrap_storage, type);
}

function storageClass(name: string, type: () => dtype, place: Place = 'cpu'): StorageClass {
  const prototype = Object.create(TypedStorage.prototype) as TypedStorage;
  const cls = callable(name, prototype, (...args: Args) => made(type(), args, place));
  Object.defineProperty(cls, 'dtype', { get: type });
  // The objects are plain typed storages; what makes one a FloatStorage is its dtype.
  return Object.defineProperty(cls, Symbol.hasInstance, {
    value: (value: unknown) => value instanceof TypedStorage && value.dtype === type() && value.device.type === place,
  }) as unknown as StorageClass;
}

const of = (type: dtype): StorageClass => {
  const cls = storageClass(storageNames.get(type)!, () => type);
  classes.set(type, cls);
  return cls;
};
const classes = new Map<dtype, StorageClass>();

/** The class for the storages of a dtype on a GPU, by its name in `torch.cuda`. */
export function cudaStorageClass(type: dtype): CudaStorageClass {
  const cls = storageClass(storageNames.get(type)!, () => type, 'cuda');
  return Object.assign(cls, {
    from_buffer(): never {
      warnOfTypedStorages();
      throw new RuntimeError('from_buffer: Not available for CUDA storage');
    },
  });
}

/** The class for the storages of a dtype in the main memory; null for new dtypes. */
export const storageClassOf = (type: dtype): StorageClass | null => classes.get(type) ?? null;

/** Makes a storage of float64: so many elements, these, or all of `wrap_storage` (`torch.DoubleStorage`). */
export const DoubleStorage = of(types.float64);
/** Makes a storage of float32: so many elements, these, or all of `wrap_storage` (`torch.FloatStorage`). */
export const FloatStorage = of(types.float32);
/** Makes a storage of float16: so many elements, these, or all of `wrap_storage` (`torch.HalfStorage`). */
export const HalfStorage = of(types.float16);
/** Makes a storage of bfloat16: so many elements, these, or all of `wrap_storage` (`torch.BFloat16Storage`). */
export const BFloat16Storage = of(types.bfloat16);
/** Makes a storage of int64: so many elements, these, or all of `wrap_storage` (`torch.LongStorage`). */
export const LongStorage = of(types.int64);
/** Makes a storage of int32: so many elements, these, or all of `wrap_storage` (`torch.IntStorage`). */
export const IntStorage = of(types.int32);
/** Makes a storage of int16: so many elements, these, or all of `wrap_storage` (`torch.ShortStorage`). */
export const ShortStorage = of(types.int16);
/** Makes a storage of int8: so many elements, these, or all of `wrap_storage` (`torch.CharStorage`). */
export const CharStorage = of(types.int8);
/** Makes a storage of uint8: so many elements, these, or all of `wrap_storage` (`torch.ByteStorage`). */
export const ByteStorage = of(types.uint8);
/** Makes a storage of bool: so many elements, these, or all of `wrap_storage` (`torch.BoolStorage`). */
export const BoolStorage = of(types.bool);
/** Makes a storage of complex128: so many elements, these, or all of `wrap_storage` (`torch.ComplexDoubleStorage`). */
export const ComplexDoubleStorage = of(types.complex128);
/** Makes a storage of complex64: so many elements, these, or all of `wrap_storage` (`torch.ComplexFloatStorage`). */
export const ComplexFloatStorage = of(types.complex64);
/** Makes a storage of qint8: so many elements, these, or all of `wrap_storage` (`torch.QInt8Storage`). */
export const QInt8Storage = of(types.qint8);
/** Makes a storage of qint32: so many elements, these, or all of `wrap_storage` (`torch.QInt32Storage`). */
export const QInt32Storage = of(types.qint32);
/** Makes a storage of quint8: so many elements, these, or all of `wrap_storage` (`torch.QUInt8Storage`). */
export const QUInt8Storage = of(types.quint8);
/** Makes a storage of quint4x2: so many elements, these, or all of `wrap_storage` (`torch.QUInt4x2Storage`). */
export const QUInt4x2Storage = of(types.quint4x2);
/** Makes a storage of quint2x4: so many elements, these, or all of `wrap_storage` (`torch.QUInt2x4Storage`). */
export const QUInt2x4Storage = of(types.quint2x4);

/** The class for the default dtype, FloatStorage unless that was changed (`torch.Storage`). */
export const Storage = storageClass('Storage', get_default_dtype);
