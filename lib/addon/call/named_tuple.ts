import { py_repr } from '../../python/repr.js';

/** The text of a named tuple of results, such as `torch.return_types.max(...)`. */
export function namedTupleText(name: string, fields: readonly (readonly [name: string, value: unknown])[]): string {
  return `${name}(\n${fields.map(([field, value]) => `${field}=${py_repr(value)}`).join(',\n')})`;
}

/** A tuple of results: destructures, indexes, and has PyTorch's field names. */
class NamedTuple extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

export type NamedTupleMaker = (items: readonly unknown[]) => readonly unknown[];

/** What is made from the results' fields: one class for each name, whoever asks first. */
const made = new Map<string, { readonly maker: NamedTupleMaker; readonly prototype: object }>();

/** The maker of `torch.return_types.NAME`, and the prototype of what it makes. */
export function returnType(name: string, fields: readonly string[]): { maker: NamedTupleMaker; prototype: object } {
  let found = made.get(name);
  if (found === undefined) {
    const maker = namedTuple(name, fields);
    made.set(name, (found = { maker, prototype: Object.getPrototypeOf(maker([])) as object }));
  }
  return found;
}

type Text = (fields: readonly (readonly [name: string, value: unknown])[]) => string;

/**
 * The class of an operator's results, such as `torch.return_types.max`, as a function that fills one. `shown` is the
 * text, if it is not that of such a class.
 */
export function namedTuple(name: string, fields: readonly string[], shown?: Text): NamedTupleMaker {
  const text = Symbol.for('nodejs.util.inspect.custom');
  // A name that is redefined keeps V8 from ever finishing its code for the class: 200 ns a tuple.
  const Tuple = class extends NamedTuple {
    static override get name(): string {
      return name;
    }
  };
  for (const [i, field] of fields.entries()) {
    Object.defineProperty(Tuple.prototype, field, { get(this: NamedTuple) { return this[i]; } });
  }
  const print = function (this: NamedTuple): string {
    const values = fields.map((field, i) => [field, this[i]] as const);
    return shown === undefined ? namedTupleText(`torch.return_types.${name}`, values) : shown(values);
  };
  Object.defineProperty(Tuple.prototype, 'toString', { value: print });
  Object.defineProperty(Tuple.prototype, text, { value: print });
  return (items) => {
    const tuple = new Tuple(items.length);
    for (let i = 0; i < items.length; i++) tuple[i] = items[i];
    return tuple;
  };
}
