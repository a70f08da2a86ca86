import { float16, float32 } from '../../../values/dtype.js';
import { amax, div, mm, mul } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Problem, Workspace } from './workspace.js';

/** Some samples in a row, and the steps that all kinds of targets share. */
export class Piece {
  readonly work: Workspace;
  readonly problem: Problem;
  readonly start: number;
  readonly rows: number;
  readonly input: Tensor;
  readonly target: Tensor;
  /** The input in the dtype that sums are held in, where one is mixed; else the input. */
  readonly inputAcc: Tensor;
  /** A view of the scores' memory: each step overwrites it. */
  readonly logits: Tensor;

  constructor(work: Workspace, problem: Problem, start: number, rows: number) {
    this.work = work;
    this.problem = problem;
    this.start = start;
    this.rows = rows;
    this.input = problem.input.narrow(0, start, rows);
    this.target = work.target.narrow(0, start, rows);
    this.inputAcc = work.inputAcc?.narrow(0, 0, rows).copy_(this.input) ?? this.input;
    this.logits = work.logits.narrow(0, 0, rows);
  }

  /** The scores less the largest of their row. */
  shiftedLogits(): Tensor {
    const { work, logits } = this;
    mm(work.widensInput ? this.inputAcc : this.input, work.linear_weight.T, { out: logits });
    if (work.linear_bias !== null) logits.add_(work.linear_bias);
    const largest = work.perRow.narrow(0, 0, this.rows).unsqueeze(1);
    amax(logits, 1, true, { out: largest });
    return logits.sub_(largest);
  }

  /** Turns the logits into their exponentials and sums these: thousands of them are too much for float16. */
  sumOfExponentials(): Tensor {
    const { dtype } = this.problem.input;
    return this.logits.exp_().sum(1, false, { dtype: dtype === float16 ? float32 : this.work.acc });
  }

  /** The exponentials times weights / sums: the softmax, weighted by row. */
  softmax(weights: Tensor, sums: Tensor): void {
    const factor = this.work.perRow.narrow(0, 0, this.rows);
    div(weights, sums, { out: factor });
    mul(this.logits, factor.unsqueeze(1), { out: this.logits });
  }

  /** The rows' own weights: a view for classes; for probabilities a new sum of their weighted ones. */
  rowWeights(weighted: Tensor | null): Tensor {
    if (weighted !== null) return weighted.sum(1, false, { dtype: this.work.acc });
    return this.work.rowWeights!.narrow(0, this.start, this.rows);
  }

  /** Probabilities times the weights of their classes, and times the gradient of the loss in the backward of 'none'. */
  weightedTarget(): Tensor {
    const { work, problem, target } = this;
    if (work.weighted === null) return target;
    const out = work.weighted.narrow(0, 0, this.rows);
    if (work.classWeights === null) out.copy_(target);
    else mul(target, work.classWeights, { out });
    if (problem.upstream !== null) out.mul_(problem.upstream.narrow(0, this.start, this.rows).unsqueeze(1));
    return out;
  }

  /** Where the gradient of this piece of the input goes; {@link commit} copies what is only staged. */
  gradInput(): Tensor {
    const { work } = this;
    return work.gradInputAcc?.narrow(0, 0, this.rows) ?? work.gradInput!.narrow(0, this.start, this.rows);
  }

  gradBias(): Tensor {
    return this.work.gradBiasAcc ?? this.work.gradBias!;
  }

  /** The input times the weights of its rows, in the dtype of the weight's gradient as far as that is not staged. */
  weightedInput(weights: Tensor): Tensor {
    const { work } = this;
    const column = weights.unsqueeze(1);
    const spare = work.spare(this.rows, this.input.shape[1]!);
    if (!work.mixed) return spare === undefined ? this.input.mul(column) : mul(this.input, column, { out: spare });
    const product = this.inputAcc.mul_(column);
    if (work.gradWeightAcc !== null) return product;
    return spare?.copy_(product) ?? product.to(this.input.dtype);
  }

  /** Hands over what was staged in the wider dtype. */
  commit(): void {
    const { work } = this;
    if (work.gradInputAcc !== null) {
      work.gradInput!.narrow(0, this.start, this.rows).copy_(this.gradInput());
    }
    if (work.gradBiasAcc !== null) {
      work.gradBias!.add_(work.gradBiasAcc.to(work.gradBias!.dtype));
      work.gradBiasAcc.zero_();
    }
  }
}
