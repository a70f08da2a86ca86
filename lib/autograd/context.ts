import type { Signatures } from '../generated/signatures.js';
import type { Signature } from '../arguments/signature.js';
import { inBlock, Mode, runInMode } from './mode.js';

type Arguments<T extends keyof Signatures> = Signatures[T]['forms'][number];

/** The arguments that must be given. */
type Needed<A extends readonly unknown[]> = A extends readonly [infer One, ...infer Rest] ? [One, ...Needed<Rest>] : [];

/** A context: with a function in the last place it runs that, else it holds until the end of the block (`using`). */
export interface Context<T extends keyof Signatures> {
  /** From here to the end of the block, with `using`. */
  (...args: Arguments<T>): Mode;
  /** While the function runs; gives its result back. */
  <R>(body: () => R): R;
  /** While the function runs; gives its result back. */
  <R>(...args: [...Arguments<T>, body: () => R]): R;
  /** While the function runs, the other arguments being what they are by default; gives its result back. */
  <R>(...args: [...Needed<Arguments<T>>, body: () => R]): R;
}

/** Makes a context of what its arguments begin; `begin` gives back what ends it. A body must not be async. */
export function context<const T extends keyof Signatures>(
  takes: Signature<T>, begin: (...values: Signatures[T]['values']) => () => void,
): Context<T> {
  const enter = begin as (...values: readonly unknown[]) => () => void;
  return ((...args: unknown[]): unknown => {
    const body = typeof args.at(-1) === 'function' ? (args.pop() as () => unknown) : undefined;
    const mode = new Mode(takes.name, enter(...(takes.list(args) as readonly unknown[])));
    return body === undefined ? inBlock(mode) : runInMode(takes.name, mode, body);
  }) as Context<T>;
}
