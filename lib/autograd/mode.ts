/** A mode that is on: it ends when `using` leaves the block, or when {@link Symbol.dispose} is called; once. */
export class Mode {
  #leave: (() => void) | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  [Symbol.dispose](): void {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
  }
}

/**
 * Runs `body` in a mode and ends the mode whatever happens. An async body would leave it at its first `await` and go
 * on outside, so it is refused with a TypeError.
 */
export function runInMode<T>(name: string, mode: Mode, body: () => T): T {
  let result: T;
  try {
    result = body();
  } finally {
    mode[Symbol.dispose]();
  }
  if (isThenable(result)) {
    // Nobody will wait for it any more; its failure must not end the process.
    result.then(undefined, () => undefined);
    throw new TypeError(
      `${name}(): the callback is async, and from its first await on it would run outside of the mode. Make it ` +
        `synchronous: await before ${name}(), and call ${name}(() => ...) around the tensor operations only`);
  }
  return result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
