/** Shapes as Python's tuples. */
import { IndexError } from '../values/errors.js';
import { Size, sizeOf } from '../values/size.js';
import { tupleText } from './texts.js';

/** The length of a dimension, counted from the end. Throws Python's IndexError where there is none. */
export function lengthAt(shape: readonly number[], at: number): number {
  const length = shape.at(at);
  if (length === undefined) throw new IndexError('tuple index out of range');
  return length;
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** The end of a shape as messages show it: of a Size a Size, of anything else a tuple. */
export function endText(shape: readonly number[], from: number): string {
  return shape instanceof Size ? String(sizeOf(shape.slice(from))) : tupleText(shape.slice(from));
}
