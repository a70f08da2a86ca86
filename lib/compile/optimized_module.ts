import { Module, type AnyModule } from '../nn/module.js';
import type { CompiledFunction } from './compiled_function.js';

/**
 * A module whose calls are replayed (`torch._dynamo.OptimizedModule`). Its one member is the module itself, whose other
 * fields and methods it passes on.
 */
export class OptimizedModule extends Module {
  readonly _orig_mod: AnyModule;
  readonly #compiled: CompiledFunction;

  constructor(module: AnyModule, compiled: CompiledFunction) {
    super();
    this._orig_mod = module;
    this.#compiled = compiled;
    this.training = module.training;
    passOn(this, module);
  }

  forward(...args: unknown[]): unknown {
    return this.#compiled.call(undefined, args);
  }
}

/** What `from` has and `to` has not, asked of `from` at each use. */
function passOn(to: object, from: object): void {
  for (let owner = from; owner !== Module.prototype && owner !== null; owner = Object.getPrototypeOf(owner) as object) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (name in to) continue;
      Object.defineProperty(to, name, {
        get: () => {
          const value: unknown = Reflect.get(from, name);
          const isMethod = typeof value === 'function' && owner !== from;
          return isMethod ? (value as (...args: unknown[]) => unknown).bind(from) : value;
        },
        set: (value: unknown) => Reflect.set(from, name, value),
        configurable: true,
      });
    }
  }
}
