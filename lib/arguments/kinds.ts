/**
 * What the arguments of a signature must be, where what is behind it does not say so itself: kinds of values by the
 * names that the text has for them, or for a parameter by its name.
 */
import { is_tensor } from '../values/is_tensor.js';
import { pythonType } from '../values/type_name.js';
import { noAttribute, notIterable } from './python_objects.js';
import { split } from './split.js';
import type { Parameter } from './text.js';

/** Where in a call a value stands, and what is wanted there. */
export interface Place {
  readonly fn: string;
  readonly name: string;
  /** Counted from 1; null where the call names it. */
  readonly position: number | null;
  /** In the words of messages. */
  readonly wanted: string;
}

/** What a value may be, and what is thrown for another one. */
export interface Kind {
  fits(value: unknown): boolean;
  complain(value: unknown, place: Place): Error;
}

/** Kinds by the names of types, or of parameters. */
export type Kinds = Readonly<Record<string, Kind>>;

const argument = ({ fn, name, position }: Place): string =>
  `${fn}(): argument '${name}'${position === null ? '' : ` (position ${position})`}`;

/**
 * One that is complained of as PyTorch's functions in C++ do it: the function, the argument, what was wanted, what
 * came. `named` is what was wanted, where the text has another word for it.
 */
export const kind = (fits: (value: unknown) => boolean, named?: string): Kind => ({
  fits,
  complain: (value, place) =>
    new TypeError(`${argument(place)} must be ${named ?? place.wanted}, not ${pythonType(value)}`),
});

export const bool = kind((value) => typeof value === 'boolean');
export const str = kind((value) => typeof value === 'string');
export const int = kind((value) => Number.isInteger(value) || typeof value === 'bigint');

export const float = kind((value) => typeof value === 'number' || typeof value === 'bigint');

/** What functions take that are C++ in PyTorch: what a text calls otherwise is for the body to check. */
export const plain: Kinds = {
  int, bigint: int, StreamNumber: kind(int.fits, 'int'), float, bool, str, Tensor: kind(is_tensor),
};

/** An integer between two. */
export const within = (least: bigint, most: bigint): Kind => ({
  fits: (value) => int.fits(value) && BigInt(value as number) >= least && BigInt(value as number) <= most,
  complain: (value, place) => (int.fits(value)
    ? new TypeError(`${argument(place)} must be from ${least} to ${most}, not ${value as bigint}`)
    : int.complain(value, { ...place, wanted: 'int' })),
});

/** One that is complained of in words of its own. */
export const saying = (fits: (value: unknown) => boolean, complain: (value: unknown, place: Place) => Error): Kind =>
  ({ fits, complain });

/** What is called, where PyTorch just calls it. */
export const callable = saying((value) => typeof value === 'function',
  (value) => new TypeError(`'${pythonType(value)}' object is not callable`));

/** What is gone through, where PyTorch just goes through it. */
export const iterable = saying(
  (value) => typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function',
  notIterable);

/** A list, where PyTorch first asks how long it is. */
export const sized = saying(Array.isArray, (value) => new TypeError(`object of type '${pythonType(value)}' has no len()`));

/** What PyTorch first asks for an attribute. */
export const having = (attribute: string, fits: (value: unknown) => boolean): Kind => saying(fits,
  (value) => noAttribute(value, attribute));

/** What a module is asked for first, where it is no module. */
export const moduleWith = (attribute: string): Kind => having(attribute, (value) => typeof value === 'function');

/** The name of an attribute, where PyTorch gives it to getattr(). */
export const attributeName = saying((value) => typeof value === 'string',
  (value) => new TypeError(`attribute name must be string, not '${pythonType(value)}'`));

const nowhere: Place = { fn: '', name: '', position: null, wanted: '' };

/** The value. Throws what the kind says, which must not need to know where the value stands. */
export function must<T>(value: T, be: Kind): T {
  if (be.fits(value)) return value;
  throw be.complain(value, nowhere);
}

/** Throws for a value that is not of its kind. */
export type Check = (value: unknown, fn: string, positions: number) => void;

/** What checks a parameter; undefined where nothing is known of its type, or of a part of it. */
export function checkOf(parameter: Parameter, position: number, kinds: Kinds): Check | undefined {
  const { name, type, value: fallback } = parameter;
  const found = Object.hasOwn(kinds, name) ? kinds[name] : kindOf(type, kinds);
  if (found === undefined) return undefined;
  const wanted = split(type, '|').filter((each) => each !== 'None' && each !== 'bigint').map(shown).join(' or ');
  return (value, fn, positions) => {
    if (value === undefined || value === fallback || found.fits(value)) return;
    const calledAs = fn.replace(/\.__init__$/, '').split('.').pop()!;
    throw found.complain(value, { fn: calledAs, name, position: position > positions ? null : position, wanted });
  };
}

const listOf = /^(?:Sequence|list)\[(.*)\]$/;
const shown = (type: string): string => type.replace(listOf, 'tuple of $1s');

const none = kind((value) => value === null);

function kindOf(type: string, kinds: Kinds): Kind | undefined {
  const choices = split(type, '|').map((choice) => choiceOf(choice, kinds));
  if (choices.length === 0 || !choices.every((each) => each !== undefined)) return undefined;
  const first = choices.find((each) => each !== none) ?? none;
  return {
    fits: (value) => choices.some((each) => each.fits(value)),
    complain: (value, place) => first.complain(value, place),
  };
}

function choiceOf(type: string, kinds: Kinds): Kind | undefined {
  if (type === 'None') return none;
  const [, inner] = listOf.exec(type) ?? [];
  if (inner === undefined) return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const element = kindOf(inner, kinds);
  return element && lists(element);
}

/** Lists whose elements are all of a kind. */
function lists(element: Kind): Kind {
  const list = kind(Array.isArray);
  return {
    fits: (value) => Array.isArray(value) && value.every((each) => element.fits(each)),
    complain: (value, place) => {
      if (!Array.isArray(value)) return list.complain(value, place);
      const at = value.findIndex((each) => !element.fits(each));
      const found = pythonType((value as unknown[])[at]);
      return new TypeError(`${argument(place)} must be ${place.wanted}, but found element of type ${found} at pos ${at}`);
    },
  };
}
