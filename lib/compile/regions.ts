/** A function that cannot be replayed as a whole runs as it is written, and the modules it calls are replayed. */
import type { Aside, Watcher } from '../addon/recording.js';
import { watched } from './watchers.js';

/** A module of it, compiled. */
interface Region {
  call(self: undefined, args: readonly unknown[]): unknown;
}

export class Regions<T extends Region> implements Watcher {
  readonly records = false;
  readonly #compile: (module: object) => T;
  readonly #compiled = new WeakMap<object, T>();
  readonly #running = new Set<object>();
  /** All that there are, in the order in which they were first called. */
  readonly inner: T[] = [];

  /** `owner` is what cannot be replayed as a whole: if it is a module, its own call is no region. */
  constructor(owner: object, compile: (module: object) => T) {
    this.#compile = compile;
    this.#running.add(owner);
  }

  run(fn: () => unknown): unknown {
    return watched(this, fn);
  }

  called(module: object, args: ArrayLike<unknown>): { readonly result: unknown } | undefined {
    // Its own compiled function calls it to record it, or because that cannot be.
    if (this.#running.has(module)) return undefined;
    let compiled = this.#compiled.get(module);
    if (compiled === undefined) {
      compiled = this.#compile(module);
      this.#compiled.set(module, compiled);
      this.inner.push(compiled);
    }
    this.#running.add(module);
    try {
      return { result: compiled.call(undefined, Array.from(args)) };
    } finally {
      this.#running.delete(module);
    }
  }

  step(_optimizer: object, run: Aside): void {
    watched(null, run);
  }
}
