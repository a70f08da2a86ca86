/** The kernel for autocast of an operator that is to compute in another dtype. */
import { is_autocast_available } from '../amp/autocast.js';
import { cast } from '../amp/custom.js';
import type { DispatchKeyName } from '../jit/dispatch_keys.js';
import type { OpOverload } from '../operators/ops.js';
import { isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { AssertionError, ValueError } from '../values/errors.js';
import type { dtype } from '../values/dtype.js';
import { excluding } from './keys.js';
import type { KernelFunction } from './kinds.js';
import { class_of, device_type_to_key } from './lookup.js';
import { has_kwarg_only_args, schemaOf } from './schemas.js';

/** The key of autocast on a kind of device. Throws a ValueError for one that has none. */
export function autocastKey(device_type: string): DispatchKeyName {
  if (typeof device_type !== 'string') {
    throw new ValueError(`Expected \`device_type\` of type \`str\`, got: \`${class_of(device_type)}\``);
  }
  if (!is_autocast_available(device_type)) {
    throw new ValueError(`Device type '${device_type}' does not support autocast.`);
  }
  return `Autocast${device_type_to_key(device_type)}` as DispatchKeyName;
}

/** The kernel: the operator, without autocast, on tensors of floating point in the dtype. */
export function autocastKernel(op: OpOverload, device_type: string, type: dtype): KernelFunction {
  const key = autocastKey(device_type);
  const named = has_kwarg_only_args(schemaOf(op._name));
  return (...args: unknown[]): unknown => {
    const given = named ? args.slice(0, -1) : args;
    if (named) checkNamed(op, [...given, ...Object.values(args.at(-1) as object) as unknown[]]);
    return excluding([key], () => op(...given.map((each) => cast(each, device_type, type))));
  };
}

/** Throws an AssertionError where an argument that has a name only is not its default. */
function checkNamed(op: OpOverload, values: readonly unknown[]): void {
  const last = op.pythonArguments(values).at(-1);
  if (!isPlainObject(last)) return;
  throw new AssertionError(`Custom ops do not support kwargs yet, got ${py_repr(Object.keys(last))}`);
}
