import { RuntimeError } from '../../../values/errors.js';
import { tupleText } from '../../../printing/tensor_text.js';
import { py_float_repr } from '../../../python/format.js';
import { py_repr } from '../../../python/repr.js';
import { warn } from '../../../python/warnings.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import type { LinearCrossEntropyOptions } from '../../functional/linear_cross_entropy/options.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import { Linear } from '../linear.js';
import { inputAndTarget, Loss, WeightedLoss, type Reduction } from './base.js';

const takes = {
  NLLLoss: signature(`NLLLoss(weight: Tensor | None = None, size_average: bool | None = None, ignore_index: int = -100,
    reduce: bool | None = None, reduction: Reduction = "mean")`),
  NLLLoss2d: signature(`NLLLoss2d(weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: Reduction = "mean")`),
  CrossEntropyLoss: signature(`CrossEntropyLoss(weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: Reduction = "mean",
    label_smoothing: float = 0.0)`),
  LinearCrossEntropyLoss: signature(`LinearCrossEntropyLoss(in_features: int, num_classes: int, *,
    out_features: Sequence[int] = (), bias: bool = False, device: DeviceLike = None, dtype: dtype = None,
    reduction: Reduction = "mean", weight: Tensor | None = None, ignore_index: int | None = None,
    label_smoothing: float = 0.0, options: LinearCrossEntropyOptions | None = None)`),
  KLDivLoss: signature(`KLDivLoss(size_average: bool | None = None, reduce: bool | None = None,
    reduction: Reduction | Literal["batchmean"] = "mean", log_target: bool = False)`),
  BCEWithLogitsLoss: signature(`BCEWithLogitsLoss(weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: Reduction = "mean", pos_weight: Tensor | None = None)`),
  CTCLoss: signature('CTCLoss(blank: int = 0, reduction: Reduction = "mean", zero_infinity: bool = False)'),
  ctcForward: signature(`forward(self, log_probs: Tensor, targets: Tensor, input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int]) -> Tensor`),
};

/** The mean of -input[i][target[i]], the loss of log-probabilities (`torch.nn.NLLLoss`): (N, C, *) and (N, *). */
export class NLLLoss extends WeightedLoss {
  ignore_index: number;

  constructor(...args: typeof takes.NLLLoss.args) {
    const { ignore_index, ...rest } = takes.NLLLoss.read(args);
    super(rest);
    this.ignore_index = ignore_index;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.nll_loss(input, target, this.weight, null, this.ignore_index, null, this.reduction);
  }
}

/** {@link NLLLoss} by its old name for pictures, deprecated (`torch.nn.NLLLoss2d`): (N, C, *) and (N, *). */
export class NLLLoss2d extends NLLLoss {
  constructor(...args: typeof takes.NLLLoss2d.args) {
    warn('FutureWarning', '`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement and see ' +
      'https://pytorch.org/docs/main/nn.html#torch.nn.NLLLoss for more details.');
    super(takes.NLLLoss2d.read(args));
  }
}

/**
 * The cross-entropy between scores and targets (`torch.nn.CrossEntropyLoss`): scores (N, C, *) or (C), targets (N, *)
 * of class numbers, or probabilities in the scores' shape.
 */
export class CrossEntropyLoss extends WeightedLoss {
  ignore_index: number;
  label_smoothing: number;

  constructor(...args: typeof takes.CrossEntropyLoss.args) {
    const { ignore_index, label_smoothing, ...rest } = takes.CrossEntropyLoss.read(args);
    super(rest);
    this.ignore_index = ignore_index;
    this.label_smoothing = label_smoothing;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { weight, ignore_index, reduction, label_smoothing } = this;
    return F.cross_entropy(input, target, weight, null, ignore_index, null, reduction, label_smoothing);
  }
}

/** A linear layer and the cross-entropy of its scores (`torch.nn.LinearCrossEntropyLoss`): (N, in_features) and (N). */
export class LinearCrossEntropyLoss extends WeightedLoss {
  num_classes: number;
  out_features: readonly number[];
  ignore_index: number | null;
  label_smoothing: number;
  /** The layer from features to logits. */
  linear: Linear;
  options: LinearCrossEntropyOptions | null;

  constructor(...args: typeof takes.LinearCrossEntropyLoss.args) {
    const given = takes.LinearCrossEntropyLoss.read(args);
    const { in_features, num_classes, out_features, bias, device, dtype, weight, label_smoothing, reduction } = given;
    if (weight !== null && (weight.dim() !== 1 || weight.size(0) !== num_classes)) {
      throw new RuntimeError(`expected weight shape to be (${num_classes},), got ${tupleText(weight.shape)}`);
    }
    if (label_smoothing < 0 || label_smoothing > 1) {
      throw new RuntimeError(
        `expected label_smoothing to be in range [0, 1], got ${py_float_repr(label_smoothing)}`);
    }
    super({ weight, reduction });
    this.num_classes = num_classes;
    this.out_features = out_features;
    this.ignore_index = given.ignore_index;
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

/** The Kullback-Leibler divergence of log-probabilities from targets (`torch.nn.KLDivLoss`). */
export class KLDivLoss extends Loss {
  log_target: boolean;

  constructor(...args: typeof takes.KLDivLoss.args) {
    const { log_target, reduction, ...rest } = takes.KLDivLoss.read(args);
    super({ ...rest, reduction: reduction as Reduction });
    this.log_target = log_target;
  }

  get [inputs]() { return inputAndTarget; }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.kl_div(input, target, null, null, this.reduction, this.log_target);
  }
}

/** The cross-entropy of probabilities between 0 and 1 (`torch.nn.BCELoss`): two tensors of one size. */
export class BCELoss extends WeightedLoss {
  forward(input: Tensor, target: Tensor): Tensor {
    return F.binary_cross_entropy(input, target, this.weight, null, null, this.reduction);
  }
}

/** {@link BCELoss} of sigmoid(input), without overflow (`torch.nn.BCEWithLogitsLoss`). */
export class BCEWithLogitsLoss extends WeightedLoss {
  declare pos_weight: Tensor | null;

  constructor(...args: typeof takes.BCEWithLogitsLoss.args) {
    const { pos_weight, ...rest } = takes.BCEWithLogitsLoss.read(args);
    super(rest);
    this.register_buffer('pos_weight', pos_weight);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return F.binary_cross_entropy_with_logits(
      input, target, this.weight, null, null, this.reduction, this.pos_weight);
  }
}

/**
 * The connectionist temporal classification loss (`torch.nn.CTCLoss`): log-probabilities (T, N, C) or (T, C), targets
 * (N, S) or all in a row, and the lengths of both.
 */
export class CTCLoss extends Loss {
  blank: number;
  zero_infinity: boolean;

  constructor(...args: typeof takes.CTCLoss.args) {
    const { blank, reduction, zero_infinity } = takes.CTCLoss.read(args);
    super({ reduction });
    this.blank = blank;
    this.zero_infinity = zero_infinity;
  }

  get [inputs]() { return takes.ctcForward; }

  forward(
    log_probs: Tensor, targets: Tensor, input_lengths: Tensor | readonly number[],
    target_lengths: Tensor | readonly number[],
  ): Tensor {
    return F.ctc_loss(
      log_probs, targets, input_lengths, target_lengths, this.blank, this.reduction, this.zero_infinity);
  }
}
