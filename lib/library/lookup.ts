/** Operators by name, as torch.library names them (torch/_library/utils.py). */
import { operators } from '../addon/doors.js';
import { isOverload, ops, type OpOverload } from '../operators/ops.js';
import { pythonType } from '../values/type_name.js';
import { AttributeError, ValueError } from '../values/errors.js';

/** The two parts of 'namespace::name'. Throws a ValueError for another text. */
export function parse_namespace(qualname: string): [namespace: string, name: string] {
  const splits = qualname.split('::');
  if (splits.length !== 2) {
    throw new ValueError('Expected `qualname` to be of the form "namespace::name", but got ' +
      `${qualname}. The qualname passed to the torch.library APIs must consist of a namespace and a name, e.g. aten::sin`);
  }
  return splits as [string, string];
}

/** The operator, 'ns::name' or 'ns::name.overload'. Throws an AttributeError where there is none. */
export function lookup_op(qualname: string): OpOverload {
  const [space, full] = parse_namespace(qualname);
  const [name, overload = 'default'] = full.split('.') as [string, string?];
  const packet = ops[space]![name];
  if (packet === undefined) {
    throw new AttributeError(`'_OpNamespace' '${space}' object has no attribute '${name}'`);
  }
  if (!Object.hasOwn(packet, overload) || !isOverload(packet[overload])) {
    throw new AttributeError(`The underlying op of '${space}.${name}' has no overload name '${overload}'`);
  }
  return packet[overload];
}

export const has_kernel = (full: string, key: string): boolean => operators.operator_has_kernel(full, key);

/** The key of a kind of device; of 'default' that of all kinds. */
export const device_type_to_key = (type: string): string =>
  (type === 'default' ? 'CompositeExplicitAutograd' : operators.dispatch_key_for_device(type));

/** As Python shows the class of a value. */
export const class_of = (value: unknown): string => `<class '${pythonType(value)}'>`;
