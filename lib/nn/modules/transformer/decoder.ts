import { namedArguments } from '../../../arguments/named.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { Module } from '../../module.js';
import { constructorArguments, type Arguments } from '../arguments.js';
import type { ModuleList } from '../container.js';
import type { DecoderLayerInputs, TransformerDecoderLayer } from './decoder_layer.js';
import { clones, isCausal } from './layer.js';

interface DecoderOptions {
  readonly decoder_layer: TransformerDecoderLayer;
  readonly num_layers: number;
  readonly norm?: Module | null;
}
const order = ['decoder_layer', 'num_layers', 'norm'] as const;

interface DecoderInputs extends Omit<DecoderLayerInputs, 'tgt_is_causal'> {
  /** Whether `tgt_mask` is the causal one; if nobody says, it is compared. */
  readonly tgt_is_causal?: boolean | null;
}
const inputOrder = [
  'tgt', 'memory', 'tgt_mask', 'memory_mask', 'tgt_key_padding_mask', 'memory_key_padding_mask', 'tgt_is_causal',
  'memory_is_causal',
] as const;

/** Copies of a decoder layer one after the other (`torch.nn.TransformerDecoder`), and a norm behind them. */
export class TransformerDecoder extends Module {
  layers: ModuleList<TransformerDecoderLayer>;
  num_layers: number;
  norm: Module | null;

  constructor(...args: Arguments<DecoderOptions, typeof order>) {
    super();
    const { decoder_layer, num_layers, norm = null } =
      constructorArguments<DecoderOptions>('TransformerDecoder', order, 2, args);
    this.layers = clones(decoder_layer, num_layers);
    this.num_layers = num_layers;
    this.norm = norm;
  }

  forward(...args: Arguments<DecoderInputs, typeof inputOrder>): Tensor {
    const name = 'TransformerDecoder.forward';
    const given = namedArguments<DecoderInputs>(name, inputOrder, 2, args) as DecoderInputs;
    const { tgt, memory, tgt_is_causal: said = null, ...rest } = given;
    const tgt_is_causal = isCausal(given.tgt_mask ?? null, said, tgt, this.layers.at(0).self_attn.batch_first);
    const { memory_is_causal = false } = given;
    let output = tgt;
    const options = { ...masksOf(rest), tgt_is_causal, memory_is_causal };
    for (const layer of this.layers) output = layer(output, memory, options);
    return this.norm === null ? output : this.norm(output);
  }
}

function masksOf(given: Omit<DecoderInputs, 'tgt' | 'memory' | 'tgt_is_causal'>): typeof given {
  const { tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask } = given;
  return { tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask };
}
