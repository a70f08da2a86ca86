import { inspect } from 'node:util';
import { get_default_dtype } from '../addon/default_dtype.js';
import { signature } from '../arguments/signature.js';
import { empty } from '../generated/torch.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import { warn } from '../python/warnings.js';
import { parseDevice, type device, type DeviceLike } from '../values/device.js';
import * as types from '../values/dtype.js';
import { dtype } from '../values/dtype.js';
import { IndexError, KeyError, NotImplementedError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import { fromData, type TensorData } from './from_data.js';
import { setItem, type Index } from './indexing.js';
import { Slice } from './slice.js';
import { setStorage, storageOf, UntypedStorage } from './storage.js';
import { storageNames } from './storage_names.js';
import type { Tensor } from './tensor.js';
import { itemOf, toList, type ElementValue } from './to_data.js';

/** A number of elements, or the elements. */
export type StorageContents = number | readonly TensorData[] | ArrayBufferView;

const takes = {
  init: signature(`TypedStorage(*args: StorageContents, device: DeviceLike = None, dtype: dtype = None,
    wrap_storage: UntypedStorage = None, _internal: bool = False)`),
  at: signature('TypedStorage.at(self, idx: int, *, bigint: bool = False)'),
  tolist: signature('TypedStorage.tolist(self, *, bigint: bool = False)'),
  to: signature('TypedStorage.to(self, *, device: DeviceLike, non_blocking: bool = False)'),
};

/** How the elements of quantised storages are read. */
const integersOf: ReadonlyMap<dtype, dtype> = new Map([
  [types.quint8, types.uint8], [types.quint4x2, types.uint8], [types.quint2x4, types.uint8],
  [types.qint32, types.int32], [types.qint8, types.int8],
]);

/** Says once that typed storages are deprecated. */
export function warnOfTypedStorages(): void {
  warn('UserWarning', 'TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the only ' +
    'storage class. This should only matter to you if you are using storages directly.  To access UntypedStorage ' +
    'directly, use tensor.untyped_storage() instead of tensor.storage()');
}

/** The class of a value as Python prints it. */
export function classText(value: unknown): string {
  if (value instanceof TypedStorage) return "<class 'torch.storage.TypedStorage'>";
  if (value instanceof UntypedStorage) return "<class 'torch.storage.UntypedStorage'>";
  return `<class '${is_tensor(value) ? 'torch.Tensor' : typeName(value)}'>`;
}

/** Whether a value may be the elements of a storage: Python's `Sequence`. */
export const isSequence = (value: unknown): boolean => Array.isArray(value) || ArrayBuffer.isView(value);

/**
 * A storage and how its elements are read (`torch.TypedStorage`), deprecated in PyTorch: no elements, so many that are
 * not initialised, or these, of `dtype` or the default one on `device`; or all of `wrap_storage`. Throws a RuntimeError
 * or a TypeError for other combinations. Its elements are `at(i)`, `set(i, value)` and those of `for … of`.
 */
export class TypedStorage {
  readonly _untyped_storage: UntypedStorage;
  /** How the bytes are read (`TypedStorage.dtype`). */
  readonly dtype: dtype;

  constructor(...given: typeof takes.init.args) {
    const { args, device, dtype: type, wrap_storage, _internal } = takes.init.read(given);
    if (!_internal) warnOfTypedStorages();
    const wrong = (why: string, Kind: new (text: string) => Error = RuntimeError): Error => new Kind(
      `TypedStorage.__init__ received an invalid combination of arguments. Expected one of:\n${forms}\n${why}`);
    if (wrap_storage !== null) {
      if (args.length > 0) throw wrong("No positional arguments should be given when using 'wrap_storage'");
      if (type === null) throw wrong("Argument 'dtype' must be specified");
      if (!(type instanceof dtype)) {
        throw wrong(`Argument 'dtype' must be torch.dtype, not ${classText(type)}`, TypeError);
      }
      if (device !== null) throw wrong("Argument 'device' should not be specified when 'wrap_storage' is given");
      if (!(wrap_storage instanceof UntypedStorage)) {
        throw wrong(`Argument 'wrap_storage' must be UntypedStorage, but got ${classText(wrap_storage)}`, TypeError);
      }
      this.dtype = type;
      this._untyped_storage = wrap_storage;
      return;
    }
    this.dtype = type ?? get_default_dtype();
    const where = parseDevice(device ?? 'cpu');
    if (where.type === 'cuda') this.#refuseQuantized(where);
    if (args.length > 1) throw wrong('Too many positional arguments');
    const [contents = 0] = args;
    if (Number.isInteger(contents)) {
      this._untyped_storage = new UntypedStorage((contents as number) * this.dtype.itemsize, { device: where });
    } else if (isSequence(contents)) {
      this._untyped_storage = storageOf(fromData(contents as TensorData, this.#readAs()).to(where));
    } else throw wrong(`Argument type not recognized: ${classText(contents)}`, TypeError);
  }

  /** The storage as bytes (`TypedStorage.untyped`). */
  untyped(): UntypedStorage {
    warnOfTypedStorages();
    return this._untyped_storage;
  }
  /** How many bytes there are (`TypedStorage.nbytes`). */
  nbytes(): number {
    return this.untyped().nbytes();
  }
  /** The number of elements (`TypedStorage.size`). */
  size(): number {
    return Math.floor(this.nbytes() / this.dtype.itemsize);
  }
  /** The number of elements (Python's `len`). */
  get length(): number {
    return this.size();
  }
  /** The bytes of one element (`TypedStorage.element_size`). */
  element_size(): number {
    warnOfTypedStorages();
    return this.dtype.itemsize;
  }
  /** Where the memory is (`TypedStorage.device`). */
  get device(): device {
    return this.untyped().device;
  }
  /** Whether the memory is that of a GPU (`TypedStorage.is_cuda`). */
  get is_cuda(): boolean {
    return this.untyped().is_cuda;
  }
  /** The number of the GPU that has the memory, null in the main memory (`TypedStorage.get_device`). */
  get_device(): number | null {
    return this.device.index ?? null;
  }
  /** The address of the first element (`TypedStorage.data_ptr`). */
  data_ptr(): number | bigint {
    return this.untyped().data_ptr();
  }
  /** Equal for two objects over the same storage (`TypedStorage._cdata`). */
  get _cdata(): number | bigint {
    return this._untyped_storage._cdata;
  }

  /**
   * One element, from the end for a negative `idx` (Python's `storage[idx]`). Throws an IndexError beyond the size, a
   * RuntimeError for what is no integer.
   */
  at(...args: typeof takes.at.args): ElementValue {
    const [idx, bigint] = takes.at.list(args);
    this.#refuseMeta();
    if (!Number.isInteger(idx)) throw new RuntimeError(`can't index a ${classText(this)} with ${classText(idx)}`);
    const elements = this.#elements();
    const size = elements.numel();
    if (idx >= size || idx < -size) throw new IndexError(`index ${idx} out of range for storage of size ${size}`);
    return itemOf(elements.select(0, idx), bigint);
  }
  /**
   * Makes one element, or those of a slice, this value (Python's `storage[idx] = value`). Throws an IndexError beyond
   * the size, a RuntimeError for an index of another kind and for storages as values.
   */
  set(idx: Index, value: ElementValue | Tensor): void {
    const isSlice = idx instanceof Slice || (typeof idx === 'string' && idx.includes(':'));
    if (!isSlice && !Number.isInteger(idx)) {
      throw new RuntimeError(`can't index a ${classText(this)} with ${classText(idx)}`);
    }
    if (isStorage(value)) throw new RuntimeError(`cannot set item with value type ${classText(value)}`);
    setItem(this.#elements(), [idx], value);
  }
  /** Makes all elements this value (`TypedStorage.fill_`). */
  fill_(value: ElementValue): this {
    this.set(':', value);
    return this;
  }
  /** Copies the bytes, not the values, of a storage of as many (`TypedStorage.copy_`); else throws a RuntimeError. */
  copy_(source: UntypedStorage | TypedStorage, non_blocking = false): this {
    if (!isStorage(source)) {
      throw new TypeError(`copy_(): argument 'src' (position 1) must be torch.Storage, not ${typeName(source)}`);
    }
    this.untyped().copy_(bytesOf(source), non_blocking);
    return this;
  }
  /** Grows to so many elements (`TypedStorage.resize_`), as {@link UntypedStorage.resize_} does. */
  resize_(size: number): void {
    this.untyped().resize_(size * this.dtype.itemsize);
  }
  /** The elements (`TypedStorage.tolist`); those of 64-bit integers as bigints with `{ bigint: true }`. */
  tolist(...args: typeof takes.tolist.args): ElementValue[] {
    this.#refuseMeta();
    return toList(this.#elements(), takes.tolist.list(args)[0]) as ElementValue[];
  }
  [Symbol.iterator](): IterableIterator<ElementValue> {
    return this.tolist()[Symbol.iterator]();
  }

  /** A copy in memory of its own (`TypedStorage.clone`). */
  clone(): TypedStorage {
    return typedOf(this.untyped().clone(), this.dtype);
  }
  /** The storage in the main memory (`TypedStorage.cpu`). */
  cpu(): TypedStorage {
    return typedOf(this.untyped().cpu(), this.dtype);
  }
  /** The storage on a GPU (`TypedStorage.cuda`). Throws a RuntimeError for quantised dtypes. */
  cuda(device: DeviceLike | number = 'cuda'): TypedStorage {
    this.#refuseQuantized(parseDevice(device));
    return typedOf(this.untyped().cuda(device), this.dtype);
  }
  /** Whether the memory is pinned (`TypedStorage.is_pinned`). */
  is_pinned(device: DeviceLike | number = 'cuda'): boolean {
    return this.untyped().is_pinned(device);
  }
  /** The storage in pinned memory (`TypedStorage.pin_memory`). Throws a RuntimeError without a GPU. */
  pin_memory(device: DeviceLike | number = 'cuda'): TypedStorage {
    return typedOf(this.untyped().pin_memory(device), this.dtype);
  }
  /** The storage on a device (`TypedStorage.to`). Throws a RuntimeError for quantised dtypes. */
  to(...args: typeof takes.to.args): TypedStorage {
    const where = parseDevice(takes.to.list(args)[0]);
    this.#refuseQuantized(where);
    return typedOf(this.untyped().to(where), this.dtype);
  }
  /** The name of the class for this dtype, with its module (`TypedStorage.type`): 'torch.FloatStorage'. */
  type(): string {
    const name = storageNames.get(this.dtype);
    const { type } = this.device;
    if (name === undefined || (type !== 'cpu' && type !== 'cuda')) return 'torch.storage.TypedStorage';
    return type === 'cpu' ? `torch.${name}` : `torch.${type}.${name}`;
  }
  /** The name by which files know this dtype (`TypedStorage.pickle_storage_type`). Throws a KeyError for new ones. */
  pickle_storage_type(): string {
    warnOfTypedStorages();
    const name = storageNames.get(this.dtype);
    if (name === undefined) throw new KeyError(`'dtype ${this.dtype} is not recognized'`);
    return name;
  }

  toString(): string {
    const about = `[torch.storage.TypedStorage(dtype=${this.dtype}, device=${this.device}) of size ${this.size()}]`;
    if (this.device.type === 'meta') return `...\n${about}`;
    const show = this.dtype.is_floating_point ? (value: ElementValue) => py_float_repr(value as number) : py_repr;
    return ` ${this.tolist({ bigint: true }).map(show).join('\n ')}\n${about}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }

  #readAs(): dtype {
    return integersOf.get(this.dtype) ?? this.dtype;
  }
  /** A tensor over all elements. */
  #elements(): Tensor {
    const elements = empty([0], { dtype: this.#readAs(), device: this.device });
    setStorage(elements, this._untyped_storage, 0, [this.size()], [1]);
    return elements;
  }
  #refuseMeta(): void {
    if (this.device.type === 'meta') throw new NotImplementedError("Not available for 'meta' device type");
  }
  #refuseQuantized(where: device): void {
    if (!integersOf.has(this.dtype)) return;
    throw new RuntimeError(`Cannot create ${where.type.toUpperCase()} storage with quantized dtype`);
  }

  /** The elements as another dtype, in memory of their own: what `float` and its like do. */
  static cast(storage: TypedStorage, type: dtype): TypedStorage {
    if (integersOf.has(storage.dtype)) {
      throw new NotImplementedError("Could not run 'aten::set_.source_Storage' with arguments from the 'QuantizedCPU' backend");
    }
    const elements = storage.#elements();
    return typedOf(storageOf(storage.dtype === type ? elements.clone() : elements.to(type)), type);
  }
}

const forms = [
  '(*, torch.device device, torch.dtype dtype)', '(int size, *, torch.device device, torch.dtype dtype)',
  '(Sequence data, *, torch.device device, torch.dtype dtype)', '(*, UntypedStorage wrap_storage, torch.dtype dtype)',
].map((each) => ` * ${each}`).join('\n');

const casts = {
  bfloat16: types.bfloat16, bool: types.bool, byte: types.uint8, char: types.int8, complex_double: types.complex128,
  complex_float: types.complex64, double: types.float64, float: types.float32, float8_e4m3fn: types.float8_e4m3fn,
  float8_e4m3fnuz: types.float8_e4m3fnuz, float8_e5m2: types.float8_e5m2, float8_e5m2fnuz: types.float8_e5m2fnuz,
  half: types.float16, int: types.int32, long: types.int64, short: types.int16,
} as const;

export interface TypedStorage {
  /** A copy of the elements as bfloat16 (`TypedStorage.bfloat16`). */
  bfloat16(): TypedStorage;
  /** A copy of the elements as bool (`TypedStorage.bool`). */
  bool(): TypedStorage;
  /** A copy of the elements as uint8 (`TypedStorage.byte`). */
  byte(): TypedStorage;
  /** A copy of the elements as int8 (`TypedStorage.char`). */
  char(): TypedStorage;
  /** A copy of the elements as complex128 (`TypedStorage.complex_double`). */
  complex_double(): TypedStorage;
  /** A copy of the elements as complex64 (`TypedStorage.complex_float`). */
  complex_float(): TypedStorage;
  /** A copy of the elements as float64 (`TypedStorage.double`). */
  double(): TypedStorage;
  /** A copy of the elements as float32 (`TypedStorage.float`). */
  float(): TypedStorage;
  /** A copy of the elements as float8_e4m3fn (`TypedStorage.float8_e4m3fn`). */
  float8_e4m3fn(): TypedStorage;
  /** A copy of the elements as float8_e4m3fnuz (`TypedStorage.float8_e4m3fnuz`). */
  float8_e4m3fnuz(): TypedStorage;
  /** A copy of the elements as float8_e5m2 (`TypedStorage.float8_e5m2`). */
  float8_e5m2(): TypedStorage;
  /** A copy of the elements as float8_e5m2fnuz (`TypedStorage.float8_e5m2fnuz`). */
  float8_e5m2fnuz(): TypedStorage;
  /** A copy of the elements as float16 (`TypedStorage.half`). */
  half(): TypedStorage;
  /** A copy of the elements as int32 (`TypedStorage.int`). */
  int(): TypedStorage;
  /** A copy of the elements as int64 (`TypedStorage.long`). */
  long(): TypedStorage;
  /** A copy of the elements as int16 (`TypedStorage.short`). */
  short(): TypedStorage;
}
for (const [name, type] of Object.entries(casts)) {
  Object.defineProperty(TypedStorage.prototype, name, {
    value(this: TypedStorage) {
      return TypedStorage.cast(this, type);
    },
    configurable: true, writable: true,
  });
}

/** All of a storage as elements of a dtype, without the word that this is deprecated. */
export function typedOf(storage: UntypedStorage, type: dtype): TypedStorage {
  return new TypedStorage({ wrap_storage: storage, dtype: type, _internal: true });
}

/** Whether a value is a storage, typed or not (`torch.is_storage`). */
export const is_storage = signature('is_storage(obj: object, /) -> bool').define(isStorage) as typeof isStorage;

/** The same, for the library itself. */
export function isStorage(value: unknown): value is UntypedStorage | TypedStorage {
  return value instanceof UntypedStorage || value instanceof TypedStorage;
}

/** The bytes of a storage of either kind. */
export function bytesOf(storage: UntypedStorage | TypedStorage): UntypedStorage {
  return storage instanceof TypedStorage ? storage._untyped_storage : storage;
}
