/**
 * `torch.futures`: values that come later. Programs here have promises; these are for code that is ported, and go over
 * into promises by `await`.
 */
import { callable as callableKind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { isError } from '../python/objects.js';
import { device, type DeviceLike } from '../values/device.js';
import { AssertionError, RuntimeError, ValueError } from '../values/errors.js';
import { pythonType } from '../values/type_name.js';

/** Gets a future that is done. */
export type FutureCallback<T, R = unknown> = (future: Future<T>) => R;

const takes = {
  make: signature('Future(*, devices: Sequence[DeviceLike] = None)'),
  add_done_callback: signature('Future.add_done_callback(self, callback: AnyFutureCallback)', { callback: callableKind }),
  set_exception: signature('Future.set_exception(self, result: object)'),
};
/** A callback of whatever future. */
export type AnyFutureCallback = FutureCallback<never>;

type Outcome<T> = { readonly value: T } | { readonly error: Error };

/**
 * A value that comes later (`torch.futures.Future`): somebody sets it, once, and callbacks get the future then. There
 * is one thread of JavaScript, so `wait()` does not wait: it throws a RuntimeError where there is nothing yet.
 * `await` of a future waits, and gives the value.
 */
export class Future<T = unknown> {
  #outcome: Outcome<T> | undefined;
  #callbacks: (() => void)[] = [];

  constructor(...args: typeof takes.make.args) {
    for (const each of takes.make.list(args)[0] ?? []) {
      const place = device(each as DeviceLike);
      if (place.index === null) throw new ValueError(`Expected devices to have indices, got ${place.toString()}`);
    }
  }

  /** Whether there is a value, or an error. */
  done(): boolean {
    return this.#outcome !== undefined;
  }

  /** The value. Throws the error that was set, and a RuntimeError where there is neither yet. */
  wait(): T {
    if (this.#outcome === undefined) {
      throw new RuntimeError('Future.wait(): the future is not done, and nothing could complete it while this thread ' +
        'waits. Use `await future`, or a callback');
    }
    return this.value();
  }

  /** The value of a future that is done; see {@link wait}. */
  value(): T {
    if (this.#outcome === undefined) throw new RuntimeError('Future.value(): the future is not done');
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.value;
  }

  /**
   * A future of what `callback` gives, which gets this one when it is done. With two functions, which is how `await`
   * asks, the first gets the value and the second an error.
   */
  then<S>(callback: FutureCallback<T, S>): Future<S>;
  then(resolve: (value: T) => unknown, reject: (error: unknown) => unknown): void;
  then<S>(
    callback: FutureCallback<T, S> | ((value: T) => unknown), reject?: (error: unknown) => unknown,
  ): Future<S> | void {
    if (typeof callback !== 'function') {
      throw new TypeError('then(): incompatible function arguments. The following argument types are supported:\n' +
        '    1. (self: torch._C.Future, arg0: collections.abc.Callable) -> torch._C.Future\n\n' +
        `Invoked with: ${this.toString()}, ${String(callback)}`);
    }
    if (typeof reject === 'function') {
      this.#whenDone(() => {
        if ('error' in this.#outcome!) reject(this.#outcome.error);
        else (callback as (value: T) => unknown)(this.#outcome!.value);
      });
      return undefined;
    }
    const next = new Future<S>();
    this.#whenDone(() => {
      try {
        next.set_result((callback as FutureCallback<T, S>)(this));
      } catch (error) {
        next.#complete({ error: failure(error) });
      }
    });
    return next;
  }

  /** Calls `callback` with this future when it is done. What it throws is printed, and goes nowhere. */
  add_done_callback(...args: [callback: FutureCallback<T>] | [named: { readonly callback: FutureCallback<T> }]): void {
    const callback = takes.add_done_callback.list(args as typeof takes.add_done_callback.args)[0] as FutureCallback<T>;
    this.#whenDone(() => {
      try {
        callback(this);
      } catch (error) {
        console.error(failure(error).message);
      }
    });
  }

  #whenDone(run: () => void): void {
    if (this.#outcome === undefined) this.#callbacks.push(run);
    else run();
  }
  #complete(outcome: Outcome<T>): void {
    if (this.#outcome !== undefined) {
      throw new RuntimeError('Attempting to mark a completed Future as complete again. Note that a Future can only be ' +
        'marked completed once.');
    }
    this.#outcome = outcome;
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const run of callbacks) run();
  }

  /** Completes the future, once. Throws a RuntimeError if it is done. */
  set_result(result: T): void {
    this.#complete({ value: result });
  }
  /** Completes the future with an error, which whoever asks for the value gets. */
  set_exception(...args: typeof takes.set_exception.args): void {
    const [result] = takes.set_exception.list(args);
    if (!isError(result)) {
      throw new AssertionError(`${String(result)} is of type <class '${pythonType(result)}'>, not an Exception.`);
    }
    this.#complete({ error: result });
  }

  toString(): string {
    return '<torch.jit.Future object>';
  }
}

function failure(error: unknown): RuntimeError {
  const text = isError(error) ? `${error.name}: ${error.message}` : String(error);
  return new RuntimeError(`Got the following error when running the callback: ${text}`, { cause: error });
}

/** A future of all of them, once each is done (`torch.futures.collect_all`). */
export function collect_all<T>(futures: readonly Future<T>[]): Future<Future<T>[]>;
export function collect_all<T>(named: { readonly futures: readonly Future<T>[] }): Future<Future<T>[]>;
export function collect_all(...args: unknown[]): Future<Future[]> {
  const [futures] = all.collect.list(args);
  const collected = new Future<Future[]>();
  let left = futures.length;
  if (left === 0) collected.set_result([]);
  for (const each of futures) {
    each.add_done_callback(() => {
      if (--left === 0) collected.set_result([...futures]);
    });
  }
  return collected;
}

/** The values of all of them (`torch.futures.wait_all`). Throws as {@link Future.wait} does. */
export function wait_all<T>(futures: readonly Future<T>[]): T[];
export function wait_all<T>(named: { readonly futures: readonly Future<T>[] }): T[];
export function wait_all(...args: unknown[]): unknown[] {
  const [futures] = all.wait.list(args);
  return futures.map((each) => each.wait());
}

const all = {
  collect: signature('collect_all(futures: Sequence[Future[Any]])'),
  wait: signature('wait_all(futures: Sequence[Future[Any]])'),
};
