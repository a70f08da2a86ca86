import type { SomeNamed } from '../tensor/operator_types.js';
import { namedArguments } from '../arguments/named.js';

/**
 * The arguments of a function as Python takes them, for `Order` ['a', 'b']: by position, the optional ones left out
 * from the end, or the rest by name in one trailing object.
 */
export type Called<Fields, Order extends readonly (keyof Fields)[]> =
  ByPosition<Fields, Order> | SomeNamed<Fields, Order>;

type ByPosition<Fields, Order extends readonly (keyof Fields)[]> =
  | { [Index in keyof Order]: Exclude<Fields[Order[Index]], undefined> }
  | (Order extends readonly [...infer Head extends readonly (keyof Fields)[], infer Last extends keyof Fields]
    ? object extends Pick<Fields, Last> ? ByPosition<Fields, Head> : never
    : never);

/** The arguments by their names, however they were given. Throws Python's TypeErrors. */
export function byName<Fields extends object>(
  fn: string, names: readonly (keyof Fields & string)[], required: number, args: readonly unknown[],
): Fields {
  const given = namedArguments<Fields>(fn, names, required, args);
  for (const [name, value] of Object.entries(given)) if (value === undefined) delete given[name as keyof Fields];
  return given as Fields;
}

/** Python's `round(x)`: to the nearest whole number, and from the middle to the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The name of a value's type as Python would print its class. */
export function pythonType(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return "<class 'NoneType'>";
  if (typeof value === 'string') return "<class 'str'>";
  if (typeof value === 'boolean') return "<class 'bool'>";
  if (typeof value === 'number') return Number.isInteger(value) ? "<class 'int'>" : "<class 'float'>";
  if (Array.isArray(value)) return "<class 'list'>";
  if (typeof value === 'function') return "<class 'function'>";
  const name = (value as object).constructor?.name ?? 'object';
  if (name === 'Object') return "<class 'dict'>";
  return `<class '${name === 'Tensor' ? 'torch.Tensor' : name}'>`;
}
