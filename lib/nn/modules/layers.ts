/** The layers, by family. */
export {
  CELU, ELU, GELU, GLU, Hardshrink, Hardsigmoid, Hardswish, Hardtanh, LeakyReLU, LogSigmoid, LogSoftmax, Mish,
  MultiheadAttention, PReLU, ReLU, ReLU6, RReLU, SELU, Sigmoid, SiLU, Softmax, Softmax2d, Softmin, Softplus, Softshrink,
  Softsign, Tanh, Tanhshrink, Threshold,
} from './activation.js';
export { AdaptiveLogSoftmaxWithLoss } from './adaptive.js';
export { BatchNorm1d, BatchNorm2d, BatchNorm3d, SyncBatchNorm } from './batchnorm.js';
export { Container, ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential } from './container.js';
export { Conv1d, Conv2d, Conv3d } from './conv.js';
export {
  LazyConv1d, LazyConv2d, LazyConv3d, LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d,
} from './conv_lazy.js';
export { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './conv_transpose.js';
export { CosineSimilarity, PairwiseDistance } from './distance.js';
export { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout } from './dropout.js';
export { Flatten, Unflatten } from './flatten.js';
export { Fold, Unfold } from './fold.js';
export { InstanceNorm1d, InstanceNorm2d, InstanceNorm3d } from './instancenorm.js';
export { Bilinear, Identity, Linear } from './linear.js';
export { LazyLinear } from './linear_lazy.js';
export { LinearCrossEntropyOptions } from '../functional/linear_cross_entropy/options.js';
export * from './loss.js';
export { Module } from './module.js';
export {
  LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d, LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d,
} from './norm_lazy.js';
export { CrossMapLRN2d, GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm } from './normalization.js';
export {
  CircularPad1d, CircularPad2d, CircularPad3d, ConstantPad1d, ConstantPad2d, ConstantPad3d, ReflectionPad1d,
  ReflectionPad2d, ReflectionPad3d, ReplicationPad1d, ReplicationPad2d, ReplicationPad3d, ZeroPad1d, ZeroPad2d,
  ZeroPad3d,
} from './padding.js';
export { ChannelShuffle, PixelShuffle, PixelUnshuffle } from './pixelshuffle.js';
export {
  AvgPool1d, AvgPool2d, AvgPool3d, LPPool1d, LPPool2d, LPPool3d, MaxPool1d, MaxPool2d, MaxPool3d, MaxUnpool1d,
  MaxUnpool2d, MaxUnpool3d,
} from './pooling.js';
export {
  AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d,
  FractionalMaxPool2d, FractionalMaxPool3d,
} from './pooling_adaptive.js';
export { GRU, LSTM, RNN, RNNBase } from './rnn.js';
export { GRUCell, LSTMCell, RNNCell, RNNCellBase } from './rnn_cells.js';
export { Embedding, EmbeddingBag } from './sparse.js';
export {
  Transformer, TransformerDecoder, TransformerDecoderLayer, TransformerEncoder, TransformerEncoderLayer,
} from './transformer.js';
export { Upsample, UpsamplingBilinear2d, UpsamplingNearest2d } from './upsampling.js';
