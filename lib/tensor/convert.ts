import * as info from '../addon/tensor_info.js';
import { is_tensor } from '../values/is_tensor.js';
import { isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import { dtype } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';
import { memory_format } from '../values/memory_format.js';
import { isPlainObject, withoutPrototype } from '../python/objects.js';
import { op } from '../addon/call/op.js';
import { optionsOf } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from './tensor.js';
import { typeName } from '../values/type_name.js';

/** The keyword arguments of `Tensor.to`. */
export interface ToOptions {
  readonly dtype?: dtype;
  readonly device?: DeviceLike | number;
  readonly non_blocking?: boolean;
  readonly copy?: boolean;
  readonly memory_format?: memory_format;
}

type Name = keyof ToOptions | 'tensor';

/** The three signatures of `Tensor.to`: the names of the arguments by position, and one that has none. */
const forms = {
  device: ['device', 'dtype', 'non_blocking', 'copy'],
  dtype: ['dtype', 'non_blocking', 'copy'],
  tensor: ['tensor', 'non_blocking', 'copy'],
} as const satisfies Record<string, readonly Name[]>;
const optionNames = ['dtype', 'device', 'non_blocking', 'copy', 'memory_format', 'tensor'] as const satisfies Name[];

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const fits: { readonly [N in Name]: (value: unknown) => boolean } = {
  tensor: (value) => is_tensor(value),
  device: (value) => value === null || isDeviceLike(value),
  dtype: (value) => value === null || value instanceof dtype,
  non_blocking: isFlag,
  copy: isFlag,
  memory_format: (value) => value === null || value instanceof memory_format,
};

export type ToArguments =
  | [options: ToOptions]
  | [dtype: dtype, non_blocking?: boolean, copy?: boolean, options?: FormatOption]
  | [dtype: dtype, options: FlagOptions]
  | [device: DeviceLike | number, dtype?: dtype, non_blocking?: boolean, copy?: boolean, options?: FormatOption]
  | [device: DeviceLike | number, options: Omit<ToOptions, 'device'>]
  | [device: DeviceLike | number, dtype: dtype, options: FlagOptions]
  | [other: Tensor, non_blocking?: boolean, copy?: boolean, options?: FormatOption]
  | [other: Tensor, options: FlagOptions];

type FormatOption = Pick<ToOptions, 'memory_format'>;
type FlagOptions = Pick<ToOptions, 'non_blocking' | 'copy' | 'memory_format'>;

/** What the arguments of `Tensor.to` ask for, whatever their form. */
export interface ToRequest {
  readonly dtype: dtype | undefined;
  readonly device: DeviceLike | number | undefined;
  readonly non_blocking: boolean;
  readonly copy: boolean;
  readonly memory_format: memory_format | undefined;
}

/** Reads the arguments of `Tensor.to` and of `Module.to`. Throws a TypeError where they are none of the three forms. */
export function parseTo(args: readonly unknown[]): ToRequest {
  const last = args.at(-1);
  const options = isPlainObject(last) ? last : undefined;
  const named = optionsOf<ToOptions & { tensor?: Tensor }>('to', options, optionNames);
  const count = options === undefined ? args.length : args.length - 1;
  const first = count > 0 ? args[0] : named.tensor;
  const isTensor = is_tensor(first);
  const form = first instanceof dtype ? forms.dtype : isTensor ? forms.tensor : forms.device;
  const given = withoutPrototype<{ [N in Name]?: unknown }>({});
  for (let i = 0; i < count; i++) given[form[i]!] = args[i];
  for (const [name, value] of Object.entries(named) as [Name, unknown][]) {
    if (value === undefined) continue;
    const place = (form as readonly Name[]).indexOf(name);
    if (place < 0 ? name !== 'memory_format' : place < count) throw noForm(args, count, named);
    given[name] = value;
  }
  const isFitting = (name: Name): boolean => given[name] === undefined || fits[name](given[name]);
  if (count > form.length || !(Object.keys(given) as Name[]).every(isFitting)) throw noForm(args, count, named);
  const source = given.tensor as Tensor | undefined;
  return {
    dtype: source?.dtype ?? (given.dtype as dtype | null | undefined) ?? undefined,
    device: source?.device ?? (given.device as DeviceLike | null | undefined) ?? undefined,
    non_blocking: (given.non_blocking as boolean | undefined) ?? false,
    copy: (given.copy as boolean | undefined) ?? false,
    memory_format: (given.memory_format as memory_format | null | undefined) ?? undefined,
  };
}

function noForm(args: readonly unknown[], count: number, named: object): TypeError {
  const got = [
    ...args.slice(0, count).map(typeName),
    ...Object.entries(named).map(([name, value]) => `${name}=${typeName(value)}`),
  ].join(', ');
  const flags = 'bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None';
  return new TypeError(
    `to() received an invalid combination of arguments - got (${got}), but expected one of:\n` +
      ` * (torch.device device = None, torch.dtype dtype = None, ${flags})\n` +
      ` * (torch.dtype dtype, ${flags})\n * (Tensor tensor, ${flags})\n`);
}

/** All forms of `Tensor.to`; a tensor that is already so is given back itself. */
export function convertTo(tensor: Tensor, args: readonly unknown[]): Tensor {
  info.check(tensor);
  const request = parseTo(args);
  const result = op('aten::to.device')(
    tensor, request.device === undefined ? tensor.device : parseDevice(request.device), request.dtype ?? tensor.dtype,
    request.non_blocking, request.copy, request.memory_format);
  return info.same_tensor(result, tensor) ? tensor : result;
}

const cuda_ = signature(`cuda(device: DeviceLike | int = None, non_blocking: bool = False, *,
  memory_format: memory_format = None)`);
export type CudaArguments = typeof cuda_.args;

/** All forms of `Tensor.cuda`. */
export function toCuda(tensor: Tensor, args: CudaArguments): Tensor {
  const { device, ...options } = cuda_.read(args);
  if (device !== null && !fits.device(device)) {
    throw new TypeError(`cuda(): argument 'device' must be torch.device, not ${typeName(device)}`);
  }
  const where = parseDevice(device ?? 'cuda');
  if (where.type !== 'cuda') throw new RuntimeError('Invalid device, must be cuda device');
  return convertTo(tensor, [where, options]);
}
