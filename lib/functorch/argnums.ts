/** Which arguments a transform differentiates: one by its place, or several. */
import { RuntimeError } from '../values/errors.js';
import { class_text, dims_text } from './words.js';

/** The positions of the arguments that gradients are asked for: one, or a list of them. */
export type Argnums = number | readonly number[];

function place_of(argnum: unknown, count: number): number {
  if (typeof argnum !== 'number' || !Number.isInteger(argnum)) {
    throw new RuntimeError(`argnum must be int, got: ${class_text(argnum)}`);
  }
  if (argnum >= 0 && argnum < count) return argnum;
  if (argnum < 0 && argnum >= -count) return argnum + count;
  throw new RuntimeError(`Got argnum=${argnum}, but only ${count} positional inputs`);
}

/** The places, counted from the front, which are refused unless they are there and all different. */
export function places_of(argnums: Argnums, count: number): number[] {
  if (typeof argnums === 'number' && Number.isInteger(argnums)) return [place_of(argnums, count)];
  if (!Array.isArray(argnums)) {
    throw new RuntimeError(`argnums must be int or Tuple[int, ...], got: ${class_text(argnums)}`);
  }
  const places = (argnums as readonly unknown[]).map((each) => place_of(each, count));
  if (places.length === 0) throw new RuntimeError('argnums must be non-empty');
  if (new Set(places).size !== places.length) {
    throw new RuntimeError(`argnums elements must be unique, got ${dims_text(places)}`);
  }
  return places;
}

/** One argument for a number, a list of them for a list. */
export function slice_argnums(args: readonly unknown[], argnums: Argnums): unknown {
  const found = places_of(argnums, args.length).map((place) => args[place]);
  return typeof argnums === 'number' ? found[0] : found;
}
