/** What TorchScript is asked for that gives or takes values. */
import { native } from './binding.js';
import { handleOf, type TensorBase } from './handle.js';
import { decode, encode } from './jit_values.js';
import type { Handle } from './native.js';
import type { TypeHandle } from './native/jit.js';
import type { FunctionHandle, GraphHandle, NodeHandle, ScriptHandle, ValueHandle } from './native/script.js';
import type { TensorClass } from './tensor_info.js';
import { tracing } from './tracing.js';

export { scriptHandle, scriptObject, setScriptObjects } from './jit_values.js';

/** An argument of a call is of another type. */
export interface Mismatch {
  readonly mismatch: number;
  readonly why: string;
}

/** What the function gives, or which argument does not fit. */
export function run(
  callee: FunctionHandle, args: readonly unknown[], named: Readonly<Record<string, unknown>>,
): { readonly result: unknown } | Mismatch {
  const names = Object.keys(named);
  const given = native.jit_run(callee, args.map(encode), names, names.map((name) => encode(named[name])));
  return isMismatch(given) ? given : { result: decode(given) };
}

const isMismatch = (given: unknown): given is Mismatch =>
  typeof given === 'object' && given !== null && 'mismatch' in given;

/** The value of a slot or constant of an object. Throws an AttributeError for a name that is none. */
export const getAttribute = (object: ScriptHandle, name: string): unknown =>
  decode(native.jit_object_get(object, name));

/** The tensor of a slot, as an object of a class: `known` as long as that is still the one. */
export function tensorOf<T extends TensorBase>(
  object: ScriptHandle, name: string, known: T | undefined, as: TensorClass<T> | undefined,
): T {
  const given = native.jit_object_get(object, name, ...(known === undefined ? [] : [handleOf(known)!]));
  if (given === undefined) return known!;
  const isTensor = typeof given === 'object' && given !== null && 'tensor' in given;
  if (as === undefined || !isTensor) return decode(given) as T;
  return new as((given as { tensor: Handle }).tensor as never);
}

export const setAttribute = (object: ScriptHandle, name: string, value: unknown): void =>
  native.jit_object_set(object, name, encode(value));

/** Gives a module an attribute; without a type it gets that of the value. */
export const register = (
  module: ScriptHandle, name: string, type: TypeHandle | null, value: unknown, parameter: boolean, buffer: boolean,
): void => native.jit_module_register(module, name, type, encode(value), parameter, buffer);

/** The text of a function, and the constants that it names `CONSTANTS.c0` and so on. */
export function codeOf(of: FunctionHandle): [text: string, constants: unknown[]] {
  const [text, constants] = native.jit_function_code(of);
  return [text, constants.map(decode)];
}

/** What a value of a graph always is, alone in a list; null where it is not known. */
export function constantOf(value: ValueHandle): [unknown] | null {
  const constant = native.jit_value_constant(value);
  return constant === null ? null : [decode(constant[0])];
}

/** A value that a node has under a name; graphs and types are handles. */
export const attributeOf = (node: NodeHandle, name: string): unknown => native.jit_node_attribute(node, name);
export const attributeValue = (node: NodeHandle, name: string): unknown => decode(attributeOf(node, name));

/**
 * What a function calls with the values, as a graph. `module` has the parameters and buffers that it uses; `names` are
 * the values'.
 */
export function trace(
  module: ScriptHandle, values: readonly unknown[], names: readonly string[], strict: boolean,
  body: (...values: readonly unknown[]) => unknown,
): GraphHandle {
  tracing.count++;
  try {
    return native.jit_trace(module, values.map(encode), names, strict, (given) => encode(body(...given.map(decode))));
  } finally {
    tracing.count--;
  }
}

/** A module is called while a function is traced: under the name of its scope, with values of these names. */
export const enterTrace = (scope: string | null, names: readonly string[], values: readonly unknown[]): void =>
  native.jit_trace_enter(scope, names, values.map(encode));
/** The call is over. */
export const leaveTrace = (scope: string | null): void => native.jit_trace_leave(scope !== null);
