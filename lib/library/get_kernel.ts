/** `torch.library.get_kernel`: the kernel that an operator has for a key. */
import { inspect } from 'node:util';
import { kernelAt, type KeyedCall } from '../addon/call/keyed.js';
import { signature } from '../arguments/signature.js';
import { DispatchKey, type DispatchKeyName, type DispatchKeySet } from '../jit/dispatch_keys.js';
import { isOverload, type OpOverload } from '../operators/ops.js';
import { ValueError } from '../values/errors.js';
import { CustomOpDef } from './custom_op_def.js';
import { class_of } from './lookup.js';

/** A kernel, as long as it is registered: what another one may take its place with, and call in some cases. */
export class SafeKernelFunction {
  readonly #call: KeyedCall;
  readonly #text: string;

  constructor(call: KeyedCall, text: string) {
    this.#call = call;
    this.#text = text;
  }

  /**
   * Runs the kernel with the arguments of the operator; `keyset` is what a kernel gets with `with_keyset`. Throws a
   * RuntimeError for tensors of other devices than it is for, and once it is no longer registered.
   */
  call_boxed(keyset: DispatchKeySet, ...args: unknown[]): unknown {
    return this.#call(keyset.raw_repr(), args);
  }

  toString(): string {
    return this.#text;
  }
  [inspect.custom](): string {
    return this.#text;
  }
}

/**
 * The kernel that an operator has for a key of the dispatcher (`torch.library.get_kernel`), so that another one
 * registered there may call it. Throws a ValueError for another key, a RuntimeError for an operator or a kernel that
 * is not there.
 */
export const get_kernel = signature(
  'get_kernel(op: OpIdentifier, dispatch_key: str | DispatchKey) -> SafeKernelFunction',
).define((op, dispatch_key) => {
  const name = nameOf(op);
  const key = typeof dispatch_key === 'string' ? dispatch_key : dispatch_key.name;
  if (typeof dispatch_key === 'string' && DispatchKey[dispatch_key as DispatchKeyName] === undefined) {
    throw new ValueError(`Invalid dispatch key: ${dispatch_key}`);
  }
  return new SafeKernelFunction(kernelAt(name, key), `SafeKernelFunction(${name}, ${key})`);
});

function nameOf(op: unknown): string {
  if (typeof op === 'string') return op;
  if (op instanceof CustomOpDef) return op._qualname;
  if (isOverload(op)) return (op satisfies OpOverload)._name;
  throw new ValueError(`get_kernel(${String(op)}): got unexpected type for op: ${class_of(op)}`);
}
