import type { Tensor } from '../../../tensor/tensor.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import type { ModuleList } from '../container.js';
import type { TransformerDecoderLayer } from './decoder_layer.js';
import { clones, isCausal } from './layer.js';

const takes = {
  init: signature(`TransformerDecoder(decoder_layer: TransformerDecoderLayer, num_layers: int,
    norm: Module | None = None)`),
  forward: signature(`TransformerDecoder.forward(self, tgt: Tensor, memory: Tensor, tgt_mask: Tensor | None = None,
    memory_mask: Tensor | None = None, tgt_key_padding_mask: Tensor | None = None,
    memory_key_padding_mask: Tensor | None = None, tgt_is_causal: bool | None = None, memory_is_causal: bool = False)`),
};

/** Copies of a decoder layer one after the other (`torch.nn.TransformerDecoder`), and a norm behind them. */
export class TransformerDecoder extends Module {
  layers: ModuleList<TransformerDecoderLayer>;
  num_layers: number;
  norm: Module | null;

  constructor(...args: typeof takes.init.args) {
    super();
    const { decoder_layer, num_layers, norm } = takes.init.read(args);
    this.layers = clones(decoder_layer, num_layers);
    this.num_layers = num_layers;
    this.norm = norm;
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): Tensor {
    const { tgt, memory, tgt_is_causal: said, ...rest } = takes.forward.read(args);
    const tgt_is_causal = isCausal(rest.tgt_mask, said, tgt, this.layers.at(0).self_attn.batch_first);
    let output = tgt;
    const options = { ...rest, tgt_is_causal };
    for (const layer of this.layers) output = layer(output, memory, options);
    return this.norm === null ? output : this.norm(output);
  }
}
