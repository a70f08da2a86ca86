/** Values in the text of transforms, as Python prints them. */
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';

/** `name=value` for each, None and lists as in Python. */
export function fields(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values).map(([name, value]) => `${name}=${typeof value === 'string' ? value : py_repr(value)}`)
    .join(', ');
}

/** Numbers that are floats in Python, whole or not, as a list. */
export function floats(values: readonly number[]): string {
  return `[${values.map(py_float_repr).join(', ')}]`;
}

/** A list that prints as Python's tuple: `py_repr` asks values that have a text of their own for it. */
export function tupleOf<T extends readonly number[]>(values: T, write: (value: number) => string = py_repr): T {
  const text = `(${values.map((value) => write(value)).join(', ')}${values.length === 1 ? ',' : ''})`;
  return Object.defineProperty([...values], 'toString', { value: () => text }) as readonly number[] as T;
}
