import { modes } from '../addon/doors.js';
import { is_tensor } from '../values/is_tensor.js';
import { delayed_error, requires_grad } from '../addon/autograd.js';
import * as native from '../addon/function.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { FunctionCtx } from './function_ctx.js';
import { returnedGradient } from './gradients.js';
import { no_grad } from './grad_mode.js';

export { FunctionCtx } from './function_ctx.js';

type AnyStatic = (...args: never[]) => unknown;

/** The class of a custom Function, as `apply` sees it. */
interface FunctionClass {
  readonly name: string;
  forward: AnyStatic;
  backward: AnyStatic;
  vjp?: AnyStatic;
  setup_context?: AnyStatic;
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
  static forward(..._args: never[]): unknown {
    throw new NotImplementedError('You must implement the forward function for custom autograd.Function.');
  }

  static backward(..._args: never[]): unknown {
    throw new NotImplementedError(
      'You must implement either the backward or vjp method for your custom autograd.Function to use it with ' +
        'backward mode AD.');
  }

  /** Runs forward and gives its outputs their place in the graph. */
  static apply<F extends FunctionClass>(this: F, ...args: ForwardArguments<F>): ReturnType<F['forward']> {
    return apply(this, args) as ReturnType<F['forward']>;
  }
}

function apply(cls: FunctionClass, args: readonly unknown[]): unknown {
  const [state, needsInputGrad] = native.begin(`${cls.name}Backward`, args);
  const ctx = new FunctionCtx(state, needsInputGrad);
  const output = no_grad(() => runForward(cls, ctx, args));
  const outputs: readonly unknown[] = Array.isArray(output) ? output : [output];
  const recorded = modes.is_grad_enabled() && needsInputGrad.includes(true);
  const marks = FunctionCtx.takeMarks(ctx, recorded);
  const backward = backwardOf(cls, ctx);
  const results = native.finish(state, backward, outputs, marks, cls.setup_context !== undefined);
  if (recorded && FunctionCtx.keepProperties(ctx)) native.tieToOutputs(state, backward, results);
  return Array.isArray(output) ? results : results[0];
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
  return native.backwardOf((grads) => {
    const result = formulaOf(cls)(ctx, ...grads);
    const gradients: readonly unknown[] = Array.isArray(result) ? result : [result];
    return gradients.map((gradient) => returnedGradient(gradient, (kind) => `expected Variable or None (got ${kind})`));
  });
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
