/** `torch.fx.annotate`: types for values that are traced. */
import { py_repr } from '../python/repr.js';
import { RuntimeError } from '../values/errors.js';
import { isProxy } from './tracer_base.js';

/**
 * Says of what stands for a node that the node's value is of a type, and gives it back; any other value comes back as
 * it is (`torch.fx.annotate.annotate`). Throws a RuntimeError where the node has a type.
 */
export function annotate<T>(val: T, type: unknown): T {
  if (!isProxy(val)) return val;
  const { node } = val;
  if (node.type !== null) {
    throw new RuntimeError('Tried to annotate a value that already had a type on it! ' +
      `Existing type is ${py_repr(node.type)} and new type is ${py_repr(type)}. This could happen if you tried to annotate ` +
      'a function parameter value (in which case you should use the type slot on the function signature) or you called ' +
      'annotate on the same value twice');
  }
  node.type = type;
  return val;
}
