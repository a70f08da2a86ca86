/** `torch.distributions.transforms`: invertible functions with the determinants of their Jacobians. */
export { AffineTransform } from './transforms/affine.js';
export { ComposeTransform, identity_transform } from './transforms/compose.js';
export { CumulativeDistributionTransform } from './transforms/cumulative_distribution.js';
export {
  AbsTransform, ExpTransform, PowerTransform, SigmoidTransform, SoftplusTransform, TanhTransform,
} from './transforms/elementwise.js';
export { CorrCholeskyTransform, LowerCholeskyTransform, PositiveDefiniteTransform } from './transforms/matrices.js';
export { CatTransform, StackTransform } from './transforms/sequences.js';
export { IndependentTransform, ReshapeTransform } from './transforms/shapes.js';
export { Transform } from './transforms/transform.js';
export { SoftmaxTransform, StickBreakingTransform } from './transforms/vectors.js';
