import { no_grad } from '../../autograd/grad_mode.js';
import { int64 } from '../../values/dtype.js';
import { AssertionError, NotImplementedError, ValueError } from '../../values/errors.js';
import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import { sameSize } from './sizes.js';

export { one_hot } from '../../generated/nn.js';

/** Rows that are used and longer than `max_norm` are shortened in place, beneath autograd. */
function renormalise(weight: Tensor, input: Tensor, max_norm: number, norm_type: number): void {
  no_grad(() => torch.embedding_renorm_(weight.detach(), input, max_norm, norm_type));
}

/**
 * The rows of `weight` whose numbers stand in `input` (`torch.nn.functional.embedding`): a dimension longer than the
 * input. The row `padding_idx` gets no gradient; `max_norm` shortens longer rows in place before. Throws an
 * AssertionError for a `padding_idx` outside of the table, an IndexError for such an input.
 */
export const embedding = signature(`embedding(input: Tensor, weight: Tensor, padding_idx: int = None,
  max_norm: float = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
  sparse: bool = False) -> Tensor`).define((
  input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
) => {
  let padding = -1;
  if (padding_idx !== null) {
    const rows = weight.size(0);
    if (padding_idx >= Math.max(rows, 1) || padding_idx < -rows) {
      throw new AssertionError('Padding_idx must be within num_embeddings');
    }
    padding = padding_idx < 0 ? rows + padding_idx : padding_idx;
  }
  let indices = input;
  if (max_norm !== null) {
    indices = input.contiguous();
    renormalise(weight, indices, max_norm, norm_type);
  }
  return torch.embedding(weight, indices, padding, scale_grad_by_freq, sparse);
});

const modes: Readonly<Record<string, number>> = { sum: 0, mean: 1, max: 2 };

/**
 * Sums, means or maxima of bags of rows of `weight`, without making the rows (`torch.nn.functional.embedding_bag`).
 * Shapes: input (B, N), or (N) with `offsets` (B) where each bag begins; the result is (B, D). Throws ValueErrors for
 * other shapes and for what a mode cannot do.
 */
export const embedding_bag = signature(`embedding_bag(input: Tensor, weight: Tensor, offsets: Tensor = None,
  max_norm: float = None, norm_type: float = 2, scale_grad_by_freq: bool = False,
  mode: Literal["sum", "mean", "max"] = "mean", sparse: bool = False, per_sample_weights: Tensor = None,
  include_last_offset: bool = False, padding_idx: int = None) -> Tensor`).define((
  input, weight, offsets, max_norm, norm_type, scale_grad_by_freq, mode, sparse, per_sample_weights,
  include_last_offset, padding_idx,
) => {
  let [indices, table] = [input, weight];
  if (table.dtype === int64 && indices.is_floating_point()) {
    warn('UserWarning',
      'Argument order of nn.functional.embedding_bag was changed. ' +
        'Usage `embedding_bag(weight, input, ...)` is deprecated, ' +
        'and should now be `embedding_bag(input, weight, ...)`.');
    [table, indices] = [indices, table];
  }
  if (per_sample_weights !== null && !sameSize(indices, per_sample_weights)) {
    throw new ValueError(
      `embedding_bag: If per_sample_weights (${per_sample_weights.shape}) is not None, ` +
        `then it must have the same shape as the input (${indices.shape})`);
  }
  if (table.dim() !== 2) {
    throw new ValueError(`weight has to be a 2D Tensor, but got Tensor of dimension ${table.dim()}`);
  }
  const bags = bagsOf(indices, offsets, per_sample_weights, include_last_offset);
  const modeCode = Object.hasOwn(modes, mode) ? modes[mode]! : undefined;
  if (modeCode === undefined) throw new ValueError('mode has to be one of sum, mean or max');
  if (mode === 'max' && scale_grad_by_freq) {
    throw new ValueError('max mode does not support scaling the gradient by the frequency');
  }
  if (mode === 'max' && sparse) throw new ValueError('max mode does not support sparse weights');
  if (max_norm !== null) renormalise(table, bags.input, max_norm, norm_type);
  if (per_sample_weights !== null && mode !== 'sum') {
    throw new NotImplementedError(
      'embedding_bag: per_sample_weights was not None. ' +
        "per_sample_weights is only supported for mode='sum' " +
        `(got mode='${mode}'). Please open a feature request on GitHub.`);
  }
  return torch.embedding_bag(
    table, bags.input, bags.offsets, scale_grad_by_freq, modeCode, sparse, bags.weights, bags.lastOffset,
    padding_idx)[0];
});

interface Bags {
  readonly input: Tensor;
  readonly offsets: Tensor;
  readonly weights: Tensor | null;
  readonly lastOffset: boolean;
}

/** Bags of one length, given as rows, are bags in a row with offsets. */
function bagsOf(input: Tensor, offsets: Tensor | null, weights: Tensor | null, lastOffset: boolean): Bags {
  const dim = input.dim();
  if (dim === 2) {
    if (offsets !== null) {
      throw new ValueError(
        'if input is 2D, then offsets has to be None' +
          ', as input is treated is a mini-batch of' +
          ' fixed length sequences. However, found ' +
          "offsets of type <class 'torch.Tensor'>");
    }
    const { dtype, device } = input;
    return {
      input: input.reshape(-1),
      offsets: torch.arange(0, input.numel(), input.size(1), { dtype, device }),
      weights: weights === null ? null : weights.reshape(-1),
      lastOffset: false,
    };
  }
  if (dim !== 1) throw new ValueError(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${dim}`);
  if (offsets === null) throw new ValueError('offsets has to be a 1D Tensor but got None');
  if (offsets.dim() !== 1) throw new ValueError('offsets has to be a 1D Tensor');
  return { input, offsets, weights, lastOffset };
}
