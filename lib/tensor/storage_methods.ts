/** What tensors have of storages, but for the bytes: the deprecated typed ones, and `set_`, which takes both. */
import { Operator } from '../operators/operator.js';
import { isPlainObject } from '../python/objects.js';
import { RuntimeError } from '../values/errors.js';
import { storageOf, UntypedStorage } from './storage.js';
import { storageClassOf, type StorageClass } from './storage_classes.js';
import type { Tensor } from './tensor.js';
import { bytesOf, isStorage, typedOf, TypedStorage, warnOfTypedStorages } from './typed_storage.js';

type Source = Tensor | UntypedStorage | TypedStorage;

/** See above. */
export interface StorageMethods {
  /** The memory that the tensor is a view of, as elements of its dtype (`Tensor.storage`); deprecated in PyTorch. */
  storage(): TypedStorage;
  /** The class of that storage in the main memory (`Tensor.storage_type`), null for new dtypes; deprecated. */
  storage_type(): StorageClass | null;
  /**
   * Makes the tensor a view of the memory of `source`, a tensor or a storage (`Tensor.set_`): all of it, or `size`
   * elements from `storage_offset` on, `stride` apart; without `source`, an empty tensor. Throws a RuntimeError for
   * another dtype or device.
   */
  set_(): this;
  set_(source: Source): this;
  set_(source: Source, storage_offset: number, size: readonly number[], stride?: readonly number[]): this;
  set_(source: Source, storage_offset: number, size: readonly number[], options: { stride?: readonly number[] }): this;
  set_(source: Source, storage_offset: number, options: { size: readonly number[]; stride?: readonly number[] }): this;
  set_(source: Source, options: { storage_offset: number; size: readonly number[]; stride?: readonly number[] }): this;
  set_(options: {
    source: Source; storage_offset?: number; size?: readonly number[]; stride?: readonly number[];
  }): this;
}

const set = new Operator('aten::set_ aten::set_.source_Tensor aten::set_.source_Tensor_storage_offset', {
  name: 'set_', method: true,
});

export const storageMethods: Readonly<Record<keyof StorageMethods, (this: Tensor, ...args: unknown[]) => unknown>> = {
  storage() {
    warnOfTypedStorages();
    return typedOf(storageOf(this), this.dtype);
  },
  storage_type() {
    warnOfTypedStorages();
    return storageOf(this).device.type === 'cpu' ? storageClassOf(this.dtype) : null;
  },
  set_(...args) {
    return set.call([this, ...withTensor(this, args)]);
  },
};
set.fn = (self: unknown, ...args: unknown[]) => storageMethods.set_.apply(self as Tensor, args);

/** What C++ calls these types. */
const cNames: Readonly<Record<string, string>> = {
  Bool: 'bool', Byte: 'unsigned char', Char: 'signed char', ComplexDouble: 'c10::complex<double>',
  ComplexFloat: 'c10::complex<float>', Double: 'double', Float: 'float', Int: 'int', Long: 'long', Short: 'short',
};

/** The arguments of `set_` with a tensor in a storage's place: the operator looks at its memory alone. */
function withTensor(target: Tensor, args: unknown[]): unknown[] {
  const [first] = args;
  const named = isPlainObject(first) ? (first as { source?: unknown }) : undefined;
  const source = named === undefined ? first : named.source;
  if (!isStorage(source)) return args;
  if (source instanceof TypedStorage && source.dtype !== target.dtype) {
    const { scalarType } = target.dtype;
    const wanted = cNames[scalarType] ?? `c10::${scalarType}`;
    throw new RuntimeError(`Expected a Storage of type ${wanted} or an UntypedStorage, but got type ` +
      `${source.dtype.scalarType} for argument 1 'storage'`);
  }
  const storage = bytesOf(source);
  const bytes = UntypedStorage.bytes(storage);
  if (named === undefined ? args.length > 1 : Object.keys(named).length > 1) {
    return named === undefined ? [bytes, ...args.slice(1)] : [{ ...named, source: bytes }];
  }
  return [bytes, 0, [Math.floor(storage.nbytes() / target.dtype.itemsize)]];
}
