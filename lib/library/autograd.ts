/** The kernel for Autograd of an operator that has a formula in JavaScript (torch/_library/autograd.py). */
import { operators } from '../addon/doors.js';
import { requires_grad } from '../addon/autograd.js';
import { Function, type FunctionCtx } from '../autograd/function.js';
import { is_grad_enabled } from '../autograd/grad_mode.js';
import { spec_text, tree_flatten } from '../functorch/pytree.js';
import type { DispatchKeySet } from '../jit/dispatch_keys.js';
import { Tag } from '../jit/tag.js';
import type { OpOverload } from '../operators/ops.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { after, autogradKeys, excluding } from './keys.js';
import type { AnyFunction, KernelFunction } from './kinds.js';
import { has_kwarg_only_args, is_tensorlist_like, schemaOf } from './schemas.js';

/** What somebody registered for backward: read when the operator is called, and may come later. */
export interface Formula {
  readonly backward: KernelFunction | null;
  readonly setup_context: KernelFunction | null;
}

/** Which of the values is a list, of how many tensors; null for one that is none. */
type Shape = readonly (number | null)[];

const isTensorList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.every(is_tensor);
const shapeOf = (values: readonly unknown[]): Shape =>
  values.map((each) => (isTensorList(each) ? each.length : null));
const flat = (values: readonly unknown[]): unknown[] =>
  values.flatMap((each) => (isTensorList(each) ? each : [each]));

function grouped(values: readonly unknown[], shape: Shape): unknown[] {
  let next = 0;
  return shape.map((count) => {
    if (count === null) return values[next++];
    next += count;
    return values.slice(next - count, next);
  });
}

/** What is known of an operator. */
interface Known {
  readonly op: OpOverload;
  readonly formula: Formula;
  /** Of the class of its nodes. */
  readonly name: string;
  readonly returns: number;
  /** Whether arguments or results are lists of tensors. */
  readonly lists: boolean;
}

/** One call of an operator whose graph is recorded. Knows no tensor: the graph keeps it. */
interface Call {
  readonly known: Known;
  readonly keys: DispatchKeySet;
  readonly keywords: readonly object[];
  readonly inputs: Shape;
  outputs: Shape;
}

/** The kernel, which gets the keys before its arguments. */
export function autogradKernel(op: OpOverload, formula: Formula): KernelFunction {
  const schema = schemaOf(op._name);
  const [space, opname] = schema.name.split('::') as [string, string];
  const known: Known = {
    op, formula, name: `GeneratedBackwardFor_${space}_${opname}_${op.overload}`, returns: schema.returns.length,
    lists: [...schema.arguments, ...schema.returns].some(is_tensorlist_like),
  };
  const named = has_kwarg_only_args(schema);
  const isOut = operators.operator_tags(op._name).includes(Tag.out.value);
  return (keyset: DispatchKeySet, ...args: unknown[]): unknown => {
    const keywords = named ? [args.pop() as object] : [];
    const recorded = is_grad_enabled() && anyRequiresGrad(isOut ? [...args, ...keywords.flatMap(Object.values)] : args);
    if (recorded && isOut) {
      throw new RuntimeError(`${opname}(): functions with out=... arguments don't support automatic differentiation, ` +
        'but one of the arguments requires grad.');
    }
    const keys = keyset.and(afterAutograd());
    if (!recorded) return below(op, keys, args, keywords);
    return record({ known, keys, keywords, inputs: shapeOf(args), outputs: [] }, flat(args));
  };
}

let afterKeys: DispatchKeySet | undefined;
const afterAutograd = (): DispatchKeySet => (afterKeys ??= after('AutogradOther'));

const anyRequiresGrad = (args: readonly unknown[]): boolean =>
  flat(args).some((each) => is_tensor(each) && requires_grad(each));

const below = (op: OpOverload, keys: DispatchKeySet, args: readonly unknown[], keywords: readonly object[]): unknown =>
  excluding(autogradKeys, () => op.redispatch(keys, ...args, ...keywords));

function record(call: Call, args: readonly unknown[]): unknown {
  const apply = Function.apply as (this: unknown, ...args: readonly unknown[]) => unknown;
  const results = apply.call(nodeClass(call), ...args) as unknown[];
  return joined(grouped(results, call.outputs), call.known.returns);
}

/** Results as an operator gives them: none, one, or a list. */
function joined(results: readonly unknown[], returns: number): unknown {
  if (returns === 0) return undefined;
  return returns === 1 ? results[0] : results;
}

function nodeClass(call: Call): typeof Function {
  const cls = class extends Function {
    static override forward(ctx: FunctionCtx, ...args: unknown[]): unknown {
      return forward(call, ctx, grouped(args, call.inputs));
    }
    static override backward(ctx: FunctionCtx, ...grads: unknown[]): unknown {
      return backward(call, ctx, grads);
    }
  };
  return Object.defineProperty(cls, 'name', { value: call.known.name });
}

function forward(call: Call, ctx: FunctionCtx, args: readonly unknown[]): unknown[] {
  const { known: { op, formula, returns }, keys, keywords } = call;
  const result = below(op, keys, args, keywords);
  const setup = formula.setup_context as AnyFunction | null;
  if (setup !== null) excluding(autogradKeys, () => setup(ctx, args, ...keywords, result));
  const results = returns === 0 ? [] : returns === 1 ? [result] : result as readonly unknown[];
  call.outputs = shapeOf(results);
  return flat(results);
}

function backward(call: Call, ctx: FunctionCtx, grads: readonly unknown[]): unknown[] {
  const { known: { op, formula, lists }, inputs, outputs } = call;
  const own = formula.backward as AnyFunction | null;
  if (own === null) {
    throw new RuntimeError(`Trying to backward through ${op} but no autograd formula was registered. Please use ` +
      'register_autograd to add one.');
  }
  if (lists) {
    const needs = grouped(flat(ctx.needs_input_grad), inputs);
    Object.defineProperty(ctx, 'needs_input_grad', { value: needs, configurable: true });
  }
  return flatGradients(op, own(ctx, ...grouped(grads, outputs)), inputs);
}

/** One gradient for each tensor of the inputs. */
function flatGradients(op: OpOverload, given: unknown, inputs: Shape): unknown[] {
  const only = inputs.length === 1 && inputs[0] !== null;
  // Of one list of tensors the gradients may come as that list.
  const list: readonly unknown[] = !Array.isArray(given) || (only && !Array.isArray(given[0])) ? [given] : given;
  if (list.length !== inputs.length) {
    throw new RuntimeError(`The backward formula for ${op} returned an incorrect number of gradients (expected ` +
      `${inputs.length}, got ${list.length}). Expected one gradient for each forward input, or for each positional ` +
      'input to the operator. Use None for inputs that do not require a gradient.');
  }
  const fits = list.every((each, i) => (inputs[i] === null ? !Array.isArray(each) : isOf(each, inputs[i]!)));
  if (!fits) {
    const wanted = inputs.map((count) => (count === null ? 0 : new Array<number>(count).fill(0)));
    const text = (tree: unknown): string => spec_text(tree_flatten(tree)[1]);
    throw new RuntimeError('Expected the return from backward to be of the same structure as the inputs. Got: ' +
      `${text(list)} (return from backward), ${text(wanted)} (inputs)`);
  }
  return list.flatMap((each) => (Array.isArray(each) ? each as unknown[] : [each]));
}

const isOf = (value: unknown, count: number): boolean => Array.isArray(value) && value.length === count;
