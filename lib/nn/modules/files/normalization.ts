/** `torch.nn.modules.normalization`. */
export { CrossMapLRN2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm } from '../layers.js';
