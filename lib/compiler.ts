/** `torch.compiler`, as far as programs ask whether they are compiled, or say what the compiler should leave alone. */
import { signature } from './arguments/signature.js';
import { AssertionError } from './values/errors.js';

/** Whether this is being compiled, or exported: false (`torch.compiler.is_compiling`). */
export const is_compiling = signature('is_compiling() -> bool').define(() => false);

/** Whether this is being compiled: false (`torch.compiler.is_dynamo_compiling`). */
export const is_dynamo_compiling = signature('is_dynamo_compiling() -> bool').define(() => false);

/** Whether this is being exported: false (`torch.compiler.is_exporting`). */
export const is_exporting = signature('is_exporting() -> bool').define(() => false);

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown;

const takes = {
  disable: signature('disable(fn: AnyFunction = None, recursive: bool = True, *, reason: str = None)'),
  allow_in_graph: signature('allow_in_graph(fn: AnyFunction | Sequence[AnyFunction])'),
  assume_constant_result: signature('assume_constant_result(fn: AnyFunction)'),
};

/** The function itself, which is never compiled; without one, what gives it back (`torch.compiler.disable`). */
export function disable<T extends AnyFunction>(
  fn: T, recursive?: boolean, named?: { readonly recursive?: boolean; readonly reason?: string | null },
): T;
export function disable(
  fn?: null, recursive?: boolean, named?: { readonly recursive?: boolean; readonly reason?: string | null },
): <T extends AnyFunction>(fn: T) => T;
export function disable(
  named: { readonly recursive?: boolean; readonly reason?: string | null },
): <T extends AnyFunction>(fn: T) => T;
export function disable(...args: unknown[]): unknown {
  const [fn] = takes.disable.list(args);
  return fn ?? (<T>(given: T): T => given);
}

/**
 * The function, or the functions, themselves (`torch.compiler.allow_in_graph`). Throws an AssertionError for others.
 */
export function allow_in_graph<T extends AnyFunction | readonly AnyFunction[]>(fn: T): T;
export function allow_in_graph(...args: unknown[]): unknown {
  const [fn] = takes.allow_in_graph.list(args) as [unknown];
  for (const each of Array.isArray(fn) ? (fn as unknown[]) : [fn]) {
    if (typeof each !== 'function') throw new AssertionError('allow_in_graph expects a callable');
  }
  return fn;
}

/** The function itself (`torch.compiler.assume_constant_result`). */
export function assume_constant_result<T extends AnyFunction>(fn: T): T;
export function assume_constant_result(...args: unknown[]): unknown {
  return takes.assume_constant_result.list(args)[0];
}
