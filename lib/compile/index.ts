/** `torch.compile`: a function is recorded once, and its operator calls are replayed in C++ from then on. */
import { signature } from '../arguments/signature.js';
import type { AnyModule } from '../nn/module.js';
import { Module } from '../nn/module.js';
import { compileCallsBy } from '../nn/module/compiled_call.js';
import { ValueError } from '../values/errors.js';
import { CompiledFunction, type AnyFunction } from './compiled_function.js';
import { checkOptions, type CompileOptions } from './options.js';
import { OptimizedModule } from './optimized_module.js';

export type { CompileOptions } from './options.js';

const takes = signature(`compile(model: AnyFunction = None, *, fullgraph: bool = False, dynamic: bool = None,
  backend: str = None, mode: str = None, options: dict[str, object] = None, name: str = None, disable: bool = False,
  recompile_limit: int = None, verify: int = None)`);

/**
 * The function, or the module, replayed (`torch.compile`). The first call runs it and writes down the operators that it
 * calls, forward and backward; later calls with tensors of the same shapes, dtypes and devices replay that list without
 * JavaScript. What the function reads besides its arguments is a constant of the recording; see `verify`. Without a
 * function, what compiles one with these options. Throws a RuntimeError for a mode that there is not, an InvalidBackend
 * for such a backend, and with `fullgraph` an Unsupported where a part cannot be replayed.
 */
export function compile<F extends AnyFunction | AnyModule>(model: F, named?: CompileOptions): F;
export function compile(model?: null, named?: CompileOptions): <F extends AnyFunction | AnyModule>(model: F) => F;
export function compile(named: CompileOptions): <F extends AnyFunction | AnyModule>(model: F) => F;
export function compile(...args: unknown[]): unknown {
  const { model, ...named } = takes.read(args);
  const given: unknown = model;
  const options = checkOptions(named);
  if (given === null) return (later: AnyFunction) => compile(later, named);
  if (typeof given !== 'function') throw new ValueError('compile(): expected a function or a Module');
  if (options.disable === true || options.backend === 'eager') return given;
  const fn = given as AnyFunction;
  const isModule = given instanceof Module;
  const made = new CompiledFunction(fn, options, isModule ? given.constructor.name : undefined);
  const result = isModule ? new OptimizedModule(given, made) : replayed(made);
  compiled.set(result, made);
  return result;
}

/** What is behind those that were given out. */
const compiled = new WeakMap<object, CompiledFunction>();

/** What replays a function or a module: its own, or a new one with the usual options. */
export function compiledOf(fn: AnyFunction): CompiledFunction {
  if (typeof fn !== 'function') throw new TypeError('run_async(): expected a function or a Module');
  return compiled.get(fn) ?? compiled.get(usual.get(fn) ?? remember(fn))!;
}

const usual = new WeakMap<object, object>();

function remember(fn: AnyFunction): object {
  const made = compile(fn);
  usual.set(fn, made);
  return made;
}

function replayed(made: CompiledFunction): AnyFunction {
  const call = function (this: unknown, ...args: unknown[]): unknown {
    return made.call(this, args);
  };
  return Object.defineProperty(call, 'name', { value: made.fn.name });
}

compileCallsBy((module, call, named) => {
  const options = checkOptions(named);
  if (options.disable === true || options.backend === 'eager') return call;
  const made = new CompiledFunction(call, options, module.constructor.name);
  return (...args) => made.call(module, args);
});
