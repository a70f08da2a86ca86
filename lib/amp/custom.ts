import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { pythonType } from '../backends/module.js';
import { isMap, isPlainObject } from '../python/objects.js';
import { get_autocast_dtype, is_autocast_enabled } from '../settings/autocast.js';
import type { Tensor } from '../tensor/tensor.js';
import { float64, type dtype } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { autocast, within, type AnyFunction } from './autocast.js';

const takes = {
  custom_fwd: signature('custom_fwd(fwd: AnyFunction = None, *, device_type: str, cast_inputs: dtype = None)'),
  custom_bwd: signature('custom_bwd(bwd: AnyFunction = None, *, device_type: str)'),
};

/** The options of {@link custom_fwd}. */
export interface CustomFwdOptions {
  /** The kind of device whose autocast it heeds. */
  readonly device_type: string;
  /** Where autocast is on: casts tensors of floating point to this, and runs forward without autocast. */
  readonly cast_inputs?: dtype | null;
}

/** The options of {@link custom_bwd}. */
export interface CustomBwdOptions {
  readonly device_type: string;
}

/** Wraps a function; a decorator of a static method too. */
export type Wrapper = <F extends AnyFunction>(fn: F, context?: unknown) => F;

/** What the two leave on the ctx for each other. */
interface Marked {
  _dtype: dtype;
  _fwd_used_autocast: boolean;
}

/** Tensors of floating point on the device in another dtype, in lists, maps and plain objects too. */
export function cast(value: unknown, device_type: string, type: dtype): unknown {
  if (is_tensor(value)) {
    const eligible = value.is_floating_point() && value.device.type === device_type && value.dtype !== float64;
    return eligible ? (value as Tensor).to(type) : value;
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const inner = (item: unknown): unknown => cast(item, device_type, type);
  if (Array.isArray(value)) return value.map(inner);
  if (isMap(value)) return new Map([...value].map(([key, item]) => [inner(key), inner(item)]));
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]));
  if (typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function') return value;
  return mapped(value as Iterable<unknown>, inner);
}

function* mapped(values: Iterable<unknown>, change: (item: unknown) => unknown): Generator<unknown> {
  for (const item of values) yield change(item);
}

function checkDevice(device_type: unknown): void {
  if (typeof device_type === 'string') return;
  throw new ValueError(`Expected \`device_type\` of type \`str\`, got: \`<class '${pythonType(device_type)}'>\``);
}

function named<F extends AnyFunction>(fn: F, wrapper: unknown): F {
  return Object.defineProperty(wrapper as F, 'name', { value: (fn as { name?: string }).name ?? '' });
}

/**
 * Wraps the `forward` of a custom Function for autocast (`torch.amp.custom_fwd`): `static forward =
 * torch.amp.custom_fwd((ctx, x) => ..., { device_type: 'cuda' })`; without a function it gives what wraps one. Without
 * `cast_inputs` forward runs as autocast stands; with it, where autocast is on, on inputs of that dtype and without
 * autocast. Throws a ValueError for a device that is no text.
 */
export function custom_fwd<F extends AnyFunction>(fwd: F, options: CustomFwdOptions): F;
export function custom_fwd(options: CustomFwdOptions): Wrapper;
export function custom_fwd(...args: unknown[]): unknown {
  const [fwd, device_type, cast_inputs] = takes.custom_fwd.list(args);
  checkDevice(device_type);
  if (fwd === null) return (fn: AnyFunction) => custom_fwd(fn, { device_type, cast_inputs });
  return named(fwd, function (this: unknown, ...given: never[]): unknown {
    const ctx = given[0] as Marked;
    const on = is_autocast_enabled(device_type);
    ctx._dtype = get_autocast_dtype(device_type);
    ctx._fwd_used_autocast = cast_inputs === null && on;
    must(fwd, callable);
    if (cast_inputs === null || !on) return fwd.apply(this, given);
    return within(autocast(device_type, { enabled: false }), () =>
      fwd.apply(this, cast(given, device_type, cast_inputs) as never[]));
  });
}

/**
 * Wraps the `backward` of a custom Function, so that it runs in the autocast that its forward, wrapped by
 * {@link custom_fwd}, ran in (`torch.amp.custom_bwd`); without a function it gives what wraps one. Throws a ValueError
 * for a device that is no text.
 */
export function custom_bwd<F extends AnyFunction>(bwd: F, options: CustomBwdOptions): F;
export function custom_bwd(options: CustomBwdOptions): Wrapper;
export function custom_bwd(...args: unknown[]): unknown {
  const [bwd, device_type] = takes.custom_bwd.list(args);
  checkDevice(device_type);
  if (bwd === null) return (fn: AnyFunction) => custom_bwd(fn, { device_type });
  return named(bwd, function (this: unknown, ...given: never[]): unknown {
    const { _fwd_used_autocast: enabled, _dtype: dtype } = given[0] as Marked;
    return within(autocast(device_type, { enabled, dtype }), () => must(bwd, callable).apply(this, given));
  });
}
