import { RuntimeError } from '../../errors.js';
import { linear } from '../../generated/nn.js';
import { optionsOf } from '../../python_arguments.js';
import type { Tensor } from '../../tensor.js';
import { cross_entropy } from './loss.js';
import type { Reduction } from './reduction.js';
import { sameLengths, tupleText } from './sizes.js';

export { linear } from '../../generated/nn.js';
export { bilinear } from '../../generated/torch.js';

export interface LinearCrossEntropyArguments {
  readonly linear_bias?: Tensor | null;
  /** A weight for each class. */
  readonly weight?: Tensor | null;
  readonly reduction?: Reduction;
  readonly ignore_index?: number | null;
  readonly label_smoothing?: number;
}
const optionNames = ['linear_bias', 'weight', 'reduction', 'ignore_index', 'label_smoothing'] as const satisfies
  (keyof LinearCrossEntropyArguments)[];

/**
 * The cross-entropy of linear(input, linear_weight, linear_bias) (`torch.nn.functional.linear_cross_entropy`). Shapes:
 * input (N, in) or (in), linear_weight (C, ..., in), target as {@link cross_entropy} takes it. Throws a RuntimeError
 * for shapes that do not fit.
 */
export function linear_cross_entropy(
  input: Tensor, linear_weight: Tensor, target: Tensor, options?: LinearCrossEntropyArguments,
): Tensor {
  const { linear_bias = null, weight = null, reduction = 'mean', ignore_index = null, label_smoothing = 0 } =
    optionsOf('linear_cross_entropy', options, optionNames);
  const { features, scores } = checkedShapes(input, linear_weight, linear_bias);
  if (sameLengths(target.shape, scores) && ignore_index !== null) {
    throw new RuntimeError('ignore_index cannot be specified when target contains probabilities');
  }
  // A class may have several outputs; they are one matrix to linear.
  const flat = linear_weight.dim() > 2;
  const matrix = flat ? linear_weight.reshape(-1, features) : linear_weight;
  const bias = flat && linear_bias !== null ? linear_bias.reshape(-1) : linear_bias;
  const logits = linear(input, matrix, bias).reshape(scores);
  return cross_entropy(logits, target, { weight, reduction, ignore_index: ignore_index ?? -100, label_smoothing });
}

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
