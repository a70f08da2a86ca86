/** Compiled functions that run on other threads, while JavaScript goes on. */
import type { Run } from '../addon/recording.js';
import { ValueError } from '../values/errors.js';
import { compiledOf } from './index.js';
import type { CompiledFunction } from './compiled_function.js';
import { enqueue, most, withdraw, type Job } from './turns.js';

/** How {@link run_async} runs a function. */
export interface RunOptions {
  /** How many calls of the function may run at once; by default as many as the pool of threads allows, all but one. */
  readonly limit?: number;
  /** Ends calls that wait or run: they reject with its reason, a running one before its next operator. */
  readonly signal?: AbortSignal;
}

type Resolve = (value: unknown) => void;

/** One call: waits, runs, and settles a promise. */
class Call implements Job {
  #run: Run | null = null;
  #ended: () => void = () => undefined;
  readonly #stack: { stack?: string } = {};

  constructor(
    readonly compiled: CompiledFunction, readonly args: readonly unknown[], readonly kind: Job['kind'],
    readonly signal: AbortSignal | undefined, readonly resolve: Resolve, readonly reject: Resolve,
    caller: (...args: never[]) => unknown,
  ) {
    Error.captureStackTrace(this.#stack, caller);
  }

  readonly onAbort = (): void => {
    if (withdraw(this)) this.#settle(() => this.reject(this.signal!.reason));
    else this.#run?.cancel();
  };

  alone(): boolean {
    return this.compiled.mustBeAlone(this.args);
  }

  begin(ended: () => void): void {
    this.#ended = ended;
    try {
      const begun = this.compiled.begin(this.args, (error, result) => this.#end(error, result));
      if ('run' in begun) this.#run = begun.run;
      else this.#settle(() => this.resolve(begun.result));
    } catch (error) {
      this.#settle(() => this.reject(error));
    }
  }

  #end(error: unknown, result: () => unknown): void {
    this.#settle(() => {
      if (this.signal?.aborted === true) return this.reject(this.signal.reason);
      if (error !== null) return this.reject(this.#withStack(error));
      try {
        this.resolve(result());
      } catch (thrown) {
        this.reject(thrown);
      }
    });
  }

  #settle(how: () => void): void {
    // The addon's object holds the function that it calls at its end, which knows this.
    this.#run = null;
    this.signal?.removeEventListener('abort', this.onAbort);
    how();
    this.#ended();
  }

  /** An error of another thread, with the stack of who called. */
  #withStack(error: unknown): unknown {
    if (error instanceof Error) {
      const frames = (this.#stack.stack ?? '').split('\n').slice(1);
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    }
    return error;
  }
}

/**
 * The function, or the module, running on another thread at each call, while JavaScript goes on: a promise of what it
 * gives. It is compiled if it is not yet (`torch.compile`), and a call that is recorded or checked, or that cannot be
 * replayed, runs on this thread. Calls that change what was there before (parameters, gradients, buffers) run one after
 * the other, in order, and beside no other; do not change what a call was given before it ends. Errors are PyTorch's,
 * with the stack of the call. Throws a ValueError for a limit that is no whole number of at least 1.
 */
export function run_async<A extends unknown[], R>(
  fn: (...args: A) => R, options: RunOptions = {},
): (...args: A) => Promise<Awaited<R>> {
  const { limit = most, signal } = options;
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new ValueError(`run_async(): 'limit' must be a whole number of at least 1, not ${limit}`);
  }
  const compiled = compiledOf(fn as (...args: never[]) => unknown);
  const kind = { limit, running: 0 };
  const call = (...args: A): Promise<Awaited<R>> => new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const job = new Call(compiled, args, kind, signal, resolve as Resolve, reject, call as never);
    signal?.addEventListener('abort', job.onAbort);
    enqueue(job);
  });
  return call;
}
