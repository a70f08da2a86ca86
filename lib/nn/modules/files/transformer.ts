/** `torch.nn.modules.transformer`. */
export {
  Transformer, TransformerDecoder, TransformerDecoderLayer, TransformerEncoder, TransformerEncoderLayer,
} from '../layers.js';
