import { is_grad_enabled } from '../../autograd/grad_mode.js';
import { int64 } from '../../values/dtype.js';
import { RuntimeError } from '../../values/errors.js';
import { linear } from '../../generated/nn.js';
import { signature } from '../../arguments/signature.js';
import { unpack_dual } from '../../autograd/forward_ad.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { typeName } from '../../values/type_name.js';
import { warn } from '../../python/warnings.js';
import { ChunkedLoss, ChunkedLosses } from './linear_cross_entropy/chunked.js';
import { LinearCrossEntropyOptions } from './linear_cross_entropy/options.js';
import { planned } from './linear_cross_entropy/plan.js';
import { cross_entropy } from './loss.js';
import type { Reduction } from './reduction.js';
import { sameLengths, tupleText } from './sizes.js';

/**
 * The cross-entropy of linear(input, linear_weight, linear_bias) (`torch.nn.functional.linear_cross_entropy`). Shapes:
 * input (N, in) or (in), linear_weight (C, ..., in), target as {@link cross_entropy} takes it. Throws a RuntimeError
 * for shapes that do not fit. `options` that a call cannot follow are ignored with a warning.
 */
export const linear_cross_entropy = signature(`linear_cross_entropy(input: Tensor, linear_weight: Tensor,
  target: Tensor, *, linear_bias: Tensor = None, weight: Tensor = None, reduction: Reduction = "mean",
  ignore_index: int = None, label_smoothing: float = 0.0,
  options: LinearCrossEntropyOptions = None) -> Tensor`).define((
  input, linear_weight, target, linear_bias, weight, reduction, ignore_index, label_smoothing, options,
) => {
  checkOptions(options);
  const { features, scores } = checkedShapes(input, linear_weight, linear_bias);
  if (sameLengths(target.shape, scores) && ignore_index !== null) {
    throw new RuntimeError('ignore_index cannot be specified when target contains probabilities');
  }
  if (options !== null) {
    const obstacle = obstacleToChunks(input, linear_weight, target, linear_bias, reduction, label_smoothing, scores);
    if (obstacle === null) {
      return chunked({ input, linear_weight, target, linear_bias, weight }, reduction, ignore_index ?? -100, options);
    }
    warn('UserWarning', obstacle);
  }
  // A class may have several outputs; they are one matrix to linear.
  const flat = linear_weight.dim() > 2;
  const matrix = flat ? linear_weight.reshape(-1, features) : linear_weight;
  const bias = flat && linear_bias !== null ? linear_bias.reshape(-1) : linear_bias;
  const logits = linear(input, matrix, bias).reshape(scores);
  return cross_entropy(logits, target, { weight, reduction, ignore_index: ignore_index ?? -100, label_smoothing });
});

function checkedShapes(
  input: Tensor, linear_weight: Tensor, linear_bias: Tensor | null,
): { features: number; scores: readonly number[] } {
  if (input.dim() < 1 || input.dim() > 2) {
    throw new RuntimeError(`expected input with dimensionality 1 or 2, got ${input.dim()}`);
  }
  if (linear_weight.dim() < 2) {
    throw new RuntimeError(`expected linear_weight with dimensionality at least 2, got ${linear_weight.dim()}`);
  }
  const [own, weights] = [input.shape, linear_weight.shape];
  const features = own.at(-1)!;
  if (features !== weights.at(-1)) {
    throw new RuntimeError(
      'expected equal input and linear_weight last dimensions (in_features), ' +
        `got ${features} and ${weights.at(-1)}, respectively`);
  }
  const outputs = [...weights.slice(0, -1)];
  if (linear_bias !== null && !sameLengths(linear_bias.shape, outputs)) {
    throw new RuntimeError(`expected linear_bias shape ${tupleText(outputs)}, got ${tupleText(linear_bias.shape)}`);
  }
  if (outputs.length > 1 && own.length === 1) {
    throw new RuntimeError(
      `K-dimensional loss defined by linear_weight shape ${tupleText(weights)} requires` +
        ` batched input, (N, ${features}), got unbatched` +
        ` input with shape ${tupleText(own)}`);
  }
  return { features, scores: [...own.slice(0, -1), ...outputs] };
}

function checkOptions(options: LinearCrossEntropyOptions | null): void {
  if (options === null || options instanceof LinearCrossEntropyOptions) return;
  throw new TypeError(
    `linear_cross_entropy(): argument 'options' must be LinearCrossEntropyOptions, not ${typeName(options)}`);
}

/** Why a call cannot be cut into pieces, in PyTorch's words; null if it can. */
function obstacleToChunks(
  input: Tensor, linear_weight: Tensor, target: Tensor, linear_bias: Tensor | null, reduction: string,
  label_smoothing: number, scores: readonly number[],
): string | null {
  const outputs = linear_weight.shape.slice(1, -1);
  const probabilities = sameLengths(target.shape, scores) && target.dtype === input.dtype &&
    !(target.requires_grad && is_grad_enabled());
  if (
    ['mean', 'sum', 'none'].includes(reduction) && label_smoothing === 0 && (target.dtype === int64 || probabilities) &&
    outputs.length === 0
  ) {
    return null;
  }
  return 'linear_cross_entropy: ``options`` ignored; chunked path needs reduction in {\'mean\',\'sum\',\'none\'}, ' +
    'label_smoothing == 0, target.dtype == int64 (or a probability target with dtype matching input and ' +
    `requires_grad == False), out_features == (). Got reduction=${py_repr(reduction)}, ` +
    `label_smoothing=${py_float_repr(label_smoothing)}, target.dtype=${String(target.dtype)}, ` +
    `out_features=${tupleText(outputs)}, tracing=False, target.requires_grad=${py_repr(target.requires_grad)}, ` +
    `linear_bias.shape=${linear_bias === null ? 'None' : tupleText(linear_bias.shape)}.`;
}

interface Tensors {
  readonly input: Tensor;
  readonly linear_weight: Tensor;
  readonly target: Tensor;
  readonly linear_bias: Tensor | null;
  readonly weight: Tensor | null;
}

function chunked(
  { input: samples, linear_weight, target: wanted, linear_bias, weight }: Tensors, reduction: Reduction,
  ignore_index: number, options: LinearCrossEntropyOptions,
): Tensor {
  const single = samples.dim() === 1;
  const [input, target] = single ? [samples.unsqueeze(0), wanted.unsqueeze(0)] : [samples, wanted];
  const plan = planned(options, {
    batches: input.shape[0]!, features: input.shape[1]!, classes: linear_weight.shape[0]!, dtype: input.dtype,
    device: input.device, probabilities: target.dtype.is_floating_point,
  });
  const needs = (tensor: Tensor | null): boolean => tensor !== null && tensor.requires_grad && is_grad_enabled();
  const given = [input, linear_weight, target, linear_bias, weight] as const;
  // As in PyTorch, where it is an operator that has a formula for backward only: forward mode passes it by.
  const tensors = (given.some(needs) ? given : given.map((each) => each && unpack_dual(each).primal)) as typeof given;
  const result = reduction === 'none'
    ? ChunkedLosses.apply(...tensors, { ignore_index, plan })
    : ChunkedLoss.apply(...tensors, {
        reduction, ignore_index, plan, allow_retain_graph: options.allow_retain_graph,
        wanted: { input: needs(input), linear_weight: needs(linear_weight), linear_bias: needs(linear_bias) },
      });
  return single ? result.squeeze(0) : result;
}
