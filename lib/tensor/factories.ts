import * as memory from '../addon/storage.js';
import { types } from 'node:util';
import { defaults } from '../values/defaults.js';
import { parseDevice, type device } from '../values/device.js';
import { deviceContext } from '../values/device_context.js';
import * as generated from '../generated/torch.js';
import type { TorchFunctions } from '../generated/torch_functions.js';
import { RuntimeError } from '../values/errors.js';
import { provide, is_tensor } from '../values/is_tensor.js';
import { isPlainObject, withoutPrototype } from '../python/objects.js';
import { carrierOf, dtypeOfArray, type TypedArray } from '../values/carriers.js';
import { exactly } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { checkedData, type DataOptions } from './data_options.js';
import { fromData, type TensorData } from './from_data.js';
import { pin } from './to_data.js';
import type { Tensor } from './tensor.js';

export type { TensorData } from './from_data.js';

/** What a new tensor can be told about itself by name. */
export type TensorOptions = Pick<DataOptions, 'dtype' | 'device' | 'requires_grad' | 'pin_memory'>;
type Given = { readonly [Name in keyof TensorOptions]: TensorOptions[Name] | undefined };

const takes = {
  tensor: signature(`tensor(data: TensorData, *, dtype: dtype = None, device: DeviceLike | int = None,
    requires_grad: bool = False, pin_memory: bool = False)`),
  as_tensor: signature('as_tensor(data: TensorData, *, dtype: dtype = None, device: DeviceLike | int = None)'),
  asarray: signature(`asarray(obj: TensorData, *, dtype: dtype = None, device: DeviceLike | int = None, copy: bool = None,
    requires_grad: bool = False)`),
  // PyTorch requires the dtype, by name, and says so in words of its own.
  frombuffer: signature(`frombuffer(buffer: ArrayBuffer | ArrayBufferView, *, dtype: dtype = None, count: int = -1,
    offset: int = 0, requires_grad: bool = False)`),
};

/**
 * A new tensor with a copy of the data (`torch.tensor`): nested arrays, typed arrays, numbers. Numbers become the
 * default dtype, booleans bool, bigints int64, a typed array keeps its own. Throws a ValueError that names the place
 * where nested arrays differ in length, a TypeError for elements that are no numbers.
 */
export function tensor(...args: typeof takes.tensor.args): Tensor {
  if (args.length === 1 && !isPlainObject(args[0])) return newTensor(args[0] as TensorData, none);
  const given = checkedData('tensor', takes.tensor.read(args));
  return newTensor(given.data!, given);
}

const none: Given = withoutPrototype({});

function newTensor(data: TensorData, options: Given): Tensor {
  const source = is_tensor(data);
  let made = source ? (data as Tensor).detach().clone() : fromData(data, options.dtype);
  if (source && options.dtype !== undefined) made = made.to(options.dtype);
  return finished(made, options, deviceContext());
}

/** The data as a tensor: a tensor itself where dtype and device fit, a typed array shared (`torch.as_tensor`). */
export function as_tensor(...args: typeof takes.as_tensor.args): Tensor {
  const given = checkedData('as_tensor', takes.as_tensor.read(args));
  return sharedTensor(given.data!, given);
}

function sharedTensor(data: TensorData, options: Given): Tensor {
  let made: Tensor;
  if (is_tensor(data)) made = data as Tensor;
  else made = ArrayBuffer.isView(data) ? from_numpy(data as TypedArray) : fromData(data, options.dtype);
  if (options.dtype !== undefined) made = made.to(options.dtype);
  return finished(made, options, deviceContext());
}

/** As {@link as_tensor}, with `copy` to forbid or force a copy (`torch.asarray`). */
export function asarray(...args: typeof takes.asarray.args): Tensor {
  const { obj, copy, ...options } = checkedData('asarray', takes.asarray.read(args));
  return copy === true ? newTensor(obj!, options) : sharedTensor(obj!, options);
}

/**
 * A tensor over the memory of a typed array, of one dimension; changes are seen on both sides (`torch.from_numpy`).
 * Throws a TypeError for a resizable buffer, whose memory may go.
 */
export function from_numpy(array: TypedArray): Tensor;
export function from_numpy(...args: [TypedArray, ...unknown[]]): Tensor {
  exactly('from_numpy', 1, args);
  const [array] = args;
  const type = ArrayBuffer.isView(array) ? dtypeOfArray(array) : undefined;
  if (type === undefined) {
    throw new TypeError(`from_numpy(): expected a typed array, not ${Object.prototype.toString.call(array)}`);
  }
  const { buffer } = array;
  if (isResizable(buffer)) {
    throw new TypeError('from_numpy(): the buffer is resizable, and a tensor cannot follow its memory');
  }
  const made = memory.share_in(array, [array.length], type);
  pin(buffer);
  return made;
}

/**
 * A tensor over a mapped file (`torch.from_file`): of `size` elements, with `shared` written back to the file, else
 * private. What a mapping may take of memory counts as held.
 */
export const from_file: TorchFunctions['from_file'] = ((...args: unknown[]) => {
  const made = (generated.from_file as (...args: unknown[]) => Tensor)(...args);
  memory.count_storage(made);
  return made;
}) as TorchFunctions['from_file'];

function isResizable(buffer: ArrayBufferLike): boolean {
  const { resizable, growable } = buffer as { resizable?: boolean; growable?: boolean };
  return resizable === true || growable === true;
}

/** A tensor over the bytes of a buffer, read as `dtype` (`torch.frombuffer`). */
export function frombuffer(...args: typeof takes.frombuffer.args): Tensor {
  const { buffer: given, dtype, count = -1, offset = 0, requires_grad } = checkedData(
    'frombuffer', takes.frombuffer.read(args));
  const buffer = given!;
  if (dtype === undefined) throw new TypeError('frombuffer() missing 1 required positional arguments: "dtype"');
  if (!ArrayBuffer.isView(buffer) && !types.isAnyArrayBuffer(buffer)) {
    throw new TypeError('frombuffer(): expected an ArrayBuffer or a view of one');
  }
  if (isResizable(ArrayBuffer.isView(buffer) ? buffer.buffer : buffer)) {
    throw new TypeError('frombuffer(): the buffer is resizable, and a tensor cannot follow its memory');
  }
  const Carrier = carrierOf(dtype);
  if (Carrier === undefined) throw new TypeError(`frombuffer(): ${dtype} has no typed array`);
  const bytes = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
  const size = dtype.itemsize;
  if (offset < 0 || offset >= bytes.length) {
    throw new RuntimeError(`offset (${offset} bytes) must be non-negative and no greater than buffer length ` +
      `(${bytes.length} bytes) minus 1`);
  }
  const rest = bytes.length - offset;
  if (count < 0 && rest % size !== 0) {
    throw new RuntimeError(`buffer length (${rest} bytes) after offset (${offset} bytes) must be a multiple of ` +
      `element size (${size})`);
  }
  const length = count < 0 ? rest / size : count;
  if (length * size > rest) {
    throw new RuntimeError(`requested buffer length (${length} * ${size} bytes) after offset (${offset} bytes) must ` +
      `not be greater than actual buffer length (${bytes.length} bytes)`);
  }
  const view = bytes.subarray(offset, offset + length * size);
  const made = memory.share_in(view, [length], dtype);
  pin(bytes.buffer);
  return finished(made, { requires_grad });
}

/**
 * A tensor of one value (`torch.full`). A number makes the default dtype, since JavaScript has one kind of number;
 * a boolean makes bool, a bigint int64.
 */
export const full: TorchFunctions['full'] = ((...args: unknown[]) => {
  const call = generated.full as (...args: unknown[]) => Tensor;
  const last = args.at(-1);
  const named = isPlainObject(last) ? withoutPrototype(last) : undefined;
  const positional = named === undefined ? args : args.slice(0, -1);
  const fill_value = positional.length > 1 ? positional[1] : named?.['fill_value'];
  if (typeof fill_value !== 'number' || named?.['dtype'] !== undefined || named?.['out'] !== undefined) return call(...args);
  return call(...positional, { ...named, dtype: defaults().dtype() });
}) as TorchFunctions['full'];

function finished(made: Tensor, options: Given, otherwise: device | null = null): Tensor {
  const place = options.device === undefined ? otherwise : parseDevice(options.device);
  if (place !== null) made = made.to(place);
  if (options.pin_memory) made = made.pin_memory();
  return options.requires_grad === true ? made.requires_grad_() : made;
}

provide({ tensor });
