/** `torch.compile`: a function is recorded once, and its operator calls are replayed in C++ from then on. */
import type { AnyModule } from '../nn/module.js';
import { Module } from '../nn/module.js';
import { ValueError } from '../values/errors.js';
import { CompiledFunction, type AnyFunction } from './compiled_function.js';
import { checkOptions, type CompileOptions } from './options.js';
import { OptimizedModule } from './optimized_module.js';

export type { CompileOptions } from './options.js';

const compiled = new WeakMap<object, CompiledFunction>();

/**
 * The function, or the module, replayed (`torch.compile`). The first call runs it and writes down the operators that it
 * calls, forward and backward; later calls with tensors of the same shapes, dtypes and devices replay that list without
 * JavaScript. What the function reads besides its arguments is a constant of the recording; see `verify`. Without a
 * function, what compiles one with these options. Throws a RuntimeError for a mode or a backend that there is not, and
 * with `fullgraph` where a part cannot be replayed.
 */
export function compile<F extends AnyFunction | AnyModule>(model: F, named?: CompileOptions): F;
export function compile(model: null | undefined, named: CompileOptions): <F extends AnyFunction | AnyModule>(model: F) => F;
export function compile(named: CompileOptions): <F extends AnyFunction | AnyModule>(model: F) => F;
export function compile(model?: unknown, named: CompileOptions = {}): unknown {
  if (typeof model === 'object' && model !== null) return compile(null, model as CompileOptions);
  checkOptions(named);
  if (model === null || model === undefined) return (given: AnyFunction) => compile(given, named);
  if (typeof model !== 'function') throw new ValueError('compile(): expected a function or a Module');
  if (named.disable === true || named.backend === 'eager') return model;
  const fn = model as AnyFunction;
  const isModule = (model as unknown) instanceof Module;
  const made = new CompiledFunction(fn, named, isModule ? fn.constructor.name : undefined);
  const result = isModule ? new OptimizedModule(fn as unknown as AnyModule, made) : replayed(made);
  compiled.set(result, made);
  return result;
}

function replayed(made: CompiledFunction): AnyFunction {
  const call = function (this: unknown, ...args: unknown[]): unknown {
    return made.call(this, args);
  };
  return Object.defineProperty(call, 'name', { value: made.name });
}
