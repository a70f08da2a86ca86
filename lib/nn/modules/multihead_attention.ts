import { AssertionError, ValueError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { op } from '../../addon/call/op.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { canonicalMask } from '../functional/attention_mask.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { autocasts, firstOf, ofTensors, switchedOff, unbatched, type Obstacle } from './fast_paths.js';
import { NonDynamicallyQuantizableLinear } from './linear.js';
import { signature } from '../../arguments/signature.js';

const takes = {
  init: signature(`MultiheadAttention(embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True,
    add_bias_kv: bool = False, add_zero_attn: bool = False, kdim: int | None = None, vdim: int | None = None,
    batch_first: bool = False, device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature(`MultiheadAttention.forward(self, query: Tensor, key: Tensor, value: Tensor,
    key_padding_mask: Tensor | None = None, need_weights: bool = True, attn_mask: Tensor | None = None,
    average_attn_weights: bool = True, is_causal: bool = False)`),
};
type Inputs = ReturnType<typeof takes.forward.read>;

type Maybe = Tensor | null;

const nestedMasks = 'supplying both src_key_padding_mask and src_mask at the same time ' +
  `${' '.repeat(33)}is not supported with NestedTensor input`;

/**
 * Attention of several heads, with learnt projections before and behind it (`torch.nn.MultiheadAttention`): query
 * (L, N, E), key and value (S, N, E), or with the batch first, or without it. Gives the output in query's shape and the
 * weights (N, L, S); null with `need_weights` false, which is faster. Throws an AssertionError if the heads do not
 * divide the width.
 */
export class MultiheadAttention extends Module {
  embed_dim: number;
  kdim: number;
  vdim: number;
  _qkv_same_embed_dim: boolean;
  num_heads: number;
  dropout: number;
  batch_first: boolean;
  /** The length of the vectors of one head: embed_dim / num_heads. */
  head_dim: number;
  declare in_proj_weight: Parameter | null;
  declare q_proj_weight: Parameter | null;
  declare k_proj_weight: Parameter | null;
  declare v_proj_weight: Parameter | null;
  declare in_proj_bias: Parameter | null;
  /** The linear layer over the results of all heads. */
  declare out_proj: NonDynamicallyQuantizableLinear;
  declare bias_k: Parameter | null;
  declare bias_v: Parameter | null;
  add_zero_attn: boolean;

  constructor(...args: typeof takes.init.args) {
    super();
    const given = takes.init.read(args);
    const { embed_dim, num_heads, bias, device, dtype } = given;
    if (embed_dim <= 0 || num_heads <= 0) {
      throw new ValueError(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${embed_dim} and num_heads=${num_heads} instead`);
    }
    this.embed_dim = embed_dim;
    this.kdim = given.kdim ?? embed_dim;
    this.vdim = given.vdim ?? embed_dim;
    this._qkv_same_embed_dim = this.kdim === embed_dim && this.vdim === embed_dim;
    this.num_heads = num_heads;
    this.dropout = given.dropout;
    this.batch_first = given.batch_first;
    this.head_dim = Math.floor(embed_dim / num_heads);
    if (this.head_dim * num_heads !== embed_dim) throw new AssertionError('embed_dim must be divisible by num_heads');
    this.add_zero_attn = given.add_zero_attn;
    const add = (name: string, wanted: boolean, ...shape: number[]): void => {
      this.register_parameter(name, wanted ? Parameter(empty(shape, { device, dtype })) : null);
    };
    const same = this._qkv_same_embed_dim;
    add('q_proj_weight', !same, embed_dim, embed_dim);
    add('k_proj_weight', !same, embed_dim, this.kdim);
    add('v_proj_weight', !same, embed_dim, this.vdim);
    add('in_proj_weight', same, 3 * embed_dim, embed_dim);
    add('in_proj_bias', bias, 3 * embed_dim);
    this.out_proj = new NonDynamicallyQuantizableLinear(embed_dim, embed_dim, { bias, device, dtype });
    add('bias_k', given.add_bias_kv, 1, 1, embed_dim);
    add('bias_v', given.add_bias_kv, 1, 1, embed_dim);
    this._reset_parameters();
  }

  _reset_parameters(): void {
    for (const weight of [this.in_proj_weight, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight]) {
      if (weight !== null) init.xavier_uniform_(weight);
    }
    if (this.in_proj_bias !== null) {
      init.constant_(this.in_proj_bias, 0);
      init.constant_(this.out_proj.bias!, 0);
    }
    for (const bias of [this.bias_k, this.bias_v]) if (bias !== null) init.xavier_normal_(bias);
  }

  get [inputs]() { return takes.forward; }

  forward(...args: typeof takes.forward.args): [output: Tensor, weights: Tensor | null] {
    const given = takes.forward.read(args);
    const { query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal } = given;
    const padding = canonicalMask(key_padding_mask, 'key_padding_mask', query.dtype, attn_mask);
    const mask = canonicalMask(attn_mask, 'attn_mask', query.dtype, null);
    const batched = query.dim() === 3;
    const obstacle = this._obstacle(given);
    if (obstacle === undefined) {
      const [merged, kind] = this.merge_masks(mask, padding, query);
      return op<[Tensor, Tensor | null]>('aten::_native_multi_head_attention')(
        query, key, value, this.embed_dim, this.num_heads, this.in_proj_weight, this.in_proj_bias, this.out_proj.weight,
        this.out_proj.bias, merged, need_weights, average_attn_weights, kind);
    }
    if (query.is_nested || key.is_nested || value.is_nested) {
      throw new AssertionError('MultiheadAttention does not support NestedTensor outside of its fast path. The fast path ' +
        `was not hit because ${obstacle}`);
    }
    const turned = this.batch_first && batched;
    const [q, k, v] = turned ? transposed(query, key, value) : [query, key, value];
    const [output, weights] = F.multi_head_attention_forward(
      q, k, v, this.embed_dim, this.num_heads, this.in_proj_weight, this.in_proj_bias, this.bias_k, this.bias_v,
      this.add_zero_attn, this.dropout, this.out_proj.weight, this.out_proj.bias, this.training, padding, need_weights,
      mask, !this._qkv_same_embed_dim, this.q_proj_weight, this.k_proj_weight, this.v_proj_weight, null, null,
      average_attn_weights, is_causal);
    return [turned ? output.transpose(1, 0) : output, weights];
  }

  /** What keeps libtorch's kernel for inference from it, in PyTorch's words; undefined where that computes it. */
  protected _obstacle({ query, key, value, attn_mask, key_padding_mask }: Inputs): string | undefined {
    const { in_proj_weight: weight, in_proj_bias: bias, out_proj } = this;
    const floats = attn_mask?.is_floating_point() === true || key_padding_mask?.is_floating_point() === true;
    const differs = (name: string, other: Tensor | null): Obstacle => [other !== null && query.dtype !== other.dtype,
      `dtypes of query (${query.dtype}) and self.${name} (${other?.dtype}) don't match`];
    return firstOf([
      switchedOff(), unbatched('query', query),
      [query !== key || key !== value,
        'non-self attention was used (query, key, and value are not the same Tensor)'],
      differs('in_proj_bias', bias), [weight === null, 'in_proj_weight was None'], differs('in_proj_weight', weight),
      [this.training, 'training is enabled'], [this.num_heads % 2 !== 0, 'self.num_heads is not even'],
      [!this.batch_first, 'batch_first was not True'], [this.bias_k !== null, 'self.bias_k was not None'],
      [this.bias_v !== null, 'self.bias_v was not None'], [this.add_zero_attn, 'add_zero_attn was enabled'],
      [!this._qkv_same_embed_dim, '_qkv_same_embed_dim was not True'],
      [query.is_nested && (key_padding_mask !== null || attn_mask !== null), nestedMasks],
      autocasts(), [floats, 'floating-point masks are not supported for fast path.'],
      ...ofTensors([query, key, value, weight, bias, out_proj.weight, out_proj.bias], 'attention'),
      // Without a bias PyTorch has no word for it.
      [bias === null, ''],
    ]);
  }

  /** Both masks as one to add to the scores, and its kind for libtorch: 1 for the padding alone, else 2. */
  merge_masks(attn_mask: Maybe, key_padding_mask: Maybe, query: Tensor): [mask: Maybe, kind: number | null] {
    if (attn_mask === null) return [key_padding_mask, key_padding_mask === null ? null : 1];
    const [batch, length] = query.shape as unknown as [number, number];
    const expanded = attn_mask.dim() === 3
      ? attn_mask.view(batch, -1, length, length)
      : attn_mask.view(1, 1, length, length).expand(batch, this.num_heads, -1, -1);
    if (key_padding_mask === null) return [expanded, 2];
    return [expanded.add(key_padding_mask.view(batch, 1, 1, length).expand(-1, this.num_heads, -1, -1)), 2];
  }
}

/** Batch and length exchanged; what was one tensor stays one, so that it is projected at once. */
function transposed(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
  const k = key.transpose(1, 0);
  const q = query === key ? k : query.transpose(1, 0);
  return [q, k, value === key ? k : value.transpose(1, 0)];
}
