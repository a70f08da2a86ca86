import { float16, type dtype } from '../../../values/dtype.js';
import { empty, zeros } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Plan } from './plan.js';
import { correctedTarget, signedWeights } from './targets.js';

/** One call: its tensors, and how it is cut. */
export interface Problem {
  /** (N, in). */
  readonly input: Tensor;
  /** (C, in). */
  readonly linear_weight: Tensor;
  /** (N) classes, or (N, C) probabilities. */
  readonly target: Tensor;
  /** (C). */
  readonly linear_bias: Tensor | null;
  /** (C), a weight for each class. */
  readonly weight: Tensor | null;
  readonly reduction: 'mean' | 'sum' | 'none';
  readonly ignore_index: number;
  readonly plan: Plan;
  /** The gradient of the losses (N), in the backward of 'none'. */
  readonly upstream: Tensor | null;
}

/** Which gradients are asked for. */
export interface Wanted {
  readonly input: boolean;
  readonly linear_weight: boolean;
  readonly linear_bias: boolean;
}

/**
 * The tensors that the pieces share, and of which dtype each is. Mixed means that sums are held in a wider dtype than
 * the input's; then "compact" keeps the gradient of the input, and scores of float16, in the narrow one.
 */
export class Workspace {
  readonly mixed: boolean;
  /** What sums along a piece are held in. */
  readonly acc: dtype;
  /** The scores of a piece (rows, C); its first columns are scratch when the scores are not needed any more. */
  readonly logits: Tensor;
  /** One number for each row of a piece, scratch. */
  readonly perRow: Tensor;
  readonly linear_weight: Tensor;
  readonly linear_bias: Tensor | null;
  /** What the pieces of targets are cut from. */
  readonly target: Tensor;
  /** Weights of the rows by their classes (N), with the sign of a gradient; null for probabilities. */
  readonly rowWeights: Tensor | null;
  /** The weights of the classes as a row. */
  readonly classWeights: Tensor | null;
  /** A piece of the probabilities times their weights (rows, C), where that is not a view of the target. */
  readonly weighted: Tensor | null;
  /** A piece of the input in the wider dtype. */
  readonly inputAcc: Tensor | null;
  /** Whether scores are computed from `inputAcc`. */
  readonly widensInput: boolean;
  /** What the pieces add to. */
  readonly loss: Tensor;
  readonly gradInput: Tensor | null;
  readonly gradInputAcc: Tensor | null;
  readonly gradWeight: Tensor | null;
  readonly gradWeightAcc: Tensor | null;
  readonly gradBias: Tensor | null;
  readonly gradBiasAcc: Tensor | null;

  constructor(problem: Problem, wanted: Wanted) {
    const { input, linear_weight, target, linear_bias, weight, reduction, plan, upstream } = problem;
    const { rows, compact, acc_dtype: acc } = plan;
    const { dtype, device } = input;
    const [batches, classes, features] = [input.shape[0]!, linear_weight.shape[0]!, input.shape[1]!];
    const probabilities = target.dtype.is_floating_point;
    const mixed = dtype !== acc;
    const scores = mixed && dtype === float16 && compact ? dtype : acc;
    type Fill = typeof empty | typeof zeros;
    const make = (fill: Fill, when: boolean, shape: readonly number[], type: dtype): Tensor | null =>
      (when ? fill(shape, { dtype: type, device }) : null);
    this.mixed = mixed;
    this.acc = acc;
    this.logits = empty([rows, classes], { dtype: scores, device });
    this.perRow = empty([rows], { dtype: scores, device });
    // Also what the gradient of the input is summed in.
    this.linear_weight = scores === dtype ? linear_weight : linear_weight.to(scores);
    this.linear_bias = linear_bias === null || linear_bias.dtype === scores ? linear_bias : linear_bias.to(scores);
    this.target = probabilities ? target : correctedTarget(problem, classes);
    this.rowWeights = probabilities ? null : signedWeights(problem, this.target, acc);
    this.classWeights = probabilities && weight !== null ? inDtype(weight, scores).unsqueeze(0) : null;
    const needsWeighted = probabilities && (weight !== null || dtype !== scores || upstream !== null);
    this.weighted = make(empty, needsWeighted, [rows, classes], scores);
    this.widensInput = mixed && dtype !== scores;
    this.inputAcc = make(empty, mixed && (wanted.linear_weight || this.widensInput), [rows, features], acc);
    const gradInputDtype = mixed && compact ? dtype : acc;
    this.gradInput = make(empty, wanted.input, [batches, features], gradInputDtype);
    this.gradInputAcc = make(empty, wanted.input && gradInputDtype !== scores, [rows, features], scores);
    this.gradWeight = make(zeros, wanted.linear_weight, [classes, features], dtype);
    const stages = wanted.linear_weight && !(compact && scores === dtype);
    this.gradWeightAcc = make(empty, stages, [classes, features], acc);
    this.gradBias = make(zeros, wanted.linear_bias, [classes], dtype);
    this.gradBiasAcc = make(zeros, wanted.linear_bias && mixed, [classes], acc);
    // The mean of no samples; with any, the pieces say it.
    this.loss = zeros([], { dtype: mixed && dtype === float16 ? acc : dtype, device });
    if (reduction === 'mean' && batches === 0) this.loss.fill_(NaN);
  }

  /** Scratch (rows, in) in the dtype of the scores, over their first columns; undefined if they have too few. */
  spare(rows: number, features: number): Tensor | undefined {
    const classes = this.logits.shape[1]!;
    return classes < features ? undefined : this.logits.narrow(0, 0, rows).narrow(1, 0, features);
  }
}

const inDtype = (tensor: Tensor, type: dtype): Tensor => (tensor.dtype === type ? tensor : tensor.to(type));
