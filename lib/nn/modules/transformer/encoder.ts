import { op } from '../../../addon/call/op.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { warn } from '../../../python/warnings.js';
import { canonicalMask } from '../../functional/attention_mask.js';
import { Module } from '../../module.js';
import { inputs } from '../../module/inputs.js';
import { signature } from '../../../arguments/signature.js';
import type { ModuleList } from '../container.js';
import { autocasts, firstOf, ofTensors, switchedOff, unbatched, type Obstacle } from '../fast_paths.js';
import { TransformerEncoderLayer } from './encoder_layer.js';
import { clones, isCausal } from './layer.js';

const takes = {
  init: signature(`TransformerEncoder(encoder_layer: TransformerEncoderLayer, num_layers: int,
    norm: Module | None = None, enable_nested_tensor: bool = True, mask_check: bool = True)`),
  forward: signature(`TransformerEncoder.forward(self, src: Tensor, mask: Tensor | None = None,
    src_key_padding_mask: Tensor | None = None, is_causal: bool | None = None)`),
};

/** Copies of an encoder layer one after the other (`torch.nn.TransformerEncoder`), and a norm behind them. */
export class TransformerEncoder extends Module {
  layers: ModuleList<TransformerEncoderLayer>;
  num_layers: number;
  norm: Module | null;
  enable_nested_tensor: boolean;
  /** Whether padded sequences may run as nested tensors: what enable_nested_tensor asked for and the layers allow. */
  use_nested_tensor: boolean;
  mask_check: boolean;

  constructor(...args: typeof takes.init.args) {
    super();
    const { encoder_layer, num_layers, norm, enable_nested_tensor, mask_check } = takes.init.read(args);
    this.layers = clones(encoder_layer, num_layers);
    this.num_layers = num_layers;
    this.norm = norm;
    this.enable_nested_tensor = enable_nested_tensor;
    this.mask_check = mask_check;
    const why = enable_nested_tensor ? obstacle(encoder_layer) : undefined;
    this.use_nested_tensor = enable_nested_tensor && why === undefined;
    if (why !== undefined) {
      warn('UserWarning', `enable_nested_tensor is True, but self.use_nested_tensor is False because ${why}`);
    }
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): Tensor {
    const given = takes.forward.read(args);
    const { src } = given;
    const padding = canonicalMask(given.src_key_padding_mask, 'src_key_padding_mask', src.dtype, given.mask, 'mask');
    const src_mask = canonicalMask(given.mask, 'mask', src.dtype, null);
    const nested = padding !== null && this._nestable(src, padding, src_mask);
    // PyTorch's order: the mask is looked at in its old form.
    const is_causal = isCausal(src_mask, given.is_causal, src, this.layers.at(0).self_attn.batch_first);
    let output = nested
      ? op('aten::_nested_tensor_from_mask')(src, padding.logical_not(), false) : src;
    const src_key_padding_mask = nested ? null : padding;
    for (const layer of this.layers) output = layer(output, { src_mask, is_causal, src_key_padding_mask });
    if (nested) output = op('aten::to_padded_tensor')(output, 0, [...src.shape]);
    return this.norm === null ? output : this.norm(output);
  }

  /** Whether the padding may be left out, by PyTorch's conditions. */
  protected _nestable(src: Tensor, padding: Tensor, mask: Tensor | null): boolean {
    const first = this.layers.at(0);
    const aligned = op<boolean>('aten::_nested_tensor_from_mask_left_aligned');
    const obstacles = function* (encoder: TransformerEncoder): Generator<Obstacle> {
      yield switchedOff();
      yield [!encoder.use_nested_tensor, 'self.use_nested_tensor (set in init) was not True'];
      yield [first.training, 'self.layers[0] was in training mode'];
      yield unbatched('src', src);
      // What comes before says whether this may be asked.
      yield [encoder.mask_check && !aligned(src, padding.logical_not()),
        'mask_check enabled, and src and src_key_padding_mask was not left aligned'];
      yield [src.is_nested, 'NestedTensor input is not supported'];
      yield [mask !== null, 'src_key_padding_mask and mask were both supplied'];
      yield autocasts();
      yield* ofTensors(first._tensors(src), 'encoder');
    };
    return firstOf(obstacles(this)) === undefined;
  }
}

/** Why a layer cannot work without the padding; undefined if it can. */
function obstacle(layer: TransformerEncoderLayer): string | undefined {
  const name = 'encoder_layer';
  if (!(layer instanceof TransformerEncoderLayer)) return `${name} was not TransformerEncoderLayer`;
  const { self_attn, norm1, norm2 } = layer;
  if (layer.norm_first) return `${name}.norm_first was True`;
  if (!self_attn.batch_first) {
    return `${name}.self_attn.batch_first was not True(use batch_first for better inference performance)`;
  }
  if (!self_attn._qkv_same_embed_dim) return `${name}.self_attn._qkv_same_embed_dim was not True`;
  if (self_attn.in_proj_bias === null) return `${name}.self_attn was passed bias=False`;
  if (layer.activation_relu_or_gelu === 0) return `${name}.activation_relu_or_gelu was not True`;
  if (norm1.eps !== norm2.eps) return `${name}.norm1.eps was not equal to ${name}.norm2.eps`;
  return self_attn.num_heads % 2 === 1 ? `${name}.self_attn.num_heads is odd` : undefined;
}
