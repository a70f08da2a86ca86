/** `torch.nn.modules.dropout`. */
export { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout } from '../layers.js';
