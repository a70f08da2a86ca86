/** What marks functions for `torch.compile`: `torch.compiler.disable` and its like. */
import { give_up, watching } from '../addon/recording.js';
import { signature } from '../arguments/signature.js';
import { Module, type AnyModule } from '../nn/module.js';
import { AssertionError } from '../values/errors.js';
import type { Caller } from './compiled_function.js';
import { OptimizedModule } from './optimized_module.js';
import { RecordingWatcher, watched } from './watchers.js';

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;
type Marked = AnyFunction | AnyModule;

const takes = {
  disable: signature('disable(fn: AnyFunction = None, recursive: bool = True, *, reason: str = None)'),
  allow_in_graph: signature('allow_in_graph(fn: AnyFunction | Sequence[AnyFunction])'),
  assume_constant_result: signature('assume_constant_result(fn: AnyFunction)'),
  nonstrict_trace: signature('nonstrict_trace(traceable_fn: AnyFunction)'),
  nested_compile_region: signature('nested_compile_region(fn: AnyFunction = None)'),
};

interface DisableNamed {
  readonly recursive?: boolean;
  readonly reason?: string | null;
}

/**
 * The function, or module, which is never compiled: what calls it cannot be recorded as a whole, and with `recursive`
 * nothing that it calls is replayed. Without one, what makes such functions (`torch.compiler.disable`).
 */
export function disable<T extends Marked>(fn: T, recursive?: boolean, named?: DisableNamed): T;
export function disable(
  fn?: null, recursive?: boolean, named?: DisableNamed,
): <T extends Marked>(fn: T) => T;
export function disable(named: DisableNamed): <T extends Marked>(fn: T) => T;
export function disable(...args: unknown[]): unknown {
  const [fn, recursive, reason] = takes.disable.list(args) as [AnyFunction | null, boolean, string | null];
  const callerOf = (given: Marked, name: string): Caller => ({
    call: (self, passed) => {
      give_up(`${name} is marked by torch.compiler.disable${reason === null ? '' : `: ${reason}`}`);
      const run = (): unknown => Reflect.apply(given as AnyFunction, self, passed);
      return recursive ? watched(null, run) : run();
    },
    another: (module) => callerOf(module, name),
  });
  const mark = (given: Marked): unknown => {
    if (given instanceof Module) return new OptimizedModule(given, callerOf(given, given.constructor.name));
    const caller = callerOf(given, given.name || 'a function');
    return Object.defineProperty(function (this: unknown, ...passed: unknown[]): unknown {
      return caller.call(this, passed);
    }, 'name', { value: given.name });
  };
  return fn === null ? mark : mark(fn);
}

/**
 * The function, or the functions, themselves: calls of any function are recorded (`torch.compiler.allow_in_graph`).
 * Throws an AssertionError for others.
 */
export function allow_in_graph<T extends AnyFunction | readonly AnyFunction[]>(fn: T): T;
export function allow_in_graph(...args: unknown[]): unknown {
  const [fn] = takes.allow_in_graph.list(args) as [unknown];
  for (const each of Array.isArray(fn) ? (fn as unknown[]) : [fn]) {
    if (typeof each !== 'function') throw new AssertionError('allow_in_graph expects a callable');
  }
  return fn;
}

/**
 * The function, of which a recording takes the result for a constant: nothing that it calls is replayed
 * (`torch.compiler.assume_constant_result`).
 */
export function assume_constant_result<T extends AnyFunction>(fn: T): T;
export function assume_constant_result(...args: unknown[]): unknown {
  const [fn] = takes.assume_constant_result.list(args);
  return Object.defineProperty(function (this: unknown, ...passed: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(fn as AnyFunction, this, passed);
    const recorder = watching.by instanceof RecordingWatcher ? watching.by.recorder : null;
    if (recorder === null) return run();
    recorder.pause(false);
    try {
      return run();
    } finally {
      recorder.resume();
    }
  }, 'name', { value: (fn as AnyFunction).name });
}

/** The function itself: its operators are recorded, whatever JavaScript it runs (`torch.compiler.nonstrict_trace`). */
export function nonstrict_trace<T extends AnyFunction>(traceable_fn: T): T;
export function nonstrict_trace(...args: unknown[]): unknown {
  return takes.nonstrict_trace.list(args)[0];
}

/**
 * The function itself: each of its calls becomes part of the recording around it; without one, what gives it back
 * (`torch.compiler.nested_compile_region`).
 */
export function nested_compile_region<T extends AnyFunction>(fn: T): T;
export function nested_compile_region(fn?: null): <T extends AnyFunction>(fn: T) => T;
export function nested_compile_region(...args: unknown[]): unknown {
  return takes.nested_compile_region.list(args)[0] ?? (<T>(given: T): T => given);
}
