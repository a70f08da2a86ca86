import { Function, type FunctionCtx } from '../../../autograd/function.js';
import { RuntimeError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { losses, lossAndGradients } from './pieces.js';
import type { Plan } from './plan.js';
import type { Problem, Wanted } from './workspace.js';

/** What of a call is no tensor. */
export interface Settings {
  readonly ignore_index: number;
  readonly plan: Plan;
}

export interface ReducedSettings extends Settings {
  readonly reduction: 'mean' | 'sum';
  readonly allow_retain_graph: boolean;
  readonly wanted: Wanted;
}

type Gradients = (Tensor | null)[];

/**
 * A sum or mean. Its gradients are computed with the loss, piece by piece, and backward only multiplies them, in place:
 * it runs once, unless `allow_retain_graph` has it keep them.
 */
export class ChunkedLoss extends Function {
  /** As PyTorch names the node. */
  static override readonly name = 'GeneratedBackwardFor_torch_nn__linear_cross_entropy_batch_chunked_default';

  static override forward(
    ctx: FunctionCtx, input: Tensor, linear_weight: Tensor, target: Tensor, linear_bias: Tensor | null,
    weight: Tensor | null, { wanted, allow_retain_graph, ...settings }: ReducedSettings,
  ): Tensor {
    const { loss, ...gradients } = lossAndGradients(
      { input, linear_weight, target, linear_bias, weight, upstream: null, ...settings }, wanted);
    Object.assign(ctx, { wanted, allow_retain_graph, ...gradients });
    return loss;
  }

  static override backward(ctx: FunctionCtx, grad: Tensor): Gradients {
    const [input, weight, bias] = gradientNames.map((name) => scaled(ctx, name, grad));
    return [input!, weight!, null, bias!, null, null];
  }
}

const gradientNames = ['input', 'linear_weight', 'linear_bias'] as const;

function scaled(ctx: FunctionCtx, name: keyof Wanted, grad: Tensor): Tensor | null {
  if (!(ctx['wanted'] as Wanted)[name]) return null;
  const kept = ctx[name] as Tensor | null;
  if (ctx['allow_retain_graph'] === true) return kept!.mul(grad);
  if (kept === null) {
    throw new RuntimeError(
      'linear_cross_entropy chunked backward called twice; retain_graph=True / double backward are not supported.');
  }
  ctx[name] = null;
  return kept.mul_(grad);
}

/** The losses one by one. Their gradients need that of each loss, so backward goes through the pieces again. */
export class ChunkedLosses extends Function {
  static override readonly name =
    'GeneratedBackwardFor_torch_nn__linear_cross_entropy_batch_chunked_no_reduction_default';

  static override forward(
    ctx: FunctionCtx, input: Tensor, linear_weight: Tensor, target: Tensor, linear_bias: Tensor | null,
    weight: Tensor | null, settings: Settings,
  ): Tensor {
    ctx.save_for_backward(
      input.detach(), linear_weight.detach(), target, linear_bias?.detach() ?? null, weight?.detach() ?? null);
    ctx['settings'] = settings;
    return losses({ input, linear_weight, target, linear_bias, weight, reduction: 'none', upstream: null, ...settings });
  }

  static override backward(ctx: FunctionCtx, upstream: Tensor): Gradients {
    const [input, linear_weight, target, linear_bias = null, weight = null] =
      ctx.saved_tensors as [Tensor, Tensor, Tensor, Tensor | null, Tensor | null];
    const [forInput = false, forWeight = false, , forBias = false] = ctx.needs_input_grad;
    const problem: Problem = {
      input, linear_weight, target, linear_bias, weight, reduction: 'none', upstream, ...(ctx['settings'] as Settings),
    };
    const gradients = lossAndGradients(problem, { input: forInput, linear_weight: forWeight, linear_bias: forBias });
    return [gradients.input, gradients.linear_weight, null, gradients.linear_bias, null, null];
  }
}
