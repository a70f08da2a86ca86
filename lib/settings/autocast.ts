/** The state of autocast in this thread, beneath `torch.autocast`: whether it is on for a device, and its dtype. */
import { switches } from '../addon/doors.js';
import { bool, str } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { pythonType } from '../backends/module.js';
import { isPlainObject } from '../python/objects.js';
import { warn } from '../python/warnings.js';
import { parseDevice, type DeviceLike } from '../values/device.js';
import { dtype, dtypeOf, dtypes } from '../values/dtype.js';
import { RuntimeError } from '../values/errors.js';

function typeOf(fn: string, device_type: unknown): number {
  if (typeof device_type === 'string') return parseDevice(device_type as DeviceLike).code;
  throw new TypeError(`${fn}(): argument 'device_type' (position 1) must be str, not ${pythonType(device_type)}`);
}

const takes = {
  enabled: signature('set_autocast_enabled(device_type: str, enabled: bool)', { str, bool }),
  alone: signature('set_autocast_enabled(enabled: bool)', { bool }),
};

/**
 * Whether autocast is on for a kind of device (`torch.is_autocast_enabled`). Throws a RuntimeError for one without it.
 */
export const is_autocast_enabled = signature('is_autocast_enabled(device_type: str = "cuda") -> bool').define(
  (device_type) => switches.autocast_enabled(typeOf('is_autocast_enabled', device_type)));

/**
 * Switches autocast on or off for a kind of device: `set_autocast_enabled('cpu', true)` (`torch.set_autocast_enabled`).
 */
export function set_autocast_enabled(...args: typeof takes.enabled.args | typeof takes.alone.args): void {
  // PyTorch's other form has the flag alone, for CUDA.
  const last: unknown = args.at(-1);
  const alone = args.length === 1 && !(isPlainObject(last) && 'device_type' in last);
  const [device_type, on] = alone ? ['cuda', takes.alone.list(args)[0]] as const : takes.enabled.list(args);
  switches.set_autocast_enabled(typeOf('set_autocast_enabled', device_type), on);
}

/** The dtype that autocast computes in on a kind of device (`torch.get_autocast_dtype`). */
export const get_autocast_dtype = signature('get_autocast_dtype(device_type: str) -> dtype').define(
  (device_type) => {
    const code = switches.autocast_dtype(typeOf('get_autocast_dtype', device_type));
    // libtorch has a number for devices that know no autocast.
    if (code >= dtypes.length) throw new RuntimeError('unsupported scalarType');
    return dtypeOf(code);
  });

/** Says in which dtype autocast computes on a kind of device (`torch.set_autocast_dtype`). */
export const set_autocast_dtype = signature('set_autocast_dtype(device_type: str, dtype: dtype) -> None').define(
  (device_type, type: unknown) => {
    if (!(type instanceof dtype)) {
      throw new TypeError(`set_autocast_dtype(): argument 'dtype' (position 2) must be torch.dtype, not ${pythonType(type)}`);
    }
    switches.set_autocast_dtype(typeOf('set_autocast_dtype', device_type), type.code);
  });

/** Whether casts are kept for reuse (`torch.is_autocast_cache_enabled`). */
export const is_autocast_cache_enabled = signature('is_autocast_cache_enabled() -> bool').define(
  () => switches.read_switch('autocast_cache'));

/** Says whether casts are kept for reuse (`torch.set_autocast_cache_enabled`). */
export const set_autocast_cache_enabled = signature('set_autocast_cache_enabled(enabled: bool) -> None').define(
  (enabled) => switches.write_switch('autocast_cache', oldFlag(enabled)));

/** Forgets the casts that were kept (`torch.clear_autocast_cache`). */
export const clear_autocast_cache = signature('clear_autocast_cache() -> None').define(
  () => switches.clear_autocast_cache());

/** Goes one block of autocast inwards, and gives back how deep it is then (`torch.autocast_increment_nesting`). */
export const autocast_increment_nesting = signature('autocast_increment_nesting() -> int').define(
  () => switches.nest_autocast(true));

/** Goes one block of autocast outwards, and gives back how deep it is then (`torch.autocast_decrement_nesting`). */
export const autocast_decrement_nesting = signature('autocast_decrement_nesting() -> int').define(
  () => switches.nest_autocast(false));

/** The old names, one for each kind of device: PyTorch warns at their first use. */
function old(call: string, instead: string): void {
  warn('DeprecationWarning', `torch.${call} is deprecated. Please use torch.${instead} instead.`);
}

function isOn(name: string, device: string): () => boolean {
  return () => {
    old(`is_autocast_${name}_enabled()`, `is_autocast_enabled('${device}')`);
    return is_autocast_enabled(device);
  };
}

function turn(name: string, device: string): (enabled: boolean) => void {
  return (enabled) => {
    old(`set_autocast_${name}_enabled(enabled)`, `set_autocast_enabled('${device}', enabled)`);
    set_autocast_enabled(device, oldFlag(enabled));
  };
}

function dtypeOn(name: string, device: string): () => dtype {
  return () => {
    old(`get_autocast_${name}_dtype()`, `get_autocast_dtype('${device}')`);
    return get_autocast_dtype(device);
  };
}

function setDtype(name: string, device: string): (type: dtype) => void {
  return (type) => {
    old(`set_autocast_${name}_dtype(dtype)`, `set_autocast_dtype('${device}', dtype)`);
    if (!((type as unknown) instanceof dtype)) throw new TypeError(`dtype must be a torch.dtype (got ${pythonType(type)})`);
    set_autocast_dtype(device, type);
  };
}

/** A flag, as the functions say it that take nothing else. */
export function oldFlag(enabled: unknown): boolean {
  if (typeof enabled === 'boolean') return enabled;
  throw new TypeError(`enabled must be a bool (got ${pythonType(enabled)})`);
}

/** Whether autocast is on for the CPU; deprecated (`torch.is_autocast_cpu_enabled`). */
export const is_autocast_cpu_enabled = signature('is_autocast_cpu_enabled() -> bool').define(isOn('cpu', 'cpu'));
/** Whether autocast is on for Graphcore's devices; deprecated (`torch.is_autocast_ipu_enabled`). */
export const is_autocast_ipu_enabled = signature('is_autocast_ipu_enabled() -> bool').define(isOn('ipu', 'ipu'));
/** Whether autocast is on for XLA's devices; deprecated (`torch.is_autocast_xla_enabled`). */
export const is_autocast_xla_enabled = signature('is_autocast_xla_enabled() -> bool').define(isOn('xla', 'xla'));

/** Switches autocast for the CPU; deprecated (`torch.set_autocast_cpu_enabled`). */
export const set_autocast_cpu_enabled = signature('set_autocast_cpu_enabled(enabled: bool) -> None').define(
  turn('cpu', 'cpu'));
/** Switches autocast for Graphcore's devices; deprecated (`torch.set_autocast_ipu_enabled`). */
export const set_autocast_ipu_enabled = signature('set_autocast_ipu_enabled(enabled: bool) -> None').define(
  turn('ipu', 'ipu'));
/** Switches autocast for XLA's devices; deprecated (`torch.set_autocast_xla_enabled`). */
export const set_autocast_xla_enabled = signature('set_autocast_xla_enabled(enabled: bool) -> None').define(
  turn('xla', 'xla'));

/** The dtype of autocast on the CPU; deprecated (`torch.get_autocast_cpu_dtype`). */
export const get_autocast_cpu_dtype = signature('get_autocast_cpu_dtype() -> dtype').define(dtypeOn('cpu', 'cpu'));
/** The dtype of autocast on CUDA devices; deprecated (`torch.get_autocast_gpu_dtype`). */
export const get_autocast_gpu_dtype = signature('get_autocast_gpu_dtype() -> dtype').define(dtypeOn('gpu', 'cuda'));
/** The dtype of autocast on Graphcore's devices; deprecated (`torch.get_autocast_ipu_dtype`). */
export const get_autocast_ipu_dtype = signature('get_autocast_ipu_dtype() -> dtype').define(dtypeOn('ipu', 'ipu'));
/** The dtype of autocast on XLA's devices; deprecated (`torch.get_autocast_xla_dtype`). */
export const get_autocast_xla_dtype = signature('get_autocast_xla_dtype() -> dtype').define(dtypeOn('xla', 'xla'));

/** Says in which dtype autocast computes on the CPU; deprecated (`torch.set_autocast_cpu_dtype`). */
export const set_autocast_cpu_dtype = signature('set_autocast_cpu_dtype(dtype: dtype) -> None').define(
  setDtype('cpu', 'cpu'));
/** Says in which dtype autocast computes on CUDA devices; deprecated (`torch.set_autocast_gpu_dtype`). */
export const set_autocast_gpu_dtype = signature('set_autocast_gpu_dtype(dtype: dtype) -> None').define(
  setDtype('gpu', 'cuda'));
/** Says in which dtype autocast computes on Graphcore's devices; deprecated (`torch.set_autocast_ipu_dtype`). */
export const set_autocast_ipu_dtype = signature('set_autocast_ipu_dtype(dtype: dtype) -> None').define(
  setDtype('ipu', 'ipu'));
/** Says in which dtype autocast computes on XLA's devices; deprecated (`torch.set_autocast_xla_dtype`). */
export const set_autocast_xla_dtype = signature('set_autocast_xla_dtype(dtype: dtype) -> None').define(
  setDtype('xla', 'xla'));
