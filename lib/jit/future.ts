/** What TorchScript's `fork` gives, which outside of its compiler runs at once (torch._C). */
import { kind, saying } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';
import { isDeviceLike } from '../values/device.js';
import { pythonType } from '../values/type_name.js';

const takes = {
  Future: signature('Future(devices: Sequence[DeviceLike])', { DeviceLike: kind(isDeviceLike) }),
  result: signature('Future.set_result(self, result: object)'),
};

type Callback<T, U> = (future: Future<T>) => U;

/** A value that may come later (`torch.Future`). A promise awaits it too: `await future` is its value. */
export class Future<T = unknown> {
  #done = false;
  #value: T | undefined;
  #error: { readonly thrown: unknown } | undefined;
  readonly #callbacks: (() => void)[] = [];

  /** `devices` are those on which the tensors of its value may be. */
  constructor(...args: typeof takes.Future.args) {
    takes.Future.list(args);
  }

  /** Whether the value, or an error in its place, is there. */
  done(): boolean {
    return this.#done;
  }
  /** The value. Throws the error that came in its place, a RuntimeError if nothing has come. */
  value(): T {
    if (!this.#done) throw new RuntimeError('the value of a Future that is not completed yet was asked for');
    if (this.#error !== undefined) throw this.#error.thrown;
    return this.#value as T;
  }
  /**
   * The value. Throws a RuntimeError where it has not come yet: the thread that would wait is the one that has to
   * bring it. `await` waits.
   */
  wait(): T {
    if (this.#done) return this.value();
    throw new RuntimeError('wait() would never end: this thread is the one that has to complete the Future. Await it');
  }
  /** Completes it. Throws a RuntimeError if it is complete. */
  set_result(...args: [result: T] | [options: { result: T }]): void {
    const [result] = takes.result.list(args as [unknown]);
    this.#complete(() => {
      this.#value = result as T;
    });
  }
  /**
   * A Future for what `callback` gives, which gets this one when it is complete. With a second function it is what
   * `await` calls: the first gets the value, the second the error.
   */
  then<U>(callback: Callback<T, U>): Future<U>;
  then(resolve: (value: T) => unknown, reject: (error: unknown) => unknown): void;
  then(...args: ((given: never) => unknown)[]): unknown {
    const [callback, reject] = args as [(given: unknown) => unknown, ((error: unknown) => unknown)?];
    if (typeof callback !== 'function') throw new TypeError('then(): expected a function');
    if (typeof reject === 'function') {
      this.#when(() => (this.#error === undefined ? callback(this.#value) : reject(this.#error.thrown)));
      return undefined;
    }
    const next = new Future([]);
    this.#when(() => {
      try {
        next.set_result(callback(this));
      } catch (error) {
        next.#fail(new RuntimeError(`Got the following error when running the callback: ${String(error)}`));
      }
    });
    return next;
  }
  /** Calls `callback` with this when it is complete, at once if it is. */
  add_done_callback(callback: Callback<T, unknown>): void {
    if (typeof callback !== 'function') throw new TypeError('add_done_callback(): expected a function');
    this.#when(() => callback(this));
  }

  #fail(thrown: unknown): void {
    this.#complete(() => {
      this.#error = { thrown };
    });
  }
  #when(run: () => void): void {
    if (this.#done) run();
    else this.#callbacks.push(run);
  }
  #complete(set: () => void): void {
    if (this.#done) {
      throw new RuntimeError('Attempting to mark a completed Future as complete again. Note that a Future can only be ' +
        'marked completed once.');
    }
    set();
    this.#done = true;
    for (const run of this.#callbacks.splice(0)) run();
  }
}

/** Calls the function at once, as PyTorch does outside of TorchScript: a complete {@link Future} (`torch.jit.fork`). */
export function fork<A extends unknown[], R>(func: (...args: A) => R, ...args: A): Future<R> {
  if (typeof func !== 'function') throw new TypeError(`Object of type '${pythonType(func)}' is not an instance of 'function'`);
  const future = new Future<R>([]);
  future.set_result(func(...args));
  return future;
}

const waiting = signature('wait(future: Future) -> object', {
  Future: saying((value) => value instanceof Future, (value, place) =>
    (value === null ? new RuntimeError("Future can't be None") : future.complain(value, place))),
});
const future = kind(() => false);
/** The value of a {@link Future} (`torch.jit.wait`). Throws a RuntimeError where it has not come yet. */
export function wait<T>(future: Future<T>): T;
export function wait(...args: unknown[]): unknown {
  return waiting.list(args)[0].wait();
}
