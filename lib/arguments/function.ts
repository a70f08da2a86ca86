import type { Named } from '../tensor/operator_types.js';
import { isKeywords } from '../python/keywords.js';
import { namedArguments } from './named.js';

/** Which of the arguments may be named: all that no position has taken. Those with a default may be left out. */
type Rest<Names extends readonly string[], Args extends readonly unknown[]> =
  Names extends readonly [infer Name extends string, ...infer Others extends readonly string[]]
    ? Args extends readonly [infer Value, ...infer Values]
      ? { readonly [K in Name]: Value } & Rest<Others, Values>
      : Args extends readonly [(infer Value)?, ...infer Values]
        ? { readonly [K in Name]?: Value } & Rest<Others, Values>
        : unknown
    : unknown;

/** The argument lists that end in an object with names: any number of positions, then the rest of the names. */
export type WithNames<
  Names extends readonly string[], Args extends readonly unknown[], Also = {}, Head extends readonly unknown[] = [],
> =
  | [...Head, options: Named<Omit<Rest<Names, Args>, keyof Also> & Also>]
  | (Names extends readonly [string, ...infer Others extends readonly string[]]
    ? Args extends readonly [infer Value, ...infer Values]
      ? WithNames<Others, Values, Also, [...Head, Value]>
      : Args extends readonly [(infer Value)?, ...infer Values]
        ? WithNames<Others, Values, Also, [...Head, Value]>
        : never
    : never);

/** A function to be called as its original in Python: by position, by name in one trailing object, or both. */
export interface PythonFunction<Names extends readonly string[], Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  (...args: WithNames<Names, Args>): Result;
}

// As a constraint, any type with a call signature would become the type of the parameters that have only a default.
type Uncalled = Function;
type ArgsOf<Body> = Body extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<Body> = Body extends (...args: never[]) => infer Result ? Result : never;

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Makes a function that takes its arguments by position, by name or both out of one that takes them by position. The
 * names are Python's, in order; `body` gives defaults as JavaScript does, and its first parameters without one are
 * required. Throws Python's TypeErrors for arguments that are missing, unknown, given twice or too many.
 */
export function pythonFunction<const Names extends readonly string[], Body extends Uncalled>(
  name: string, names: Names, body: Body,
): PythonFunction<Names, ArgsOf<Body>, ResultOf<Body>> {
  const call = body as unknown as AnyFunction;
  const required = body.length;
  const most = names.length;
  const fn = (...args: unknown[]): unknown => {
    const count = args.length;
    if (count >= required && count <= most && !endsInNames(args)) return call(...args);
    const values = namedArguments<Record<string, unknown>>(name, names, required, args);
    return call(...names.map((each) => values[each]));
  };
  Object.defineProperty(fn, 'name', { value: name });
  return fn as unknown as PythonFunction<Names, ArgsOf<Body>, ResultOf<Body>>;
}

/** Positions up to the flag, which has the type `Value`, and perhaps those behind it. */
type ByPosition<
  Names extends readonly string[], Args extends readonly unknown[], Flag extends string, Value,
> = Names extends readonly [infer Name, ...infer Others extends readonly string[]]
  ? Args extends readonly [(infer Each)?, ...infer Values]
    ? Name extends Flag
      ? [flag: Value, ...Values]
      : [Each, ...ByPosition<Others, Values, Flag, Value>]
    : never
  : never;

/** A function with an argument, a flag called `Flag`, that adds to the result when it is true. */
export interface FlaggedFunction<
  Names extends readonly string[], Args extends readonly unknown[], Flag extends string, Plain, Flagged,
> {
  (...args: Args): Plain;
  (...args: WithNames<Names, Args>): Plain;
  (...args: ByPosition<Names, Args, Flag, true>): Flagged;
  (...args: WithNames<Names, Args, { readonly [K in Flag]: true }>): Flagged;
  (...args: ByPosition<Names, Args, Flag, boolean>): Plain | Flagged;
}

/** Chooses between two functions of the same arguments by one of them, `flag`, given by position or by name. */
export function flaggedFunction<
  const Names extends readonly string[], Args extends readonly unknown[], const Flag extends string, Plain, Flagged,
>(
  name: string, names: Names, flag: Flag, plain: PythonFunction<Names, Args, Plain>,
  flagged: PythonFunction<Names, Args, Flagged>,
): FlaggedFunction<Names, Args, Flag, Plain, Flagged> {
  const at = names.indexOf(flag);
  const fn = (...args: unknown[]): unknown => {
    const given = endsInNames(args) && Object.hasOwn(args.at(-1) as object, flag)
      ? (args.at(-1) as Record<string, unknown>)[flag]
      : args[at];
    return ((given === true ? flagged : plain) as unknown as AnyFunction)(...args);
  };
  Object.defineProperty(fn, 'name', { value: name });
  return fn as unknown as FlaggedFunction<Names, Args, Flag, Plain, Flagged>;
}

function endsInNames(args: readonly unknown[]): boolean {
  const last = args[args.length - 1];
  return typeof last === 'object' && last !== null && isKeywords(last);
}
