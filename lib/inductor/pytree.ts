/** How Python's values nest, as text (`torch.utils._pytree.treespec_loads`), and lists of tensors nested so again. */
import { isMap, isPlainObject } from '../python/objects.js';
import { OrderedDict } from '../collections/ordered_dict.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';

/** A container, or a place for one value: without a kind. */
export interface TreeSpec {
  readonly kind: string | null;
  /** The keys of a dict, the fields of a named tuple. */
  readonly context: unknown;
  readonly children: readonly TreeSpec[];
}

interface Json {
  readonly type: string | null;
  readonly context: string | null;
  readonly children_spec: readonly Json[];
}

export function parseSpec(text: string): TreeSpec {
  const [protocol, spec] = JSON.parse(text) as [number, Json];
  if (protocol !== 1) throw new ValueError(`Unknown protocol ${protocol}. Available protocols: [1]`);
  return specOf(spec);
}

function specOf({ type, context, children_spec }: Json): TreeSpec {
  return { kind: type, context: contextOf(context), children: children_spec.map(specOf) };
}

function contextOf(context: string | null): unknown {
  try {
    return context === null ? null : (JSON.parse(context) as unknown);
  } catch {
    return context;
  }
}

/** The tensors in values, in the order in which Python finds them. */
export function tensorsIn(value: unknown, found: Tensor[] = []): Tensor[] {
  if (is_tensor(value)) found.push(value as Tensor);
  else if (Array.isArray(value)) for (const item of value as unknown[]) tensorsIn(item, found);
  else if (isMap(value)) for (const item of (value as Map<unknown, unknown>).values()) tensorsIn(item, found);
  else if (isPlainObject(value)) for (const item of Object.values(value)) tensorsIn(item, found);
  return found;
}

/** Values nested as a specification says: tuples become frozen arrays, dicts plain objects. */
export function nested(values: readonly unknown[], spec: TreeSpec): unknown {
  const rest = [...values];
  const made = build(rest, spec);
  if (rest.length > 0) throw new RuntimeError(`the program gave ${values.length} results, more than were declared`);
  return made;
}

function build(rest: unknown[], { kind, context, children }: TreeSpec): unknown {
  if (kind === null) return rest.shift();
  const items = children.map((child) => build(rest, child));
  const keys = Array.isArray(context) ? (context as unknown[]) : [];
  switch (kind) {
    case 'builtins.tuple':
    case 'collections.namedtuple':
      return Object.freeze(items);
    case 'builtins.list':
      return items;
    case 'builtins.dict':
      return keys.every((key) => typeof key === 'string') ? Object.fromEntries(keys.map((key, i) => [key, items[i]]))
        : new Map(keys.map((key, i) => [key, items[i]]));
    case 'collections.OrderedDict':
      return new OrderedDict(keys.map((key, i) => [key, items[i]] as const));
    default:
      throw new RuntimeError(`results of the class ${kind} have no counterpart here: let the program give tuples, lists or dicts`);
  }
}
