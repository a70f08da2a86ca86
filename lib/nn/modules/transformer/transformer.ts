import { RuntimeError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as init from '../../init.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import { LayerNorm } from '../normalization.js';
import { TransformerDecoder } from './decoder.js';
import { TransformerDecoderLayer } from './decoder_layer.js';
import { TransformerEncoder } from './encoder.js';
import { TransformerEncoderLayer } from './encoder_layer.js';
import { causalMask } from './layer.js';

/** An encoder of one's own: called as TransformerEncoder is. */
export type Encoder = Module & ((
  src: Tensor,
  options: { mask?: Tensor | null; src_key_padding_mask?: Tensor | null; is_causal?: boolean | null },
) => Tensor);
/** A decoder of one's own: called as TransformerDecoder is. */
export type Decoder = Module & ((
  tgt: Tensor, memory: Tensor, options: {
    tgt_mask?: Tensor | null; memory_mask?: Tensor | null; tgt_key_padding_mask?: Tensor | null;
    memory_key_padding_mask?: Tensor | null; tgt_is_causal?: boolean | null; memory_is_causal?: boolean;
  },
) => Tensor);

const takes = {
  init: signature(`Transformer(d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
    num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1, activation: ActivationLike = "relu",
    custom_encoder: Encoder | None = None, custom_decoder: Decoder | None = None, layer_norm_eps: float = 1e-05,
    batch_first: bool = False, norm_first: bool = False, bias: bool = True, device: DeviceLike = None,
    dtype: dtype = None)`),
  forward: signature(`Transformer.forward(self, src: Tensor, tgt: Tensor, src_mask: Tensor | None = None,
    tgt_mask: Tensor | None = None, memory_mask: Tensor | None = None, src_key_padding_mask: Tensor | None = None,
    tgt_key_padding_mask: Tensor | None = None, memory_key_padding_mask: Tensor | None = None,
    src_is_causal: bool | None = None, tgt_is_causal: bool | None = None, memory_is_causal: bool = False)`),
};

/**
 * An encoder and a decoder (`torch.nn.Transformer`): sources (S, N, E) and targets (T, N, E), or with the batch first,
 * or without it, to (T, N, E). Throws RuntimeErrors for batches or widths that do not fit.
 */
export class Transformer extends Module {
  encoder: Encoder;
  decoder: Decoder;
  d_model: number;
  nhead: number;
  batch_first: boolean;

  constructor(...args: typeof takes.init.args) {
    super();
    const { num_encoder_layers, num_decoder_layers, custom_encoder, custom_decoder, ...layer } = takes.init.read(args);
    const { d_model, nhead, layer_norm_eps, batch_first, bias, device, dtype } = layer;
    const norm = (): LayerNorm => new LayerNorm(d_model, { eps: layer_norm_eps, bias, device, dtype });
    // Each layer is drawn before its norm, and the encoder before the decoder, as in PyTorch.
    this.encoder = custom_encoder ??
      new TransformerEncoder(new TransformerEncoderLayer(layer), num_encoder_layers, norm());
    this.decoder = custom_decoder ??
      new TransformerDecoder(new TransformerDecoderLayer(layer), num_decoder_layers, norm());
    this._reset_parameters();
    this.d_model = d_model;
    this.nhead = nhead;
    this.batch_first = batch_first;
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): Tensor {
    const {
      src, tgt, src_mask: mask, src_key_padding_mask, src_is_causal: is_causal, ...options
    } = takes.forward.read(args);
    const batch = this.batch_first ? 0 : 1;
    if (src.dim() === 3 && src.size(batch) !== tgt.size(batch)) {
      throw new RuntimeError('the batch number of src and tgt must be equal');
    }
    if (src.size(-1) !== this.d_model || tgt.size(-1) !== this.d_model) {
      throw new RuntimeError('the feature number of src and tgt must be equal to d_model');
    }
    return this.decoder(tgt, this.encoder(src, { mask, src_key_padding_mask, is_causal }), options);
  }

  /** -inf where a position may not look, above the diagonal, else 0: (sz, sz). */
  static generate_square_subsequent_mask(...args: Parameters<typeof causalMask>): Tensor {
    return causalMask(...args);
  }

  /** Draws all matrices by xavier_uniform_. */
  _reset_parameters(): void {
    for (const param of this.parameters()) if (param.dim() > 1) init.xavier_uniform_(param);
  }
}
