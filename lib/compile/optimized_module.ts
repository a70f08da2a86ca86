import { Module, type AnyModule } from '../nn/module.js';
import { deepcopy, type Memo } from '../nn/copy.js';
import type { Caller } from './compiled_function.js';

/**
 * A module whose calls are replayed (`torch._dynamo.OptimizedModule`). Its one member is the module itself, whose other
 * fields and methods it passes on; `training` is that of the module.
 */
export class OptimizedModule extends Module {
  readonly _orig_mod: AnyModule;
  readonly #compiled: Caller;

  constructor(module: AnyModule, compiled: Caller) {
    super();
    this._orig_mod = module;
    this.#compiled = compiled;
    Object.defineProperty(this, 'training', {
      get: () => module.training,
      set: (value: boolean) => {
        module.training = value;
      },
    });
    passOn(this, module);
  }

  forward(...args: unknown[]): unknown {
    return this.#compiled.call(undefined, args);
  }

  /** A compiled copy of the module, which has recordings of its own. */
  __deepcopy__(memo: Memo): OptimizedModule {
    const module = deepcopy(this._orig_mod, memo);
    return new OptimizedModule(module, this.#compiled.another?.(module) ?? this.#compiled);
  }
}

/** What `from` has and `to` has not, asked of `from` at each use. */
function passOn(to: object, from: object): void {
  for (let owner = from; owner !== Module.prototype && owner !== null; owner = Object.getPrototypeOf(owner) as object) {
    for (const name of Reflect.ownKeys(owner)) {
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
