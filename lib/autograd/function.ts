import { layers, modes } from '../addon/doors.js';
import { is_tensor } from '../values/is_tensor.js';
import { delayed_error, requires_grad } from '../addon/autograd.js';
import * as native from '../addon/function.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { with_fwd_grad } from './forward_ad.js';
import { type BackwardCFunction, backwardClassOf, noteCall } from './backward_c_function.js';
import { FunctionCtx } from './function_ctx.js';
import { apply_in_layers, type TransformedClass } from './function_layers.js';
import { returnedGradient } from './gradients.js';
import { no_grad } from './grad_mode.js';

export { FunctionCtx } from './function_ctx.js';
export type { VmapInfo } from './function_layers.js';

type AnyStatic = (...args: never[]) => unknown;

/** The class of a custom Function, as `apply` sees it. */
interface FunctionClass {
  readonly name: string;
  forward: AnyStatic;
  backward: AnyStatic;
  vjp?: AnyStatic;
  jvp?: AnyStatic;
  vmap?: AnyStatic;
  setup_context?: AnyStatic;
  generate_vmap_rule?: boolean;
}

type ForwardArguments<F extends FunctionClass> = F extends { setup_context: AnyStatic }
  ? Parameters<F['forward']>
  : F['forward'] extends (ctx: never, ...args: infer A) => unknown ? A : never;

/**
 * An operation with a derivative of its own (`torch.autograd.Function`): extend it with `static forward(ctx, ...args)`
 * and `static backward(ctx, ...grads)`, and call `MyFunction.apply(...args)`. Or let `static forward(...args)` know
 * nothing of ctx and fill that in `static setup_context(ctx, inputs, output)`.
 *
 * Several outputs come as an array. backward gets one gradient for each output and gives one back for each argument of
 * forward, null where there is none: one alone, or an array. It may itself be differentiated, if it consists of
 * differentiable operations; mark it with {@link once_differentiable} if it does not.
 */
export class Function {
  /** The class of the nodes that its calls have in the graph. */
  declare static readonly _backward_cls: typeof BackwardCFunction;

  static forward(..._args: never[]): unknown {
    throw new NotImplementedError('You must implement the forward function for custom autograd.Function.');
  }

  static backward(..._args: never[]): unknown {
    throw new NotImplementedError(
      'You must implement either the backward or vjp method for your custom autograd.Function to use it with ' +
        'backward mode AD.');
  }

  /**
   * The tangents of the outputs for those of the arguments of forward, null where there is none: what forward mode
   * asks. `ctx.saved_tensors` are those of `save_for_forward`.
   */
  static jvp(..._args: never[]): unknown {
    throw new NotImplementedError(
      'You must implement the jvp function for custom autograd.Function to use it with forward mode AD.');
  }

  /**
   * What `vmap` makes of the Function: `vmap(info, in_dims, ...args)` gives `[outputs, out_dims]`, where the arguments
   * have the batch in `in_dims`, and `info` its size and randomness.
   */
  static vmap(..._args: never[]): unknown {
    throw new NotImplementedError(
      'To use autograd.Function with vmap, you must either override the vmap staticmethod or set ' +
        'generate_vmap_rule=True.');
  }

  /** Whether `vmap` may run forward, backward and jvp of every sample at once, if they are made of operators. */
  static generate_vmap_rule = false;

  /** Runs forward and gives its outputs their place in the graph. */
  static apply<F extends FunctionClass>(this: F, ...args: ForwardArguments<F>): ReturnType<F['forward']> {
    return (layers.func_depth() === 0 ? apply(this, args) : apply_transformed(this, args)) as ReturnType<F['forward']>;
  }
}

/**
 * The class of classes of Functions (`torch.autograd.function.FunctionMeta`): it gives each its `_backward_cls`. What a
 * class of JavaScript has from its metaclass is what it inherits itself.
 */
export class FunctionMeta {
  /** The class of the nodes that a Function's calls have in the graph. */
  get _backward_cls(): typeof BackwardCFunction {
    return backwardClassOf(this as unknown as FunctionClass);
  }
}
Object.setPrototypeOf(FunctionMeta.prototype, globalThis.Function.prototype as object);
Object.setPrototypeOf(Function, FunctionMeta.prototype);

function apply_transformed(cls: FunctionClass, args: readonly unknown[]): unknown {
  if (cls.setup_context === undefined) {
    throw new RuntimeError('In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, ' +
      '...), it must override the setup_context staticmethod. For more details, please see ' +
      'https://pytorch.org/docs/main/notes/extending.func.html');
  }
  return apply_in_layers(cls as TransformedClass, args, Function.vmap, (each, given) => apply(each, given));
}

function apply(cls: FunctionClass, args: readonly unknown[]): unknown {
  const [state, needsInputGrad] = native.begin(`${cls.name}Backward`, args);
  const ctx = new FunctionCtx(state, needsInputGrad);
  const output = no_grad(() => withoutTangents(() => runForward(cls, ctx, args)));
  const outputs: readonly unknown[] = Array.isArray(output) ? output : [output];
  const recorded = modes.is_grad_enabled() && needsInputGrad.includes(true);
  const marks = FunctionCtx.takeMarks(ctx, recorded);
  const backward = backwardOf(cls, ctx);
  const jvp = native.jvpOf((tangents) => tangentsOf(cls, ctx, tangents));
  const results = native.finish(state, backward, outputs, marks, cls.setup_context !== undefined, jvp);
  if (recorded && FunctionCtx.keepProperties(ctx)) native.tieToOutputs(state, backward, results);
  return Array.isArray(output) ? results : results[0];
}

/** What forward computes has no tangents of its own: jvp says what they are. */
function withoutTangents<T>(body: () => T): T {
  return layers.dual_depth() === 0 ? body() : with_fwd_grad(false, body);
}

function tangentsOf(cls: FunctionClass, ctx: FunctionCtx, tangents: readonly unknown[]): (Tensor | null)[] {
  const formula = (cls.jvp ?? Function.jvp) as (...args: unknown[]) => unknown;
  const result = formula.call(cls, ctx, ...tangents);
  const list: readonly unknown[] = Array.isArray(result) ? result : [result];
  return list.map((each) => returnedGradient(each, (kind) => `expected Variable or None (got ${kind})`));
}

function runForward(cls: FunctionClass, ctx: FunctionCtx, args: readonly unknown[]): unknown {
  if (cls.setup_context === undefined) return (cls.forward as (...args: unknown[]) => unknown)(ctx, ...args);
  const output = (cls.forward as (...args: unknown[]) => unknown)(...args);
  (cls.setup_context as (...args: unknown[]) => void)(ctx, args, output);
  return output;
}

/**
 * What the graph calls. Made in a function of its own, since the graph keeps it: next to the tensors of `apply` it
 * would keep those alive too, and through them the graph.
 */
function backwardOf(cls: FunctionClass, ctx: FunctionCtx): native.Backward {
  const backward = native.backwardOf((grads) => {
    const result = formulaOf(cls)(ctx, ...grads);
    const gradients: readonly unknown[] = Array.isArray(result) ? result : [result];
    return gradients.map((gradient) => returnedGradient(gradient, (kind) => `expected Variable or None (got ${kind})`));
  });
  return noteCall(backward, { cls, ctx, apply: (...grads) => formulaOf(cls)(ctx, ...grads) });
}

function formulaOf(cls: FunctionClass): (ctx: FunctionCtx, ...grads: unknown[]) => unknown {
  const own = cls.backward !== Function.backward;
  if (own && cls.vjp !== undefined) {
    throw new RuntimeError(
      "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one " +
        'of them.');
  }
  const formula = (own ? cls.backward : (cls.vjp ?? cls.backward)) as (...args: unknown[]) => unknown;
  return (ctx, ...grads) => formula.call(cls, ctx, ...grads);
}

/**
 * Marks a backward that cannot be differentiated itself (`torch.autograd.function.once_differentiable`):
 * `static backward = once_differentiable((ctx, grad) => ...)`. It runs without recording, and a gradient of its
 * gradients throws a RuntimeError instead of being wrong.
 */
export function once_differentiable<A extends readonly unknown[], R>(
  backward: (ctx: FunctionCtx, ...grads: A) => R,
): (ctx: FunctionCtx, ...grads: A) => R {
  return (ctx, ...grads) => {
    const outputs = no_grad(() => backward(ctx, ...grads));
    const asked = modes.is_grad_enabled() && grads.some((each) => is_tensor(each) && requires_grad(each));
    return asked ? undifferentiable(outputs) : outputs;
  };
}

/** The same values as leaves whose gradient fails. */
function undifferentiable<R>(outputs: R): R {
  const list: readonly unknown[] = Array.isArray(outputs) ? outputs : [outputs];
  const leaves = list.map((each) =>
    !is_tensor(each) ? null : (each as Tensor).detach().requires_grad_());
  const results = delayed_error(
    leaves, 'trying to differentiate twice a function that was marked with @once_differentiable');
  return (Array.isArray(outputs) ? results : results[0]) as R;
}
