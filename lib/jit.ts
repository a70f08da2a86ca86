/**
 * `torch.jit`: modules and functions of TorchScript, compiled from its text or read from archives of Python's. Nothing
 * compiles TypeScript: what asks whether a program is compiled says no, and what marks functions for the compiler gives
 * them back.
 */
import { tracing } from './addon/tracing.js';
import { signature } from './arguments/signature.js';
import { RuntimeError } from './values/errors.js';

/** Whether TorchScript is compiling this: false (`torch.jit.is_scripting`). */
export const is_scripting = signature('is_scripting() -> bool').define(() => false);

/** Whether a function is being traced, as `SummaryWriter.add_graph` does it (`torch.jit.is_tracing`). */
export const is_tracing = signature('is_tracing() -> bool').define(() => tracing.count > 0);

const takes = {
  unused: signature('unused(fn: AnyFunction)'),
  export: signature('export(fn: AnyFunction)'),
  ignore: signature('ignore(drop: AnyFunction | bool = False)'),
  annotate: signature('annotate(the_type: object, the_value: object)'),
};

/** Any function or class. */
export type AnyFunction = (...args: never[]) => unknown;

/** The function itself, which TorchScript would leave out (`torch.jit.unused`). */
export function unused<T extends AnyFunction>(fn: T): T;
export function unused(...args: unknown[]): unknown {
  return takes.unused.list(args)[0];
}

/**
 * The function itself, which TorchScript would call as it is (`torch.jit.ignore`); with a boolean, what gives such a
 * function back. Throws a RuntimeError for anything else.
 */
export function ignore<T extends AnyFunction>(fn: T): T;
export function ignore(drop?: boolean): <T extends AnyFunction>(fn: T) => T;
export function ignore(named: { readonly drop?: boolean }): <T extends AnyFunction>(fn: T) => T;
export function ignore(...args: unknown[]): unknown {
  const [drop] = takes.ignore.list(args);
  if (typeof drop === 'function') return drop;
  if (typeof drop === 'boolean') return <T>(fn: T): T => fn;
  throw new RuntimeError(`Argument to @torch.jit.ignore must be a bool or a function but got ${String(drop)}`);
}

/** The value, of which TorchScript would be told the type (`torch.jit.annotate`). */
export function annotate<T>(the_type: unknown, the_value: T): T;
export function annotate(...args: unknown[]): unknown {
  return takes.annotate.list(args)[1];
}

/** The function itself, which TorchScript would compile though nothing calls it. */
function exported<T extends AnyFunction>(fn: T): T;
function exported(...args: unknown[]): unknown {
  return takes.export.list(args)[0];
}

export { exported as export };
export { JITException as Error } from './jit/errors.js';
export { fork, Future, wait } from './jit/future.js';
export type { ExtraFiles } from './jit/files.js';
export { export_opnames, freeze, optimize_for_inference, run_frozen_optimizations } from './jit/freeze.js';
export { ScriptFunction } from './jit/functions.js';
export { load, save, type AnyScript, type FilesToRead } from './jit/load.js';
export { RecursiveScriptModule, ScriptModule } from './jit/script_module.js';
export { CompilationUnit } from './jit/unit.js';
