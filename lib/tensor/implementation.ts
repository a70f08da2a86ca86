import * as memory from '../addon/storage.js';
import * as info from '../addon/tensor_info.js';
import { op } from '../addon/call/op.js';
import { inspect } from 'node:util';
import type { ComputedText, device } from '../values/device.js';
import * as types from '../values/dtype.js';
import { dtype } from '../values/dtype.js';
import { IndexError } from '../values/errors.js';
import { installFunctionalMethods, type FunctionalMethods } from './methods.js';
import { installOldMethods, type OldMethods } from './old_methods.js';
import type { TensorMethods } from '../generated/tensor_methods.js';
import { sparse_coo, sparse_csr, type layout } from '../values/layout.js';
import { contiguous_format } from '../values/memory_format.js';
import { typeName } from '../values/type_name.js';
import { display, type MimeBundle } from '../notebook/display.js';
import { installMethods } from '../operators/bind.js';
import { tensor_text } from '../printing/index.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { sizeOf, type Size } from '../values/size.js';
import { deviceOf, exportTensor, type Capsule, type DLDevice, type exported } from './dlpack.js';
import { storageOf, type UntypedStorage } from './storage.js';
import { TensorAutograd } from './autograd.js';
import { convertTo, toCuda, type CudaArguments, type ToArguments, type ToOptions } from './convert.js';
import type { TypedArray } from '../values/carriers.js';
import { checkedData } from './data_options.js';
import { fromData } from './from_data.js';
import { is_shared as isShared } from '../addon/exchange.js';
import { getItem, setItem, type Index } from './indexing.js';
import { likeness } from './likeness.js';
import {
  itemOf, toList, toTypedArray, type ElementValue, type ExactIntegers, type NestedList,
} from './to_data.js';
import { shareMemory, type SharedMemory } from './sharing.js';
import { setTensorClass, TensorBase } from '../addon/tensor_base.js';
import type { BoolTensor } from './tensor.js';
import { tensorTypeName, tensorTypeOf } from './type_names.js';

const takes = {
  size: signature('size(dim: int = None)'),
  stride: signature('stride(dim: int = None)'),
  is_contiguous: signature('is_contiguous(*, memory_format: memory_format = torch.contiguous_format)'),
  cpu: signature('cpu(*, memory_format: memory_format = None)'),
  type: signature('type(dtype: dtype | str = None, non_blocking: bool = False)'),
  item: signature('item(*, bigint: bool = False)'),
  tolist: signature('tolist(*, bigint: bool = False)'),
  numpy: signature('numpy(*, force: bool = False)'),
  new_tensor: signature(`new_tensor(data: TensorData, *, dtype: dtype = None, device: DeviceLike | int = None,
    requires_grad: bool = False)`),
  index_put_: signature(`index_put_(indices: Sequence[Index], values: Tensor | Scalar, accumulate: bool = False)`),
};

/**
 * What PyTorch's Tensor has beyond its operators: metadata, conversions, indexing, text. The class behind the public
 * `Tensor` (tensor.ts), and of its name, by which the compiler speaks of it.
 */
class Tensor extends TensorAutograd {
  /** The length of each dimension (`Tensor.shape`). */
  get shape(): Size {
    return sizeOf(info.sizes(this));
  }

  /** The shape, or the length of one dimension (`Tensor.size`). Throws an IndexError for a dimension it has not. */
  size(): Size;
  size(dim: number): number;
  size(named: { readonly dim: number }): number;
  size(...args: [] | [number | { readonly dim: number }]): Size | number {
    let shape: Size;
    try {
      ({ shape } = this);
    } catch (error) {
      // Strided rows of different lengths have sizes, but no shape.
      if (args.length === 0 || !info.is_nested(this)) throw error;
      return op<number>('aten::size.int')(this, takes.size.list(args)[0]);
    }
    if (args.length === 0) return shape;
    const dim = args.length === 1 && typeof args[0] === 'number' ? args[0] : takes.size.list(args)[0];
    return dim === null ? shape : shape[wrapDimension('size', dim, shape.length)]!;
  }

  /** How far apart in memory neighbours along each dimension lie, in elements. */
  stride(): number[];
  stride(dim: number): number;
  stride(named: { readonly dim: number }): number;
  stride(...args: [] | [number | { readonly dim: number }]): number[] | number {
    const strides = info.strides(this);
    if (args.length === 0) return strides;
    const [dim] = takes.stride.list(args);
    return dim === null ? strides : strides[wrapDimension('stride', dim, strides.length)]!;
  }

  /** How many dimensions there are (`Tensor.dim`). */
  dim(): number {
    return info.dim(this);
  }
  /** Another name of {@link dim} (`Tensor.ndimension`). */
  ndimension(): number {
    return this.dim();
  }
  /** How many dimensions there are (`Tensor.ndim`). */
  get ndim(): number {
    return info.dim(this);
  }
  /** How many elements there are (`Tensor.numel`). */
  numel(): number {
    return info.numel(this);
  }
  /** Another name of {@link numel} (`Tensor.nelement`). */
  nelement(): number {
    return this.numel();
  }
  /** The length of the first dimension (Python's `len`). */
  get length(): number {
    if (this.dim() === 0) throw new TypeError('len() of a 0-d tensor');
    return this.size(0);
  }

  /** The type of the elements (`Tensor.dtype`). */
  get dtype(): dtype {
    return info.dtype(this);
  }
  /** Where the memory is (`Tensor.device`). */
  get device(): device {
    return info.device(this);
  }
  /** How the elements lie in memory (`Tensor.layout`). */
  get layout(): layout {
    return info.layout(this);
  }
  /** Whether the memory is the main one (`Tensor.is_cpu`). */
  get is_cpu(): boolean {
    return info.is_cpu(this);
  }
  /** Whether the memory is that of a GPU (`Tensor.is_cuda`). */
  get is_cuda(): boolean {
    return this.device.type === 'cuda';
  }
  /** Whether there is a shape but no memory (`Tensor.is_meta`). */
  get is_meta(): boolean {
    return this.device.type === 'meta';
  }
  /** Whether the layout is torch.sparse_coo (`Tensor.is_sparse`). */
  get is_sparse(): boolean {
    return this.layout === sparse_coo;
  }
  /** Whether the layout is torch.sparse_csr (`Tensor.is_sparse_csr`). */
  get is_sparse_csr(): boolean {
    return this.layout === sparse_csr;
  }
  /** Whether the rows have different lengths (`Tensor.is_nested`). */
  get is_nested(): boolean {
    return info.is_nested(this);
  }
  /** Whether the elements are quantized integers (`Tensor.is_quantized`). */
  get is_quantized(): boolean {
    return info.is_quantized(this);
  }
  /** Whether the elements lie in memory in the order of a format, without gaps (`Tensor.is_contiguous`). */
  is_contiguous(...args: typeof takes.is_contiguous.args): boolean {
    return info.is_contiguous(this, args.length === 0 ? contiguous_format : takes.is_contiguous.list(args)[0]);
  }
  /** The index of the tensor's CUDA device; -1 on the CPU. */
  get_device(): number {
    return this.device.index ?? -1;
  }

  /** Bytes of one element. */
  element_size(): number {
    return this.dtype.itemsize;
  }
  /** Bytes of one element (`Tensor.itemsize`). */
  get itemsize(): number {
    return this.dtype.itemsize;
  }
  /** Bytes of all elements (`Tensor.nbytes`). */
  get nbytes(): number {
    return info.numel(this) * this.itemsize;
  }
  /** How many elements of the storage lie before the first one (`Tensor.storage_offset`). */
  storage_offset(): number {
    return memory.storage_offset(this);
  }
  /** The address of the first element, as libtorch sees it; tells whether two tensors share memory. */
  data_ptr(): number | bigint {
    return memory.data_ptr(this);
  }
  /** The memory that the tensor is a view of, as bytes (`Tensor.untyped_storage`). Sparse tensors have none. */
  untyped_storage(): UntypedStorage {
    return storageOf(this);
  }
  /**
   * Makes the memory that the tensor is a view of that of several threads, and the tensor one that can be posted to
   * them, without a copy: `rebuild` (`nodetorch/multiprocessing`) makes a tensor of what arrives. What others see is
   * not resized any more; memory of a typed array is copied once (`Tensor.share_memory_`).
   */
  share_memory_(): this & SharedMemory {
    shareMemory(this);
    return this as this & SharedMemory;
  }
  /** Whether the memory is that of several threads; that of a GPU always is (`Tensor.is_shared`). */
  is_shared(): boolean {
    return isShared(this);
  }
  /** A capsule with the tensor for another library, over the same memory (`Tensor.__dlpack__`). */
  __dlpack__(...args: typeof exported.args): Capsule {
    return exportTensor(this as unknown as Tensor, args);
  }
  /** Where the memory is, for another library (`Tensor.__dlpack_device__`). */
  __dlpack_device__(): DLDevice {
    return deviceOf(this as unknown as Tensor);
  }
  /** Counts in-place changes (`Tensor._version`). */
  get _version(): number {
    return info.version(this);
  }

  /**
   * The tensor with another dtype, device or memory format (`Tensor.to`): `to(dtype)`, `to(device)`,
   * `to(device, dtype)`, `to(other)`, each with `{ non_blocking, copy, memory_format }`. Gives itself back when
   * nothing changes.
   */
  to(options: ToOptions): Tensor;
  to(...args: ToArguments): Tensor;
  to<Text extends string>(device: ComputedText<Text>, dtype?: dtype): Tensor;
  to(...args: unknown[]): Tensor {
    return convertTo(this, args);
  }
  /** The tensor in the main memory; itself if it is there already (`Tensor.cpu`). */
  cpu(...args: typeof takes.cpu.args): Tensor {
    return convertTo(this, args.length === 0 ? ['cpu'] : ['cpu', takes.cpu.read(args)]);
  }
  /** The tensor on a GPU, the current one if none is named (`Tensor.cuda`). Throws a RuntimeError for other devices. */
  cuda(...args: CudaArguments): Tensor {
    return toCuda(this, args);
  }
  /** The name of the legacy type, such as `'torch.FloatTensor'`, or the tensor converted to a dtype (`Tensor.type`). */
  type(): string;
  type(type: dtype | string, options?: { readonly non_blocking?: boolean }): Tensor;
  type(options: { readonly dtype?: dtype | string; readonly non_blocking?: boolean }): string | Tensor;
  type(...args: unknown[]): string | Tensor {
    info.check(this);
    const { dtype: type, ...options } = takes.type.read(args);
    if (type === null) return tensorTypeName(this);
    if (type instanceof dtype) return this.to(type, options);
    if (typeof type !== 'string') throw new TypeError('dtype must be a type, str, or dtype object');
    const wanted = tensorTypeOf(type);
    return this.to(wanted.device, wanted.dtype, options);
  }

  /** The one element as a JavaScript value. Throws for other counts of elements, and beyond 2^53 without `bigint`. */
  item<T extends ElementValue = number>(): NoInfer<T>;
  item<T extends ElementValue = number | bigint>(options?: ExactIntegers): NoInfer<T>;
  item(...args: typeof takes.item.args): ElementValue {
    return itemOf(this, args.length > 0 && takes.item.list(args)[0]);
  }
  /** Nested arrays of the elements; a tensor of no dimensions is its element (`Tensor.tolist`). */
  tolist<T = number[]>(options?: ExactIntegers): T;
  tolist(...args: typeof takes.tolist.args): unknown {
    return toList(this, takes.tolist.list(args)[0]);
  }
  /** The elements as a typed array that shares the memory of a contiguous CPU tensor; of others a copy. */
  numpy(...args: typeof takes.numpy.args): TypedArray {
    const force = args.length > 0 && takes.numpy.list(args)[0];
    return toTypedArray(force ? (this as Tensor).detach().cpu().resolve_conj().resolve_neg() : this);
  }
  /** A new tensor with data of its own and this tensor's dtype and device (`Tensor.new_tensor`). */
  new_tensor(...args: typeof takes.new_tensor.args): Tensor {
    const given = checkedData('new_tensor', takes.new_tensor.read(args));
    const { dtype = this.dtype, device = this.device, requires_grad = false } = given;
    return fromData(given.data!, dtype).to(device).requires_grad_(requires_grad);
  }

  /** Python's `t[...]`: `t.index(0)`, `t.index(':', 1)`, `t.index('1:5:2', null, '...')`, `t.index(mask)`. */
  index(...indices: Index[]): Tensor {
    return getItem(this, indices);
  }
  /** Python's `t[...] = value`: `t.index_put_([':', 1], 4)`; with `accumulate` the values are added. */
  index_put_(...args: typeof takes.index_put_.args): this {
    const [indices, values, accumulate] = takes.index_put_.list(args);
    setItem(this, indices, values, checkedFlag('index_put_', 'accumulate', 3, accumulate));
    return this;
  }

  /**
   * The rows, or the elements of a tensor of one dimension, as tensors. A tensor of no dimensions is not iterable:
   * `expect` in tests and others ask for this before they go through the elements of what they compare.
   */
  get [Symbol.iterator](): () => IterableIterator<Tensor> {
    return (this.dim() === 0 ? undefined : rowsOf) as () => IterableIterator<Tensor>;
  }

  /**
   * Other texts for tensors that differ: `assert.deepStrictEqual`, and `expect(a).toEqual(b)` of vitest and jest, look
   * at an object's fields, of which a tensor has none, and at this. So it costs only where it is read.
   */
  get [Symbol.toStringTag](): string {
    try {
      return likeness(this);
    } catch {
      // Freed, or without a shape yet: like no other.
      return `unknown ${(unlike += 1)}`;
    }
  }

  /** Frees the memory now, not at the next collection; further use is an error. */
  dispose(): void {
    info.dispose(this);
  }
  [Symbol.dispose](): void {
    this.dispose();
  }

  override toString(): string {
    return tensor_text(this);
  }
  [inspect.custom](): string {
    return tensor_text(this);
  }
  /** What a notebook shows: the text. */
  [display](): MimeBundle {
    return { 'text/plain': this.toString() };
  }
  toJSON(): NestedList {
    return toList(this);
  }
  /** Only text: arithmetic on the object itself would silently make strings or NaN. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString();
    throw new TypeError(
      'operators such as + and < do not work on tensors in JavaScript: write a.add(b), a.mul(b), a.lt(b), or ' +
        'a.item() for the number in a tensor of one element');
  }
}

interface Tensor extends TensorMethods, FunctionalMethods, OldMethods {
  /** The tensor as bfloat16; itself if it is that already (`Tensor.bfloat16`). */
  bfloat16(): Tensor;
  /** The tensor as bool; itself if it is that already (`Tensor.bool`). */
  bool(): BoolTensor;
  /** The tensor as uint8; itself if it is that already (`Tensor.byte`). */
  byte(): Tensor;
  /** The tensor as complex128; itself if it is that already (`Tensor.cdouble`). */
  cdouble(): Tensor;
  /** The tensor as complex64; itself if it is that already (`Tensor.cfloat`). */
  cfloat(): Tensor;
  /** The tensor as int8; itself if it is that already (`Tensor.char`). */
  char(): Tensor;
  /** The tensor as float64; itself if it is that already (`Tensor.double`). */
  double(): Tensor;
  /** The tensor as float32; itself if it is that already (`Tensor.float`). */
  float(): Tensor;
  /** The tensor as float16; itself if it is that already (`Tensor.half`). */
  half(): Tensor;
  /** The tensor as int32; itself if it is that already (`Tensor.int`). */
  int(): Tensor;
  /** The tensor as int64; itself if it is that already (`Tensor.long`). */
  long(): Tensor;
  /** The tensor as int16; itself if it is that already (`Tensor.short`). */
  short(): Tensor;
}

const conversions: Record<string, dtype> = {
  bfloat16: types.bfloat16, bool: types.bool, byte: types.uint8, cdouble: types.complex128, cfloat: types.complex64,
  char: types.int8, double: types.float64, float: types.float32, half: types.float16, int: types.int32,
  long: types.int64, short: types.int16,
};

setTensorClass(Tensor);
installMethods(Tensor.prototype);
installFunctionalMethods(Tensor.prototype);
installOldMethods(Tensor.prototype);
for (const [name, type] of Object.entries(conversions)) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...args: typeof takes.cpu.args): Tensor {
      return convertTo(this, args.length === 0 ? [type] : [type, { memory_format: takes.cpu.list(args, name)[0] }]);
    },
    configurable: true,
    writable: true,
  });
}
teachAboutBrackets();

/** `t[0]` would read a property that no tensor has: on the prototype chain's end, so it costs tensors nothing. */
function teachAboutBrackets(): void {
  const teacher = new Proxy(Object.create(null) as object, {
    get(_, name, receiver): unknown {
      if (typeof name === 'string' && /^-?\d+$/.test(name)) {
        throw new TypeError(`tensor[${name}] is not an index in JavaScript: write tensor.index(${name})`);
      }
      return Reflect.get(Object.prototype, name, receiver);
    },
    set(_, name, value, receiver): boolean {
      if (typeof name === 'string' && /^-?\d+$/.test(name)) {
        throw new TypeError(`tensor[${name}] = ... does nothing in JavaScript: write tensor.index_put_([${name}], ...)`);
      }
      const own = { value, writable: true, enumerable: true, configurable: true };
      return Reflect.defineProperty(receiver as object, name, own);
    },
  });
  Object.setPrototypeOf(TensorBase.prototype, teacher);
}

let unlike = 0;

function* rowsOf(this: Tensor): IterableIterator<Tensor> {
  yield* this.unbind(0);
}

function wrapDimension(fn: string, dim: number, rank: number): number {
  if (!Number.isInteger(dim)) throw new TypeError(`${fn}(): argument 'dim' (position 1) must be int, not ${typeName(dim)}`);
  const wrapped = dim < 0 ? dim + rank : dim;
  if (wrapped >= 0 && wrapped < rank) return wrapped;
  // libtorch's own words for it.
  if (rank === 0) throw new IndexError(`Dimension specified as ${dim} but tensor has no dimensions`);
  throw new IndexError(`Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`);
}

export { Tensor as TensorImpl };
