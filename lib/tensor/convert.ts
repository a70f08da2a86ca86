import { device, parseDevice, type DeviceLike } from '../device.js';
import { dtype } from '../dtype.js';
import type { memory_format } from '../memory_format.js';
import { native } from '../binding.js';
import { isPlainObject } from '../objects.js';
import { noMatch } from '../operators/no_match.js';
import { Overload } from '../operators/overload.js';
import { optionsOf } from '../python_arguments.js';
import type { Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';

/** The keyword arguments of `Tensor.to`. */
export interface ToOptions {
  readonly dtype?: dtype;
  readonly device?: DeviceLike | number;
  readonly non_blocking?: boolean;
  readonly copy?: boolean;
  readonly memory_format?: memory_format;
}

const optionNames = ['dtype', 'device', 'non_blocking', 'copy', 'memory_format'] as const;
const noOptions = optionsOf<ToOptions>('to', undefined, optionNames);

export type ToArguments =
  | [options: ToOptions]
  | [dtype: dtype, non_blocking?: boolean, copy?: boolean, options?: ToOptions]
  | [dtype: dtype, options: ToOptions]
  | [device: DeviceLike | number, dtype?: dtype, non_blocking?: boolean, copy?: boolean]
  | [device: DeviceLike | number, options: ToOptions]
  | [device: DeviceLike | number, dtype: dtype, options: ToOptions]
  | [other: Tensor, non_blocking?: boolean, copy?: boolean]
  | [other: Tensor, options: ToOptions];

let overload: Overload | undefined;

/** What the arguments of `Tensor.to` ask for, whatever their form. */
export interface ToRequest {
  readonly dtype: dtype | undefined;
  readonly device: DeviceLike | number | undefined;
  readonly non_blocking: boolean;
  readonly copy: boolean;
  readonly memory_format: memory_format | undefined;
  readonly tooMany: boolean;
}

/** Reads the arguments of `Tensor.to` and of `Module.to`. */
export function parseTo(args: readonly unknown[]): ToRequest {
  const rest = [...args];
  const last = rest.at(-1);
  const isOptions = isPlainObject(last);
  const options = isOptions ? optionsOf<ToOptions>('to', rest.pop() as ToOptions, optionNames) : noOptions;
  let { dtype: wantedType, device: wantedDevice } = options;
  const first = rest[0];
  if (first instanceof dtype) {
    wantedType = rest.shift() as dtype;
  } else if (TensorBase.handle(first) !== undefined) {
    const other = rest.shift() as Tensor;
    wantedType = other.dtype;
    wantedDevice = other.device;
  } else if (first === null || typeof first === 'string' || typeof first === 'number' || first instanceof device) {
    wantedDevice = (rest.shift() as DeviceLike | null) ?? undefined;
    if (rest[0] instanceof dtype || rest[0] === null) wantedType = (rest.shift() as dtype | null) ?? undefined;
  }
  return {
    dtype: wantedType,
    device: wantedDevice,
    non_blocking: (rest[0] ?? options.non_blocking ?? false) as boolean,
    copy: (rest[1] ?? options.copy ?? false) as boolean,
    memory_format: options.memory_format,
    tooMany: rest.length > 2,
  };
}

/** All forms of `Tensor.to`; a tensor that is already so is given back itself. */
export function convertTo(tensor: Tensor, args: readonly unknown[]): Tensor {
  TensorBase.self(tensor);
  overload ??= new Overload('aten::to.device', { name: 'to', method: true });
  const request = parseTo(args);
  const values = [
    tensor,
    request.device === undefined ? tensor.device : parseDevice(request.device),
    request.dtype ?? tensor.dtype,
    request.non_blocking,
    request.copy,
    request.memory_format,
  ];
  const matched = request.tooMany ? undefined : overload.match(values, undefined);
  if (matched === undefined) throw noMatch('to', [overload], [tensor, ...args], undefined, true);
  const result = overload.call(matched, values, undefined) as Tensor;
  return native.same_tensor(TensorBase.self(result), TensorBase.self(tensor)) ? tensor : result;
}
