import { RuntimeError } from '../../../values/errors.js';
import { tupleText } from '../../../printing/tensor_text.js';
import { py_float_repr } from '../../../python/format.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import type { LinearCrossEntropyOptions } from '../../functional/linear_cross_entropy/options.js';
import { constructorArguments, type Arguments, type FactoryOptions } from '../arguments.js';
import { Linear } from '../linear.js';
import {
  Loss, PlainWeightedLoss, WeightedLoss, type LossOptions, type Reduction, type WeightedLossOptions,
} from './base.js';

interface NLLOptions extends WeightedLossOptions {
  /** A class that does not count. */
  readonly ignore_index?: number;
}
const nllOrder = ['weight', 'size_average', 'ignore_index', 'reduce', 'reduction'] as const;

/** The mean of -input[i][target[i]], the loss of log-probabilities (`torch.nn.NLLLoss`): (N, C, *) and (N, *). */
export class NLLLoss extends WeightedLoss {
  ignore_index: number;

  constructor(...args: Arguments<NLLOptions, typeof nllOrder>) {
    const given = constructorArguments<NLLOptions>('NLLLoss', nllOrder, 0, args);
    super(given);
    this.ignore_index = given.ignore_index ?? -100;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.nll_loss(input, target, this.weight, null, this.ignore_index, null, this.reduction);
  }
}

interface CrossEntropyOptions extends NLLOptions {
  /** The part of each target that is spread over all classes. */
  readonly label_smoothing?: number;
}
const crossEntropyOrder = [...nllOrder, 'label_smoothing'] as const;

/**
 * The cross-entropy between scores and targets (`torch.nn.CrossEntropyLoss`): scores (N, C, *) or (C), targets (N, *)
 * of class numbers, or probabilities in the scores' shape.
 */
export class CrossEntropyLoss extends WeightedLoss {
  ignore_index: number;
  label_smoothing: number;

  constructor(...args: Arguments<CrossEntropyOptions, typeof crossEntropyOrder>) {
    const given = constructorArguments<CrossEntropyOptions>('CrossEntropyLoss', crossEntropyOrder, 0, args);
    super(given);
    this.ignore_index = given.ignore_index ?? -100;
    this.label_smoothing = given.label_smoothing ?? 0;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignore_index, reduction, label_smoothing } = this;
    return F.cross_entropy(input, target, weight, null, ignore_index, null, reduction, label_smoothing);
  }
}

interface LinearCrossEntropySettings extends FactoryOptions {
  readonly in_features: number;
  readonly num_classes: number;
  readonly out_features?: readonly number[];
  readonly bias?: boolean;
  readonly reduction?: Reduction;
  readonly weight?: Tensor | null;
  readonly ignore_index?: number | null;
  readonly label_smoothing?: number;
  readonly options?: LinearCrossEntropyOptions | null;
}
const linearCrossEntropyOrder = ['in_features', 'num_classes'] as const;
const linearCrossEntropyNames = [
  ...linearCrossEntropyOrder, 'out_features', 'bias', 'device', 'dtype', 'reduction', 'weight', 'ignore_index',
  'label_smoothing', 'options',
] as const;

/** A linear layer and the cross-entropy of its scores (`torch.nn.LinearCrossEntropyLoss`): (N, in_features) and (N). */
export class LinearCrossEntropyLoss extends WeightedLoss {
  num_classes: number;
  out_features: readonly number[];
  ignore_index: number | null;
  label_smoothing: number;
  /** The layer from features to logits. */
  linear: Linear;
  options: LinearCrossEntropyOptions | null;

  constructor(
    in_features: number, num_classes: number, settings?: Omit<LinearCrossEntropySettings, 'in_features' | 'num_classes'>,
  );
  constructor(settings: LinearCrossEntropySettings);
  constructor(...args: unknown[]) {
    const name = 'LinearCrossEntropyLoss';
    const given = constructorArguments<LinearCrossEntropySettings>(name, linearCrossEntropyNames, 2, args);
    const { in_features, num_classes, out_features = [], bias = false, device, dtype, weight = null } = given;
    const { label_smoothing = 0 } = given;
    if (weight !== null && (weight.dim() !== 1 || weight.size(0) !== num_classes)) {
      throw new RuntimeError(`expected weight shape to be (${num_classes},), got ${tupleText(weight.shape)}`);
    }
    if (label_smoothing < 0 || label_smoothing > 1) {
      throw new RuntimeError(
        `expected label_smoothing to be in range [0, 1], got ${py_repr(label_smoothing)}`);
    }
    super({ weight, reduction: given.reduction });
    this.num_classes = num_classes;
    this.out_features = out_features;
    this.ignore_index = given.ignore_index ?? null;
    this.label_smoothing = label_smoothing;
    const scores = out_features.reduce((product, size) => product * size, num_classes);
    this.linear = new Linear(in_features, scores, { bias, device, dtype });
    this.options = given.options ?? null;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { linear, num_classes, out_features, weight, reduction, ignore_index, label_smoothing, options } = this;
    const table = linear.weight.reshape([num_classes, ...out_features, linear.in_features]);
    const bias = linear.bias as Tensor | null;
    const linear_bias = bias === null ? null : bias.reshape([num_classes, ...out_features]);
    return F.linear_cross_entropy(
      input, table, target, { linear_bias, weight, reduction, ignore_index, label_smoothing, options });
  }

  override extra_repr(): string {
    const { linear, num_classes, out_features, reduction, ignore_index, label_smoothing, options } = this;
    return `in_features=${linear.in_features}, num_classes=${num_classes}, out_features=${tupleText(out_features)}, ` +
      `bias=${py_repr(linear.bias !== null)}, reduction=${reduction}, ignore_index=${py_repr(ignore_index)}, ` +
      `label_smoothing=${py_float_repr(label_smoothing)}, options=${py_repr(options)}`;
  }
}

interface KLDivOptions extends Omit<LossOptions, 'reduction'> {
  /** 'batchmean' divides the sum by the batch size, as the definition wants. */
  readonly reduction?: Reduction | 'batchmean';
  readonly log_target?: boolean;
}
const klDivOrder = ['size_average', 'reduce', 'reduction', 'log_target'] as const;

/** The Kullback-Leibler divergence of log-probabilities from targets (`torch.nn.KLDivLoss`). */
export class KLDivLoss extends Loss {
  log_target: boolean;

  constructor(...args: Arguments<KLDivOptions, typeof klDivOrder>) {
    const given = constructorArguments<KLDivOptions>('KLDivLoss', klDivOrder, 0, args);
    super(given as LossOptions);
    this.log_target = given.log_target ?? false;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.kl_div(input, target, null, null, this.reduction, this.log_target);
  }
}

/** The cross-entropy of probabilities between 0 and 1 (`torch.nn.BCELoss`): two tensors of one size. */
export class BCELoss extends PlainWeightedLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binary_cross_entropy(input, target, this.weight, null, null, this.reduction);
  }
}

interface BCEWithLogitsOptions extends WeightedLossOptions {
  /** What the positive examples of each class count. */
  readonly pos_weight?: Tensor | null;
}
const logitsOrder = ['weight', 'size_average', 'reduce', 'reduction', 'pos_weight'] as const;

/** {@link BCELoss} of sigmoid(input), without overflow (`torch.nn.BCEWithLogitsLoss`). */
export class BCEWithLogitsLoss extends WeightedLoss {
  declare pos_weight: Tensor | null;

  constructor(...args: Arguments<BCEWithLogitsOptions, typeof logitsOrder>) {
    const given = constructorArguments<BCEWithLogitsOptions>('BCEWithLogitsLoss', logitsOrder, 0, args);
    super(given);
    this.register_buffer('pos_weight', given.pos_weight ?? null);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.binary_cross_entropy_with_logits(
      input, target, this.weight, null, null, this.reduction, this.pos_weight);
  }
}

interface CTCOptions {
  readonly blank?: number;
  readonly reduction?: Reduction;
  readonly zero_infinity?: boolean;
}
const ctcOrder = ['blank', 'reduction', 'zero_infinity'] as const;

/**
 * The connectionist temporal classification loss (`torch.nn.CTCLoss`): log-probabilities (T, N, C) or (T, C), targets
 * (N, S) or all in a row, and the lengths of both.
 */
export class CTCLoss extends Loss {
  blank: number;
  zero_infinity: boolean;

  constructor(...args: Arguments<CTCOptions, typeof ctcOrder>) {
    const given = constructorArguments<CTCOptions>('CTCLoss', ctcOrder, 0, args);
    super({ reduction: given.reduction });
    this.blank = given.blank ?? 0;
    this.zero_infinity = given.zero_infinity ?? false;
  }

  forward(
    log_probs: Tensor, targets: Tensor, input_lengths: Tensor | readonly number[],
    target_lengths: Tensor | readonly number[],
  ): Tensor {
    return F.ctc_loss(
      log_probs, targets, input_lengths, target_lengths, this.blank, this.reduction, this.zero_infinity);
  }
}
