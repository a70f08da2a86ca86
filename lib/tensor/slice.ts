import { ValueError } from '../values/errors.js';

type Bound = '' | `${number}`;

/** A slice as text, computed perhaps (`` `:${n}` ``): `':'`, `'1:'`, `':-1'`, `'::2'`, `'1:5:2'`. */
export type SliceText = `${Bound}:${Bound}` | `${Bound}:${Bound}:${Bound}`;

/** Marks what stands for a number that is not there yet, of a program that is traced. */
export const later: unique symbol = Symbol('later');

const isLater = (bound: unknown): boolean =>
  ((typeof bound === 'object' && bound !== null) || typeof bound === 'function') && later in bound;

/** The part of a dimension from `start` up to, not including, `stop`, in steps (Python's `slice`). */
export class Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;

  constructor(start: number | null, stop: number | null, given: number | null = 1) {
    const step = given ?? 1;
    for (const bound of [start, stop, step]) {
      if (bound !== null && !Number.isInteger(bound) && !isLater(bound)) {
        throw new TypeError(`slice indices must be integers or null, not ${bound}`);
      }
    }
    // What stands for a number of a traced program is compared with none.
    if (typeof step === 'number' && step <= 0) throw new ValueError('step must be greater than zero');
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  toString(): string {
    return `${this.start ?? ''}:${this.stop ?? ''}${this.step === 1 ? '' : `:${this.step}`}`;
  }
}

/** A slice with computed bounds: `slice(stop)`, `slice(start, stop)` or `slice(start, stop, step)`; null is open. */
export function slice(
  ...bounds: [stop: number | null] | [start: number | null, stop: number | null, step?: number | null]
): Slice {
  if (bounds.length === 1) return new Slice(null, bounds[0]);
  return new Slice(bounds[0], bounds[1], bounds[2]);
}

const whole = new Slice(null, null);
const parsed = new Map<string, Slice>([[':', whole], ['::', whole]]);
// Programs write few different slices as text, but may compute many.
const maxRemembered = 1000;

/** Throws a TypeError for text that is no slice. */
export function parseSlice(text: string): Slice {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const match = /^(-?\d+)?:(-?\d+)?(?::(-?\d+)?)?$/.exec(text.replace(/\s+/g, ''));
  if (match === null) {
    throw new TypeError(`'${text}' is no index: write a slice such as ':', '1:5' or '::2', or '...'`);
  }
  const [start, stop, step] = match.slice(1).map((bound) => (bound === undefined ? null : Number(bound)));
  const made = new Slice(start!, stop!, step ?? 1);
  if (parsed.size < maxRemembered) parsed.set(text, made);
  return made;
}
