/** The device on which tensors are made that name none: of the thread, and of a block. */
import { set_default_dtype } from '../addon/default_dtype.js';
import { signature } from '../arguments/signature.js';
import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { empty } from '../generated/torch.js';
import { warn } from '../python/warnings.js';
import { bindDeviceContext, device, parseDevice } from '../values/device.js';
import { exchangeDeviceContext, deviceContext } from '../values/device_context.js';
import type { dtype } from '../values/dtype.js';
import { AttributeError } from '../values/errors.js';
import { legacyTypes } from '../tensor/type_names.js';

/** What ends the default that was set last; undefined if none was. */
let end: (() => void) | undefined;

function enter(place: device): () => void {
  const before = exchangeDeviceContext(place);
  return () => void exchangeDeviceContext(before);
}

/**
 * The device of tensors that name none, from now on and in this thread (`torch.set_default_device`): what makes
 * tensors from sizes or data asks for it, and so do the modules of `torch.nn`. null puts back the CPU. Throws a
 * RuntimeError for a text that is no device.
 */
export const set_default_device = signature('set_default_device(device: DeviceLike | int | None) -> None').define(
  (place) => {
    end?.();
    end = undefined;
    if (place !== null) end = enter(parseDevice(place));
  });

/** The device of tensors that name none, with its index where it has one (`torch.get_default_device`). */
export const get_default_device = signature('get_default_device() -> device').define(() => {
  const place = deviceContext();
  if (place === null) return device('cpu');
  return place.index === null ? empty([0]).device : place;
});

/**
 * The dtype of tensors that name none, by one of PyTorch's old tensor types or its name, `'torch.DoubleTensor'`
 * (`torch.set_default_tensor_type`, deprecated there). Throws a TypeError for a type that is no float.
 */
export const set_default_tensor_type = signature('set_default_tensor_type(t: LegacyTensorType) -> None').define((t: unknown) => {
  warn('UserWarning', 'torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use ' +
    'torch.set_default_dtype() and torch.set_default_device() as alternatives.');
  const [name, text] = typeof t === 'string' ? [/^torch\.(\w+)$/.exec(t)?.[1], t] : [(t as { name?: string } | null)?.name, ''];
  const type = name !== undefined && Object.hasOwn(legacyTypes, name)
    ? (legacyTypes as Record<string, dtype>)[name]! : undefined;
  if (type !== undefined) {
    if (!type.is_floating_point) throw new TypeError('only floating-point types are supported as the default type');
    set_default_dtype(type);
  } else if (typeof t === 'string') {
    const at = text.lastIndexOf('.');
    throw new AttributeError(`module '${text.slice(0, Math.max(at, 0))}' has no attribute '${text.slice(at + 1)}'`);
  } else {
    throw new TypeError('invalid type object: only floating-point types are supported as the default type');
  }
});

/** One of PyTorch's old tensor types, `torch.DoubleTensor`, or its name. */
export type LegacyTensorType = string | { readonly name: string; (...args: never[]): unknown };

/** `torch.device(...)` as a context: see {@link device}. */
function deviceMode(place: device, body: (() => unknown) | undefined): unknown {
  const mode = new Mode('device', enter(place));
  return body === undefined ? inBlock(mode) : runInMode('device', mode, body);
}

bindDeviceContext(deviceMode);
