/** `torch.nn.modules.linear`. */
export { Bilinear, Identity, LazyLinear, Linear } from '../layers.js';
