/** A function that cannot be replayed as a whole runs as it is written, and the modules it calls are replayed. */
import { watching, type Aside, type Watcher } from '../addon/recording.js';
import { CompiledFunction, type AnyFunction } from './compiled_function.js';
import type { CompileOptions } from './options.js';
import { watched } from './watchers.js';

export class Regions implements Watcher {
  readonly options: CompileOptions;
  readonly records = false;
  readonly #compiled = new WeakMap<object, CompiledFunction>();
  readonly #running = new Set<object>();
  /** All that there are, in the order in which they were first called. */
  readonly inner: CompiledFunction[] = [];

  /** `owner` is what cannot be replayed as a whole: if it is a module, its own call is no region. */
  constructor(options: CompileOptions, owner: object) {
    this.options = { ...options, fullgraph: false, name: null };
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
      compiled = new CompiledFunction(module as AnyFunction, this.options, module.constructor.name);
      this.#compiled.set(module, compiled);
      this.inner.push(compiled);
    }
    this.#running.add(module);
    try {
      return { result: compiled.call(undefined, Array.from(args)) };
    } finally {
      this.#running.delete(module);
      watching.by = this;
    }
  }

  step(_optimizer: object, run: Aside): void {
    watched(null, run);
  }
}
