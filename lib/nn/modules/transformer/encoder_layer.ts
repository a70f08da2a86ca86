import { op } from '../../../addon/call/op.js';
import type { Tensor } from '../../../tensor/tensor.js';
import * as F from '../../functional.js';
import { canonicalMask } from '../../functional/attention_mask.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { stateKey } from '../../module/state.js';
import { GELU, MultiheadAttention, ReLU } from '../activation.js';
import { signature } from '../../../arguments/signature.js';
import { Dropout } from '../dropout.js';
import { autocasts, firstOf, ofTensors, switchedOff, unbatched } from '../fast_paths.js';
import { Linear } from '../linear.js';
import { LayerNorm } from '../normalization.js';
import { activationOf, type Activation } from './layer.js';

const takes = {
  init: signature(`TransformerEncoderLayer(d_model: int, nhead: int, dim_feedforward: int = 2048,
    dropout: float = 0.1, activation: ActivationLike = "relu", layer_norm_eps: float = 1e-05, batch_first: bool = False,
    norm_first: bool = False, bias: bool = True, device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature(`TransformerEncoderLayer.forward(self, src: Tensor, src_mask: Tensor | None = None,
    src_key_padding_mask: Tensor | None = None, is_causal: bool = False)`),
};

/**
 * Self-attention and a feed-forward network, each with a residual connection and a norm
 * (`torch.nn.TransformerEncoderLayer`): (S, N, E), or with the batch first, or without it, to the same.
 */
export class TransformerEncoderLayer extends Module {
  self_attn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm_first: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  /** What libtorch's kernel for inference knows: 1 for relu, 2 for gelu, 0 for others. */
  activation_relu_or_gelu: 0 | 1 | 2;
  activation: Activation;

  constructor(...args: typeof takes.init.args) {
    super();
    const {
      d_model, nhead, dim_feedforward, dropout, activation: given, layer_norm_eps, batch_first, norm_first, ...factory
    } = takes.init.read(args);
    this.self_attn = new MultiheadAttention(d_model, nhead, { dropout, batch_first, ...factory });
    this.linear1 = new Linear(d_model, dim_feedforward, factory);
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dim_feedforward, d_model, factory);
    this.norm_first = norm_first;
    this.norm1 = new LayerNorm(d_model, { eps: layer_norm_eps, ...factory });
    this.norm2 = new LayerNorm(d_model, { eps: layer_norm_eps, ...factory });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    const activation = activationOf(given);
    if (activation === F.relu || activation instanceof ReLU) this.activation_relu_or_gelu = 1;
    else this.activation_relu_or_gelu = activation === F.gelu || activation instanceof GELU ? 2 : 0;
    this.activation = activation;
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): Tensor {
    const { src, src_mask, src_key_padding_mask, is_causal } = takes.forward.read(args);
    const padding = canonicalMask(src_key_padding_mask, 'src_key_padding_mask', src.dtype, src_mask, 'src_mask');
    const mask = canonicalMask(src_mask, 'src_mask', src.dtype, null);
    if (this._fast(src, padding, mask)) return this._forwardAtOnce(src, padding, mask);
    if (this.norm_first) {
      const x = src.add(this._sa_block(this.norm1(src), mask, padding, is_causal));
      return x.add(this._ff_block(this.norm2(x)));
    }
    const x = this.norm1(src.add(this._sa_block(src, mask, padding, is_causal)));
    return this.norm2(x.add(this._ff_block(x)));
  }

  /** Whether libtorch's one kernel for inference does it, by PyTorch's conditions. */
  protected _fast(src: Tensor, padding: Tensor | null, mask: Tensor | null): boolean {
    const { self_attn, norm1, norm2 } = this;
    return firstOf([
      switchedOff(), unbatched('src', src), [this.training, 'training is enabled'],
      [!self_attn.batch_first, 'self_attn.batch_first was not True'],
      [self_attn.in_proj_bias === null, 'self_attn was passed bias=False'],
      [!self_attn._qkv_same_embed_dim, 'self_attn._qkv_same_embed_dim was not True'],
      [this.activation_relu_or_gelu === 0, 'activation_relu_or_gelu was not True'],
      [norm1.eps !== norm2.eps, 'norm1.eps is not equal to norm2.eps'],
      [src.is_nested && (padding !== null || mask !== null),
        'neither src_key_padding_mask nor src_mask are not supported with NestedTensor input'],
      [self_attn.num_heads % 2 === 1, 'num_head is odd'], autocasts(),
      [[...this.modules()].some(hasForwardHooks), 'forward pre-/hooks are attached to the module'],
      ...ofTensors(this._tensors(src), 'layer'),
    ]) === undefined;
  }

  /** All that the kernel for inference reads. */
  _tensors(src: Tensor): (Tensor | null)[] {
    const { self_attn: { in_proj_weight, in_proj_bias, out_proj }, norm1, norm2, linear1, linear2 } = this;
    return [src, in_proj_weight, in_proj_bias,
      ...[out_proj, norm1, norm2, linear1, linear2].flatMap(({ weight, bias }) => [weight, bias] as (Tensor | null)[])];
  }

  protected _forwardAtOnce(src: Tensor, padding: Tensor | null, mask: Tensor | null): Tensor {
    const { self_attn, norm1, norm2, linear1, linear2 } = this;
    const [merged, kind] = self_attn.merge_masks(mask, padding, src);
    return op('aten::_transformer_encoder_layer_fwd')(
      src, self_attn.embed_dim, self_attn.num_heads, self_attn.in_proj_weight, self_attn.in_proj_bias,
      self_attn.out_proj.weight, self_attn.out_proj.bias, this.activation_relu_or_gelu === 2, this.norm_first,
      norm1.eps, norm1.weight, norm1.bias, norm2.weight, norm2.bias, linear1.weight, linear1.bias, linear2.weight,
      linear2.bias, merged, kind);
  }

  _sa_block(x: Tensor, attn_mask: Tensor | null, key_padding_mask: Tensor | null, is_causal: boolean): Tensor {
    const options = { attn_mask, key_padding_mask, need_weights: false, is_causal };
    return this.dropout1(this.self_attn(x, x, x, options)[0]);
  }

  _ff_block(x: Tensor): Tensor {
    return this.dropout2(this.linear2(this.dropout(this.activation(this.linear1(x)))));
  }
}

function hasForwardHooks(module: Module): boolean {
  const { hooks } = module[stateKey];
  return hooks !== undefined && (hooks.forward.entries.length > 0 || hooks.forwardPre.entries.length > 0);
}
