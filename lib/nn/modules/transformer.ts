/** Transformers (torch/nn/modules/transformer.py). */
export { TransformerDecoder } from './transformer/decoder.js';
export { TransformerDecoderLayer } from './transformer/decoder_layer.js';
export { TransformerEncoder } from './transformer/encoder.js';
export { TransformerEncoderLayer } from './transformer/encoder_layer.js';
export { Transformer } from './transformer/transformer.js';
