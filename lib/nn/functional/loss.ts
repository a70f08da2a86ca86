import { Operator } from '../../operators/operator.js';
import { ValueError } from '../../errors.js';
import { namedArguments } from '../../python_arguments.js';
import type { Tensor } from '../../tensor.js';
import { warn } from '../../warnings.js';

export type Reduction = 'none' | 'mean' | 'sum';

/** The number libtorch has for a reduction (at::Reduction). Throws a ValueError for a word that is none. */
export function reductionCode(reduction: string): number {
  const code = ['none', 'mean', 'sum'].indexOf(reduction);
  if (code < 0) throw new ValueError(`${reduction} is not a valid value for reduction`);
  return code;
}

interface ClassLossArguments {
  readonly weight?: Tensor | null;
  /** Deprecated, with `reduce`: `reduction` says both. */
  readonly size_average?: boolean | null;
  readonly ignore_index?: number;
  readonly reduce?: boolean | null;
  readonly reduction?: Reduction;
}
interface CrossEntropyArguments extends ClassLossArguments {
  readonly label_smoothing?: number;
}

const classLossNames = ['weight', 'size_average', 'ignore_index', 'reduce', 'reduction'] as const;
const nllLoss = new Operator('aten::nll_loss_nd', { name: 'nll_loss' });
const crossEntropy = new Operator('aten::cross_entropy_loss', { name: 'cross_entropy' });

/**
 * The mean of -input[i][target[i]], the loss of log-probabilities (`torch.nn.functional.nll_loss`). Shapes: input
 * (N, C, ...) or (C), target (N, ...) of class numbers; the result has no dimensions unless `reduction` is 'none'.
 */
export function nll_loss(
  input: Tensor, target: Tensor, weight?: Tensor | null | ClassLossArguments, options?: Omit<ClassLossArguments, 'weight'>,
): Tensor {
  const given = namedArguments<ClassLossArguments>('nll_loss', classLossNames, 0, trailing(weight, options));
  const { weight: classWeight = null, ignore_index = -100 } = given;
  return nllLoss.call([input, target, classWeight, reductionOf(given), ignore_index]) as Tensor;
}

/**
 * The cross-entropy between scores and targets: nll_loss of log_softmax (`torch.nn.functional.cross_entropy`). Shapes:
 * input (N, C, ...) or (C) of unnormalised scores; target (N, ...) of class numbers, or probabilities in its shape.
 */
export function cross_entropy(
  input: Tensor, target: Tensor, weight?: Tensor | null | CrossEntropyArguments,
  options?: Omit<CrossEntropyArguments, 'weight'>,
): Tensor {
  if (weight === undefined && options === undefined) return crossEntropy.call([input, target]) as Tensor;
  const names = [...classLossNames, 'label_smoothing'] as const;
  const given = namedArguments<CrossEntropyArguments>('cross_entropy', names, 0, trailing(weight, options));
  const { weight: classWeight = null, ignore_index = -100, label_smoothing = 0 } = given;
  return crossEntropy.call([
    input, target, classWeight, reductionOf(given), ignore_index, label_smoothing,
  ]) as Tensor;
}

function trailing(...args: readonly unknown[]): readonly unknown[] {
  return args.filter((arg) => arg !== undefined);
}

/** `size_average` and `reduce`, where they are still used, decide as they did before `reduction` was there. */
function reductionOf(given: ClassLossArguments): number {
  const { size_average, reduce, reduction = 'mean' } = given;
  if (size_average == null && reduce == null) return reductionCode(reduction);
  const legacy = reduce === false ? 'none' : size_average === false ? 'sum' : 'mean';
  warn('UserWarning',
    `size_average and reduce args will be deprecated, please use reduction='${legacy}' instead.`);
  return reductionCode(legacy);
}
