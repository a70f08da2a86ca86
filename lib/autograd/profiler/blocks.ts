/**
 * What a block or a function begins and ends, and may be async: profiles and ranges look at whatever their thread does
 * meanwhile, and change none of it.
 */

import { isThenable } from '../../python/objects.js';

/** What is entered and left. */
export interface Block {
  /** Begins. */
  __enter__(): unknown;
  /** Ends. */
  __exit__(): unknown;
}

/** Runs `body` within a block, to the end of the promise if it gives one. */
export function within<T>(block: Block, body: () => T): T {
  block.__enter__();
  let result: T;
  try {
    result = body();
  } catch (error) {
    block.__exit__();
    throw error;
  }
  if (isThenable(result)) {
    return Promise.resolve(result).finally(() => block.__exit__()) as T;
  }
  block.__exit__();
  return result;
}

/** What `using` reads where its block begins, and calls at the end. */
export function entered(block: Block): () => void {
  block.__enter__();
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    block.__exit__();
  };
}

/** Takes a function from the end of the arguments: what is to run. */
export function bodyOf<Body>(args: readonly unknown[]): [rest: unknown[], body: Body | undefined] {
  const last = args.at(-1);
  return typeof last === 'function' ? [args.slice(0, -1), last as Body] : [[...args], undefined];
}
