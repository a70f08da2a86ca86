/** `torch.masked`: reductions and normalisations of what a mask says is there. */
export { amax, amin, argmax, argmin, logsumexp, prod, sum } from './masked/reductions.js';
export { mean, median, norm, std, var_ as var } from './masked/statistics.js';
export {
  cumprod, cumsum, log_softmax, logaddexp, normalize, softmax, softmin,
} from './masked/normalizations.js';
