/** Kernels of operators that are functions of JavaScript (native/library/script_kernel.cpp has the other half). */
import { notAsync } from '../arguments/asynchronous.js';
import { py_repr } from '../python/repr.js';
import { device } from '../values/device.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { native } from './binding.js';
import { kinds } from './call/arguments.js';
import { received } from './call/received.js';
import { encode } from './jit_values.js';
import type { ArgumentPlan, OperatorPlan, ReturnPlan } from './native.js';
import type { NativeKernel } from './native/library.js';

/** A call of an operator as its kernel gets it. */
export interface KernelCall {
  /** 'ns::name.overload' */
  readonly name: string;
  /** All arguments of the schema in its order, defaults too. */
  readonly values: readonly unknown[];
  /** How many of them come by position; the others have names only. */
  readonly positional: number;
  readonly names: readonly string[];
  /** The dispatcher's keys. */
  readonly keys: bigint;
}

interface Known {
  readonly definition: number;
  readonly plan: OperatorPlan;
  readonly positional: number;
  readonly names: readonly string[];
}

/** The kernel for a function of a call, whose result is what the schema says: nothing, one value, or a list of them. */
export function nativeKernel(body: (call: KernelCall) => unknown): NativeKernel {
  const known = new Map<string, Known>();
  return (name, definition, args, keys) => {
    let read = known.get(name);
    // Somebody may have defined the name anew.
    if (read?.definition !== definition) known.set(name, (read = knownOf(name, definition)));
    const { plan, positional, names } = read;
    const values = args.map((value, i) => argument(plan.arguments[i]!, value));
    return results(name, plan.returns, body({ name, values, positional, names, keys }));
  };
}

function knownOf(name: string, definition: number): Known {
  const plan = native.schema(name, false);
  const keyword = plan.arguments.findIndex(({ kwarg_only }) => kwarg_only);
  return {
    definition, plan, positional: keyword < 0 ? plan.arguments.length : keyword,
    names: plan.arguments.map((each) => each.name),
  };
}

function argument(plan: ArgumentPlan, value: unknown): unknown {
  const seen = received(plan, value);
  return plan.kind === kinds.Device && typeof seen === 'string' ? device(seen) : seen;
}

function results(name: string, returns: readonly ReturnPlan[], given: unknown): readonly unknown[] {
  notAsync(given, () =>
    `${name}: its kernel is async, and whoever calls the operator waits for no promise. Make it synchronous`);
  if (returns.length === 0) {
    if (given === undefined || given === null) return [];
    throw new RuntimeError(
      `Expected PythonKernelHolder for ${name} to return None but it returned something else instead.`);
  }
  if (returns.length === 1) return [result(returns[0]!, given)];
  if (!Array.isArray(given) || given.length !== returns.length) {
    const got = Array.isArray(given) ? `${given.length} of them` : py_repr(given);
    throw new RuntimeError(`${name}: its kernel has to return a list of ${returns.length} results, and not ${got}`);
  }
  return given.map((each, i) => result(returns[i]!, each));
}

function result({ kind, depth }: ReturnPlan, value: unknown): unknown {
  if (kind === kinds.Tensor && depth === 0 && value !== null && value !== undefined && !is_tensor(value)) {
    throw new RuntimeError(`Unable to cast ${typeof value === 'string' ? value : py_repr(value)} to Tensor`);
  }
  return encode(value);
}
