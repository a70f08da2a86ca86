import { Complex } from '../values/complex.js';
import { int64 } from '../values/dtype.js';
import { py_float_repr } from '../python/format.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Tolerances } from './tolerances.js';

/** What the compared values are called in a message. */
export interface Named extends Tolerances {
  readonly identifier?: string;
}

interface Difference {
  /** As Python writes it. */
  readonly text: string;
  readonly index?: readonly number[];
}

/** A number of a floating-point tensor, or of another, as Python writes it. */
export const numberText = (x: unknown, floating: boolean): string =>
  typeof x === 'number' && floating ? py_float_repr(x) : py_repr(x);

const tupleText = (index: readonly number[]): string => `(${index.join(', ')}${index.length === 1 ? ',' : ''})`;

function message(
  identifier: string, extra: string, absolute: Difference, relative: Difference, { rtol, atol }: Tolerances,
): string {
  const equality = rtol === 0 && atol === 0;
  const line = (kind: string, { text, index }: Difference, most: number): string => {
    const what = index === undefined
      ? `${kind[0]!.toUpperCase()}${kind.slice(1)} difference: ${text}`
      : `Greatest ${kind} difference: ${text} at index ${tupleText(index)}`;
    return equality ? what : `${what} (up to ${py_repr(most)} allowed)`;
  };
  const head = `${identifier} are not ${equality ? 'equal' : 'close'}!\n\n${extra}\n`;
  return `${head}${line('absolute', absolute, atol)}\n${line('relative', relative, rtol)}`;
}

/** |a - b| of numbers, complex ones among them. */
export function distance(a: number | bigint | Complex, b: number | bigint | Complex): number {
  if (!(a instanceof Complex) && !(b instanceof Complex)) return Math.abs(Number(a) - Number(b));
  const [p, q] = [a, b].map((x) => (x instanceof Complex ? x : new Complex(Number(x), 0))) as [Complex, Complex];
  return Math.hypot(p.re - q.re, p.im - q.im);
}

/** Of two numbers that are not close. */
export function scalarMismatch(
  actual: number | bigint | Complex, expected: number | bigint | Complex, floating: boolean, named: Named,
): string {
  const text = (x: unknown): string => numberText(x, floating);
  const [off, size] = [distance(actual, expected), distance(expected, 0)];
  return message(
    named.identifier ?? 'Scalars', `Expected ${text(expected)} but got ${text(actual)}.`,
    { text: numberText(off, floating) }, { text: py_float_repr(size === 0 ? Infinity : off / size) }, named);
}

function placeOf(flat: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const size of [...shape].reverse()) {
    place.unshift(flat % size);
    flat = Math.floor(flat / size);
  }
  return place;
}

/** Of two tensors of one shape and dtype, `matches` where they are close. */
export function tensorMismatch(actual: Tensor, expected: Tensor, matches: Tensor, named: Named): string {
  const count = matches.numel();
  const off = count - matches.sum().item();
  const extra = `Mismatched elements: ${off} / ${count} (${((100 * off) / count).toFixed(1)}%)`;
  const floating = actual.is_floating_point() || actual.is_complex();
  const identifier = named.identifier ?? 'Tensor-likes';
  if (floating && actual.element_size() === 1) {
    const first = matches.logical_not().nonzero().index(0).tolist() as number[];
    return `${identifier} are not 'equal'!\n\n${extra}\nThe first mismatched element is at index ${tupleText(first)}.`;
  }
  const [a, e] = [actual, expected].map((t) => (floating ? t.flatten() : t.flatten().to(int64))) as [Tensor, Tensor];
  // Only mismatches count.
  const close = matches.flatten();
  const greatest = (differences: Tensor, float: boolean): Difference => {
    const [value, at] = differences.masked_fill(close, 0).max(0);
    return { text: numberText(value.item(), float), index: placeOf(at.item(), [...matches.shape]) };
  };
  const difference = a.sub(e).abs();
  return message(
    identifier, extra, greatest(difference, floating), greatest(difference.div(e.abs()), true), named);
}
