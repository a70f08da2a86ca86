/** `torch.masked`: reductions and normalisations of what a mask says is there, and tensors that have one. */
import './masked/masked_tensor/tables.js';

export { as_masked_tensor, is_masked_tensor, masked_tensor, MaskedTensor } from './masked/masked_tensor/core.js';
export * as maskedtensor from './masked/masked_tensor/index.js';
export { amax, amin, argmax, argmin, logsumexp, prod, sum } from './masked/reductions.js';
export { mean, median, norm, std, var_ as var } from './masked/statistics.js';
export {
  cumprod, cumsum, log_softmax, logaddexp, normalize, softmax, softmin,
} from './masked/normalizations.js';
