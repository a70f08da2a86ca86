/** Losses as modules (torch/nn/modules/loss.py). */
export {
  BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, CTCLoss, KLDivLoss, LinearCrossEntropyLoss, NLLLoss, NLLLoss2d,
} from './loss/classification.js';
export {
  CosineEmbeddingLoss, HingeEmbeddingLoss, MarginRankingLoss, MultiLabelMarginLoss, MultiLabelSoftMarginLoss,
  MultiMarginLoss, SoftMarginLoss, TripletMarginLoss, TripletMarginWithDistanceLoss,
} from './loss/margin.js';
export { GaussianNLLLoss, HuberLoss, L1Loss, MSELoss, PoissonNLLLoss, SmoothL1Loss } from './loss/regression.js';
