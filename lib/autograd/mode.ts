import { notAsync } from '../arguments/asynchronous.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';

/** Modes that a block has begun and not ended, the outermost first: all of one run of synchronous code. */
const held: Mode[] = [];
let watching = false;

/**
 * A mode that is on: it ends when `using` leaves the block, or when {@link Symbol.dispose} is called; once.
 *
 * A mode belongs to the thread, so it must end before the synchronous code that began it does: after an `await` it
 * would hold for whatever else runs meanwhile. A mode of a block ({@link inBlock}) that is still on in the first
 * microtask has outlived its code: it ends there, and leaving the block throws.
 */
export class Mode {
  readonly #name: string;
  #leave: (() => void) | undefined;
  #outlived = false;

  constructor(name: string, leave: () => void) {
    this.#name = name;
    this.#leave = leave;
  }

  /** `using` reads this where the block begins, and calls it at the end. */
  get [Symbol.dispose](): () => void {
    if (this.#leave !== undefined) inBlock(this);
    return Mode.#dispose as () => void;
  }

  /** Ends the mode without asking what has become of it. */
  end(): void {
    const leave = this.#leave;
    this.#leave = undefined;
    leave?.();
  }

  /** Ends a mode that is still on after its code. */
  outlive(): void {
    this.#outlived = this.#leave !== undefined;
    this.end();
  }

  static #dispose(this: Mode): void {
    const at = held.lastIndexOf(this);
    if (at >= 0) held.splice(at, 1);
    this.end();
    if (!this.#outlived) return;
    this.#outlived = false;
    throw new RuntimeError(
      `${this.#name}(): its block was left after an await. The mode belongs to the thread and would have held for ` +
        'everything that ran meanwhile, so it ended at the await, and what came after that ran without it. Await ' +
        `first; then call ${this.#name}(...) with a function, or begin the block, around the tensor operations only`);
  }
}

/** A mode that only a block can want, until it is disposed of. One that may stay on is held once `using` asks. */
export function inBlock(mode: Mode): Mode {
  if (held.includes(mode)) return mode;
  held.push(mode);
  if (!watching) {
    watching = true;
    // A promise and not queueMicrotask, which tests with a clock of their own replace.
    void Promise.resolve().then(endAllHeld);
  }
  return mode;
}

function endAllHeld(): void {
  watching = false;
  // The innermost first: each puts back what it found.
  while (held.length > 0) held.pop()!.outlive();
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
    mode.end();
  }
  return notAsync(result, () =>
    `${name}(): the callback is async, and from its first await on it would run outside of the mode. Make it ` +
      `synchronous: await before ${name}(), and call ${name}(() => ...) around the tensor operations only`);
}

/** Begins a mode, for `body` if that is given, else for the rest of the block that `using` is in. */
export function context<T>(name: string, enter: () => () => void, body: (() => T) | null | undefined): T | Mode {
  if (body !== null && body !== undefined && typeof body !== 'function') {
    throw new TypeError(`${name}(): expected a function to run in the mode, not ${typeName(body)}`);
  }
  const mode = new Mode(name, enter());
  return body ? runInMode(name, mode, body) : inBlock(mode);
}
