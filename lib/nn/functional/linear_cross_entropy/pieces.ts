import { float16, float32 } from '../../../values/dtype.js';
import { einsum } from '../../../functional.js';
import { addmm, dot, empty, index_select, mm, mul } from '../../../generated/torch.js';
import { scope } from '../../../addon/scope.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { Piece } from './piece.js';
import { Workspace, type Problem, type Wanted } from './workspace.js';

/** A loss, and the gradients that were asked for. */
export interface Gradients {
  readonly loss: Tensor;
  readonly input: Tensor | null;
  readonly linear_weight: Tensor | null;
  readonly linear_bias: Tensor | null;
}

/** The losses of the samples one by one: sum of weights · log of the sum of exponentials − weighted logits. */
export function losses(problem: Problem): Tensor {
  return scope(() => {
    const { input, target } = problem;
    const out = empty([input.shape[0]!], { dtype: input.dtype, device: input.device });
    eachPiece(problem, new Workspace(problem, { input: false, linear_weight: false, linear_bias: false }), (piece) => {
      const logits = piece.shiftedLogits();
      let loss: Tensor;
      if (target.dtype.is_floating_point) {
        const weighted = piece.weightedTarget();
        const weights = piece.rowWeights(weighted);
        const wanted = einsum('bv,bv->b', weighted, logits);
        loss = piece.sumOfExponentials().log_().mul_(weights).sub_(wanted);
      } else {
        const wanted = logits.gather(1, piece.target.unsqueeze(1)).squeeze(1);
        loss = piece.sumOfExponentials().log_().sub_(wanted).mul_(piece.rowWeights(null));
      }
      out.narrow(0, piece.start, piece.rows).copy_(loss);
    });
    return out;
  });
}

/** The sum or mean of the losses and its gradients; in the backward of 'none' only the gradients mean anything. */
export function lossAndGradients(problem: Problem, wanted: Wanted): Gradients {
  return scope(() => {
    const work = new Workspace(problem, wanted);
    const step = problem.target.dtype.is_floating_point ? probabilityStep(problem, wanted) : classStep(wanted);
    eachPiece(problem, work, step);
    const { dtype } = problem.input;
    return {
      loss: work.loss.to(dtype), input: work.gradInput?.to(dtype) ?? null, linear_weight: work.gradWeight,
      linear_bias: work.gradBias,
    };
  });
}

/** What one piece makes is freed before the next one, so that memory does not grow with their number. */
function eachPiece(problem: Problem, work: Workspace, step: (piece: Piece) => void): void {
  const batches = problem.input.shape[0]!;
  const { rows } = problem.plan;
  for (let start = 0; start < batches; start += rows) {
    scope(() => {
      const piece = new Piece(work, problem, start, Math.min(rows, batches - start));
      step(piece);
      piece.commit();
    });
  }
}

const any = (wanted: Wanted): boolean => wanted.input || wanted.linear_weight || wanted.linear_bias;

/**
 * Classes: the gradient of the scores is the weighted softmax, less the weight at the right class. The weights of the
 * rows are negative, and the second part goes to the gradients as rows that are picked and added.
 */
function classStep(wanted: Wanted): (piece: Piece) => void {
  return (piece) => {
    const { work, target } = piece;
    const logits = piece.shiftedLogits();
    const weights = piece.rowWeights(null);
    work.loss.add_(weights.dot(logits.gather(1, target.unsqueeze(1)).squeeze(1).to(weights.dtype)));
    const sums = piece.sumOfExponentials();
    if (any(wanted)) piece.softmax(weights, sums);
    work.loss.sub_(weights.to(sums.dtype).dot(sums.log_()));
    // Before the weight's gradient, whose scratch lies over the logits.
    if (wanted.linear_bias) {
      piece.gradBias().sub_(logits.sum(0, false, { dtype: work.acc })).index_add_(0, target, weights);
    }
    if (wanted.input) {
      const grad = piece.gradInput();
      mul(index_select(work.linear_weight, 0, target), weights.to(grad.dtype).unsqueeze(1), { out: grad });
      addmm(grad, logits, work.linear_weight, { alpha: -1, out: grad });
    }
    if (!wanted.linear_weight) return;
    if (work.gradWeightAcc !== null) {
      mm(logits.T, piece.inputAcc, { out: work.gradWeightAcc });
      work.gradWeightAcc.index_add_(0, target, piece.weightedInput(weights), { alpha: -1 });
      work.gradWeight!.sub_(work.gradWeightAcc);
    } else {
      work.gradWeight!.addmm_(logits.T, piece.input, { alpha: -1 });
      work.gradWeight!.index_add_(0, target, piece.weightedInput(weights), { alpha: 1 });
    }
  };
}

/** Probabilities: the gradient of the scores is softmax · (sum of the weighted targets) − weighted target. */
function probabilityStep({ input, reduction, upstream }: Problem, wanted: Wanted): (piece: Piece) => void {
  const scale = reduction === 'mean' ? 1 / input.shape[0]! : 1;
  const summed = upstream === null;
  return (piece) => {
    const { work } = piece;
    const logits = piece.shiftedLogits();
    const weighted = piece.weightedTarget();
    if (summed) work.loss.sub_(wantedLogits(weighted, logits), { alpha: scale });
    const weights = piece.rowWeights(weighted);
    if (scale !== 1) weights.mul_(scale);
    const sums = piece.sumOfExponentials();
    if (any(wanted)) piece.softmax(weights, sums);
    if (summed) work.loss.add_(weights.to(sums.dtype).dot(sums.log_()));
    if (!any(wanted)) return;
    logits.sub_(weighted, { alpha: scale });
    if (wanted.linear_bias) piece.gradBias().add_(logits.sum(0, false, { dtype: work.acc }));
    if (wanted.input) mm(logits, work.linear_weight, { out: piece.gradInput() });
    if (!wanted.linear_weight) return;
    if (work.gradWeightAcc !== null) {
      mm(logits.T, piece.inputAcc, { out: work.gradWeightAcc });
      work.gradWeight!.add_(work.gradWeightAcc);
    } else {
      work.gradWeight!.addmm_(logits.T, piece.input, { alpha: 1 });
    }
  };
}

/** The sum of logits times targets; a dot product of float16 gives a float16, which large batches overflow. */
function wantedLogits(weighted: Tensor, logits: Tensor): Tensor {
  if (logits.dtype !== float16) return dot(weighted.reshape(-1), logits.reshape(-1));
  return einsum('bv,bv->b', weighted, logits).sum({ dtype: float32 });
}
