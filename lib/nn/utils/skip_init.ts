import { RuntimeError } from '../../values/errors.js';
import type { DeviceLike } from '../../values/device.js';
import { isKeywords } from '../../python/keywords.js';
import { py_repr } from '../../python/repr.js';
import type { Module } from '../module.js';
import { ModuleBase } from '../module/base.js';

/**
 * A module of a class without the time for its initial values: parameters and buffers are uninitialised memory
 * (`torch.nn.utils.skip_init`). Takes the constructor's arguments. Throws a RuntimeError for a class that is no module,
 * and for one that does not make its tensors on the `device` it is given.
 */
export function skip_init<Args extends readonly unknown[], M extends Module>(
  module_cls: new (...args: Args) => M, ...args: Args
): M {
  if (typeof module_cls !== 'function' || !(module_cls.prototype instanceof ModuleBase)) {
    const got = typeof module_cls === 'function' ? `<class '${module_cls.name}'>` : py_repr(module_cls);
    throw new RuntimeError(`Expected a Module; got ${got}`);
  }
  const last = args.at(-1);
  const named = typeof last === 'object' && last !== null && isKeywords(last);
  const { device = 'cpu', ...options } = (named ? last : {}) as { device?: DeviceLike };
  const positional = named ? args.slice(0, -1) : args;
  const made = new module_cls(...([...positional, { ...options, device: 'meta' }] as unknown as Args));
  for (const tensor of [...made.parameters(), ...made.buffers()]) {
    if (!tensor.is_meta) throw new RuntimeError("Module must support a 'device' arg to skip initialization");
  }
  return made.to_empty({ device });
}
