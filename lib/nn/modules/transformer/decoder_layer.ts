import type { Tensor } from '../../../tensor/tensor.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { MultiheadAttention } from '../activation.js';
import { signature } from '../../../arguments/signature.js';
import { Dropout } from '../dropout.js';
import { Linear } from '../linear.js';
import { LayerNorm } from '../normalization.js';
import { activationOf, type Activation } from './layer.js';

const takes = {
  init: signature(`TransformerDecoderLayer(d_model: int, nhead: int, dim_feedforward: int = 2048,
    dropout: float = 0.1, activation: ActivationLike = "relu", layer_norm_eps: float = 1e-05, batch_first: bool = False,
    norm_first: bool = False, bias: bool = True, device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature(`TransformerDecoderLayer.forward(self, tgt: Tensor, memory: Tensor, tgt_mask: Tensor | None = None,
    memory_mask: Tensor | None = None, tgt_key_padding_mask: Tensor | None = None,
    memory_key_padding_mask: Tensor | None = None, tgt_is_causal: bool = False, memory_is_causal: bool = False)`),
};

type Maybe = Tensor | null;

/**
 * Self-attention, attention to the encoder's memory and a feed-forward network, each with a residual connection and a
 * norm (`torch.nn.TransformerDecoderLayer`): targets (T, N, E) and memory (S, N, E), or with the batch first.
 */
export class TransformerDecoderLayer extends Module {
  self_attn: MultiheadAttention;
  multihead_attn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm_first: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  norm3: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  dropout3: Dropout;
  activation: Activation;

  constructor(...args: typeof takes.init.args) {
    super();
    const {
      d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, ...factory
    } = takes.init.read(args);
    this.self_attn = new MultiheadAttention(d_model, nhead, { dropout, batch_first, ...factory });
    this.multihead_attn = new MultiheadAttention(d_model, nhead, { dropout, batch_first, ...factory });
    this.linear1 = new Linear(d_model, dim_feedforward, factory);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dim_feedforward, d_model, factory);
    this.norm_first = norm_first;
    this.norm1 = new LayerNorm(d_model, { eps: layer_norm_eps, ...factory });
    this.norm2 = new LayerNorm(d_model, { eps: layer_norm_eps, ...factory });
    this.norm3 = new LayerNorm(d_model, { eps: layer_norm_eps, ...factory });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.activation = activationOf(activation);
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): Tensor {
    const given = takes.forward.read(args);
    const self = (x: Tensor): Tensor =>
      this._sa_block(x, given.tgt_mask, given.tgt_key_padding_mask, given.tgt_is_causal);
    const across = (x: Tensor): Tensor =>
      this._mha_block(x, given.memory, given.memory_mask, given.memory_key_padding_mask, given.memory_is_causal);
    let x = given.tgt;
    if (this.norm_first) {
      x = x.add(self(this.norm1(x)));
      x = x.add(across(this.norm2(x)));
      return x.add(this._ff_block(this.norm3(x)));
    }
    x = this.norm1(x.add(self(x)));
    x = this.norm2(x.add(across(x)));
    return this.norm3(x.add(this._ff_block(x)));
  }

  _sa_block(x: Tensor, attn_mask: Maybe, key_padding_mask: Maybe, is_causal: boolean): Tensor {
    const options = { attn_mask, key_padding_mask, is_causal, need_weights: false };
    return this.dropout1(this.self_attn(x, x, x, options)[0]);
  }

  _mha_block(x: Tensor, mem: Tensor, attn_mask: Maybe, key_padding_mask: Maybe, is_causal: boolean): Tensor {
    const options = { attn_mask, key_padding_mask, is_causal, need_weights: false };
    return this.dropout2(this.multihead_attn(x, mem, mem, options)[0]);
  }

  _ff_block(x: Tensor): Tensor {
    return this.dropout3(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}
