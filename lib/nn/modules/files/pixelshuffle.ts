/** `torch.nn.modules.pixelshuffle`. */
export { PixelShuffle, PixelUnshuffle } from '../layers.js';
