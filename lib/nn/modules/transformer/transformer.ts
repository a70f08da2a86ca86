import { RuntimeError } from '../../../values/errors.js';
import { namedArguments } from '../../../arguments/named.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as init from '../../init.js';
import { Module } from '../../module.js';
import { constructorArguments, type Arguments } from '../arguments.js';
import { LayerNorm } from '../normalization.js';
import { TransformerDecoder } from './decoder.js';
import { TransformerDecoderLayer } from './decoder_layer.js';
import { TransformerEncoder } from './encoder.js';
import { TransformerEncoderLayer } from './encoder_layer.js';
import { causalMask, type LayerOptions } from './layer.js';

interface Masks {
  readonly src_mask?: Tensor | null;
  readonly tgt_mask?: Tensor | null;
  readonly memory_mask?: Tensor | null;
  readonly src_key_padding_mask?: Tensor | null;
  readonly tgt_key_padding_mask?: Tensor | null;
  readonly memory_key_padding_mask?: Tensor | null;
  readonly src_is_causal?: boolean | null;
  readonly tgt_is_causal?: boolean | null;
  readonly memory_is_causal?: boolean;
}
interface TransformerInputs extends Masks {
  readonly src: Tensor;
  readonly tgt: Tensor;
}
const inputOrder = [
  'src', 'tgt', 'src_mask', 'tgt_mask', 'memory_mask', 'src_key_padding_mask', 'tgt_key_padding_mask',
  'memory_key_padding_mask', 'src_is_causal', 'tgt_is_causal', 'memory_is_causal',
] as const;

/** An encoder of one's own: called as TransformerEncoder is. */
type Encoder = Module & ((
  src: Tensor,
  options: { mask?: Tensor | null; src_key_padding_mask?: Tensor | null; is_causal?: boolean | null },
) => Tensor);
/** A decoder of one's own: called as TransformerDecoder is. */
type Decoder = Module & ((
  tgt: Tensor, memory: Tensor, options: Omit<Masks, 'src_mask' | 'src_key_padding_mask' | 'src_is_causal'>,
) => Tensor);

interface TransformerOptions extends Partial<LayerOptions> {
  readonly num_encoder_layers?: number;
  readonly num_decoder_layers?: number;
  readonly custom_encoder?: Encoder | null;
  readonly custom_decoder?: Decoder | null;
}
const order = [
  'd_model', 'nhead', 'num_encoder_layers', 'num_decoder_layers', 'dim_feedforward', 'dropout', 'activation',
  'custom_encoder', 'custom_decoder', 'layer_norm_eps', 'batch_first', 'norm_first', 'bias', 'device', 'dtype',
] as const;

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

  constructor(...args: Arguments<TransformerOptions, typeof order>) {
    super();
    const given = constructorArguments<TransformerOptions>('Transformer', order, 0, args);
    const {
      d_model = 512, nhead = 8, num_encoder_layers = 6, num_decoder_layers = 6, custom_encoder = null,
      custom_decoder = null, layer_norm_eps = 1e-5, batch_first = false, bias = true, device, dtype, ...rest
    } = given;
    const layer: LayerOptions = { ...rest, d_model, nhead, layer_norm_eps, batch_first, bias, device, dtype };
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

  forward(...args: Arguments<TransformerInputs, typeof inputOrder>): Tensor {
    const given = namedArguments<TransformerInputs>('Transformer.forward', inputOrder, 2, args) as TransformerInputs;
    const { src, tgt, memory_is_causal = false } = given;
    const batch = this.batch_first ? 0 : 1;
    if (src.dim() === 3 && src.size(batch) !== tgt.size(batch)) {
      throw new RuntimeError('the batch number of src and tgt must be equal');
    }
    if (src.size(-1) !== this.d_model || tgt.size(-1) !== this.d_model) {
      throw new RuntimeError('the feature number of src and tgt must be equal to d_model');
    }
    const { src_mask, src_key_padding_mask, src_is_causal, tgt_mask, memory_mask, tgt_key_padding_mask } = given;
    const { memory_key_padding_mask, tgt_is_causal } = given;
    const memory = this.encoder(src, { mask: src_mask, src_key_padding_mask, is_causal: src_is_causal });
    return this.decoder(tgt, memory, {
      tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, tgt_is_causal, memory_is_causal,
    });
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
