/** `torch.nn.modules.linear_cross_entropy_options`. */
export { LinearCrossEntropyOptions } from '../layers.js';
