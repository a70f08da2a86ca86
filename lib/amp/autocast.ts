import { switches } from '../addon/doors.js';
import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { pythonType } from '../backends/module.js';
import { amp_definitely_not_available } from '../cuda/amp/common.js';
import { is_bf16_supported } from '../cuda/capabilities.js';
import { warn } from '../python/warnings.js';
import {
  autocast_decrement_nesting, autocast_increment_nesting, clear_autocast_cache, get_autocast_dtype,
  is_autocast_cache_enabled, is_autocast_enabled, set_autocast_cache_enabled, set_autocast_dtype,
  oldFlag, set_autocast_enabled,
} from '../settings/autocast.js';
import { parseDevice, type DeviceLike } from '../values/device.js';
import { bfloat16, float16, type dtype } from '../values/dtype.js';
import { AssertionError, RuntimeError, ValueError } from '../values/errors.js';

/** What {@link autocast} can be told. */
export interface AutocastOptions {
  /** What is computed in; of CPU bfloat16 and of CUDA float16 if not given. */
  readonly dtype?: dtype | null;
  /** False switches autocast off, inside of another one too; true if not given. */
  readonly enabled?: boolean;
  /** Whether casts of weights are kept until the outermost block ends; as it is now if not given. */
  readonly cache_enabled?: boolean | null;
}

/** A function that is wrapped. */
export type AnyFunction = (...args: never[]) => unknown;

/** Whether libtorch knows autocast for a kind of device (`torch.amp.is_autocast_available`). */
export const is_autocast_available = signature('is_autocast_available(device_type: str) -> bool').define(
  (device_type: unknown) => {
    if (typeof device_type === 'string') return switches.autocast_available(parseDevice(device_type as DeviceLike).code);
    throw new TypeError("_is_autocast_available(): argument 'device_type' (position 1) must be str, not " +
      pythonType(device_type));
  });

/** What an autocast is, on or off; see {@link autocast}. */
export class AutocastBase {
  /** The kind of device that it is for. */
  declare device: string;
  /** What is computed in. */
  declare fast_dtype: dtype;
  declare _enabled: boolean;
  declare _cache_enabled: boolean;

  /** `using` reads this where the block begins, which is where the mode does. */
  get [Symbol.dispose](): () => void {
    const mode = inBlock(enter(this));
    const dispose = mode[Symbol.dispose];
    return () => dispose.call(mode);
  }
}

/** An autocast that can be entered again and again, and wraps functions. */
export interface autocast extends AutocastBase {
  /** The function, run in this autocast each time; also as `@torch.autocast('cpu')` over a method. */
  <F extends AnyFunction>(func: F, context?: unknown): F;
}

/** The mode of one entry: it puts back what it found. */
function enter({ device, _enabled, fast_dtype, _cache_enabled }: AutocastBase): Mode {
  const enabled = is_autocast_enabled(device);
  const type = get_autocast_dtype(device);
  const cache = is_autocast_cache_enabled();
  // What may throw, before anything holds: the first of them puts itself back.
  oldFlag(_cache_enabled);
  set_autocast_enabled(device, _enabled);
  try {
    set_autocast_dtype(device, fast_dtype);
  } catch (error) {
    set_autocast_enabled(device, enabled);
    throw error;
  }
  autocast_increment_nesting();
  setCache(_cache_enabled);
  return new Mode('autocast', () => {
    // No cast outlives the outermost block: weights change after it.
    if (autocast_decrement_nesting() === 0) clear_autocast_cache();
    set_autocast_enabled(device, enabled);
    set_autocast_dtype(device, type);
    setCache(cache);
  });
}

/** Says only what is new: a recording ends where a switch is set, whatever it was before. */
function setCache(enabled: boolean): void {
  if (is_autocast_cache_enabled() !== enabled) set_autocast_cache_enabled(enabled);
}

/** Runs `body` in an autocast. */
export function within<T>(instance: AutocastBase, body: () => T): T {
  return runInMode('autocast', enter(instance), body);
}

/**
 * The function, run in an autocast each time (`torch.amp.autocast_mode.autocast_decorator`), which
 * `torch.autocast('cpu')(func)` calls. An async function is a TypeError when it is called.
 */
export function autocast_decorator<F extends AnyFunction>(autocast_instance: AutocastBase, func: F): F {
  const wrapped = function (this: unknown, ...args: never[]): unknown {
    return within(autocast_instance, () => must(func, callable).apply(this, args));
  };
  return Object.defineProperty(wrapped, 'name', { value: (func as F | null)?.name ?? '' }) as unknown as F;
}

/** PyTorch names devices in capitals; a backend of somebody else's by its name. */
const otherBackend = 'privateuseone';
const fastTypes: readonly dtype[] = [bfloat16, float16];

/** What an instance is made of, checked as PyTorch checks it. */
function checked(device: unknown, given: dtype | null, wanted: boolean, cache: boolean | null): AutocastBase {
  if (typeof device !== 'string') {
    throw new ValueError(`Expected \`device_type\` of type \`str\`, got: \`<class '${pythonType(device)}'>\``);
  }
  const fast_dtype = given ?? get_autocast_dtype(device);
  if (!is_autocast_available(device)) {
    throw new RuntimeError(`User specified an unsupported autocast device_type '${device}'`);
  }
  if (device === otherBackend) {
    throw new AssertionError(`Tried to use AMP with the \`${otherBackend}\` backend, but the backend has not registered a ` +
      'module or the module misses some necessary funcs. The backend should register a module by ' +
      '`torch._register_device_module`, and the module must have these funcs: \n' +
      '`get_amp_supported_dtype() -> List[torch.dtype]`. \n');
  }
  return {
    device, fast_dtype, _cache_enabled: cache ?? is_autocast_cache_enabled(),
    _enabled: wanted && !usable(device, fast_dtype) ? false : wanted,
  } as AutocastBase;
}

/** Whether a device can compute in a dtype; if not, a warning says that autocast stays off. */
function usable(device: string, fast_dtype: dtype): boolean {
  if (device === 'cuda') {
    if (amp_definitely_not_available()) {
      warn('UserWarning', 'CUDA is not available or torch_xla is imported. Disabling autocast.');
      return false;
    }
    if (fast_dtype === bfloat16 && !is_bf16_supported()) {
      throw new RuntimeError('Current CUDA Device does not support bfloat16. Please switch dtype to float16.');
    }
    return true;
  }
  if (fastTypes.includes(fast_dtype)) return true;
  const name = device.toUpperCase();
  warn('UserWarning', `In ${name} autocast, but the target dtype is not supported. Disabling autocast.\n` +
    `${name} Autocast only supports dtypes of ${fastTypes.join(', ')} currently.`);
  return false;
}

/** An instance: a function, so that it wraps others, that has the fields of an autocast. */
export function instanceOf(
  prototype: AutocastBase, ...given: [device: unknown, dtype: dtype | null, enabled: boolean, cache: boolean | null]
): autocast {
  const fields = checked(...given);
  const instance = function (func: unknown): unknown {
    if (typeof func !== 'function') {
      throw new TypeError(`autocast()(func) requires a callable, but got ${pythonType(func)}. ` +
        'Did you mean to use autocast as a context manager? For example:\n' +
        '    with torch.autocast(device_type=...):\n        output = model(input)');
    }
    return autocast_decorator(instance, func as AnyFunction);
  } as unknown as autocast;
  Object.setPrototypeOf(instance, prototype);
  return Object.assign(instance, fields);
}

/** Takes a function from the end of the arguments, which is what is to run in the mode. */
export function withBody(args: readonly unknown[]): [rest: readonly unknown[], body: (() => unknown) | undefined] {
  const last = args.at(-1);
  return typeof last === 'function' ? [args.slice(0, -1), last as () => unknown] : [args, undefined];
}

/** What the deprecated classes of one kind of device are called with. */
export interface DeviceAutocastClass<Args extends readonly unknown[]> {
  /** Makes an autocast, for `using` or to wrap functions. */
  new (...args: Args): autocast;
  /** An autocast, for `using` or to wrap functions. */
  (...args: Args): autocast;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(body: () => T): T;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(enabled: boolean, body: () => T): T;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(options: AutocastOptions, body: () => T): T;
  readonly prototype: autocast;
}

/** A class that is called with or without `new`, or with a function at the end to run it at once. */
export function face<Face>(prototype: AutocastBase, make: (args: readonly unknown[]) => autocast): Face {
  const made = function (...args: unknown[]): unknown {
    const [rest, body] = withBody(args);
    const instance = make(rest);
    return body === undefined ? instance : within(instance, body);
  };
  Object.defineProperty(made, 'name', { value: 'autocast' });
  Object.defineProperty(made, 'prototype', { value: prototype });
  Object.defineProperty(prototype, 'constructor', { value: made, configurable: true, writable: true });
  return made as unknown as Face;
}

const takes = signature(`autocast.__init__(self, device_type: str, dtype: dtype = None, enabled: bool = True,
  cache_enabled: bool = None)`);

/** See {@link autocast}. */
export interface AutocastClass {
  /** Makes an autocast, for `using` or to wrap functions. */
  new (...args: typeof takes.args): autocast;
  /** An autocast, for `using` or to wrap functions. */
  (...args: typeof takes.args): autocast;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(device_type: string, body: () => T): T;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(device_type: string, options: AutocastOptions, body: () => T): T;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(device_type: string, dtype: dtype | null, body: () => T): T;
  /** Runs a function in mixed precision, and gives what it gives. */
  <T>(named: AutocastOptions & { readonly device_type: string }, body: () => T): T;
  readonly prototype: autocast;
}

/**
 * Mixed precision (`torch.autocast`): matrix products and convolutions of a kind of device run in a smaller dtype, what
 * would lose by that in float32. `torch.autocast('cpu', { dtype: torch.bfloat16 }, () => loss(model(x), y))` runs a
 * function so, `using _ = torch.autocast('cpu')` the rest of a block, `torch.autocast('cpu')(f)` is a function that
 * always runs so. Backward belongs outside: it runs in the dtypes of forward. Throws a TypeError for an async function,
 * a RuntimeError for a device without autocast; a dtype that the device does not take is a warning, and autocast stays
 * off.
 */
export const autocast: AutocastClass = face<AutocastClass>(AutocastBase.prototype, (args) => {
  const [device_type, dtype, enabled, cache_enabled] = takes.list(args);
  return instanceOf(AutocastBase.prototype, device_type, dtype, enabled, cache_enabled);
});
