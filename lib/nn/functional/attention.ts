import { AssertionError, RuntimeError } from '../../values/errors.js';
import { linear, pad, scaled_dot_product_attention } from '../../generated/nn.js';
import * as torch from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { canonicalMask } from './attention_mask.js';
import { checkShapes, projected, type Projections } from './attention_inputs.js';
import { sameLengths, tupleText } from './sizes.js';

export { scaled_dot_product_attention } from '../../generated/nn.js';

type Maybe = Tensor | null;

/**
 * Attention of several heads, with the projections before and behind it
 * (`torch.nn.functional.multi_head_attention_forward`), which `nn.MultiheadAttention` calls. Shapes: query (L, N, E) or
 * (L, E), key and value (S, N, E) or (S, E); gives the output in query's shape and, unless `need_weights` is false, the
 * weights (N, L, S), or (N, heads, L, S) if they are not averaged. Throws AssertionErrors and RuntimeErrors for shapes
 * that do not fit.
 */
export const multi_head_attention_forward = signature(`multi_head_attention_forward(query: Tensor, key: Tensor,
  value: Tensor, embed_dim_to_check: int, num_heads: int, in_proj_weight: Tensor | None, in_proj_bias: Tensor | None,
  bias_k: Tensor | None, bias_v: Tensor | None, add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor,
  out_proj_bias: Tensor | None, training: bool = True, key_padding_mask: Tensor = None, need_weights: bool = True,
  attn_mask: Tensor = None, use_separate_proj_weight: bool = False, q_proj_weight: Tensor = None,
  k_proj_weight: Tensor = None, v_proj_weight: Tensor = None, static_k: Tensor = None, static_v: Tensor = None,
  average_attn_weights: bool = True, is_causal: bool = False) -> tuple[Tensor, Tensor | None]`).define((
  query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn,
  dropout_p, out_proj_weight, out_proj_bias, training, key_padding_mask, need_weights, attn_mask,
  use_separate_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight, static_k, static_v,
  average_attn_weights, is_causal,
) => {
  const batched = checkShapes(query, key, value, key_padding_mask, attn_mask, num_heads);
  const [q3, k3, v3] = batched ? [query, key, value] : batchOfOne(query, key, value);
  const [length, batch, width] = q3.shape as readonly number[] as [number, number, number];
  let padding = canonicalMask(
    batched ? key_padding_mask : (key_padding_mask?.unsqueeze(0) ?? null), 'key_padding_mask', q3.dtype, attn_mask);
  if (is_causal && attn_mask === null) {
    throw new RuntimeError(
      'Need attn_mask if specifying the is_causal hint. ' +
        'You may use the Transformer module method ' +
        '`generate_square_subsequent_mask` to create this mask.');
  }
  // The hint replaces the mask where nothing else is to be masked.
  const hinted = is_causal && padding === null && !need_weights;
  let mask = hinted ? null : canonicalMask(attn_mask, 'attn_mask', q3.dtype, null);
  const causal = is_causal && (hinted || padding === null);
  const head = headWidth(width, embed_dim_to_check, num_heads);
  const projections: Projections = {
    in_proj_weight, in_proj_bias, use_separate_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight,
  };
  let [q, k, v] = projected(q3, k3, v3, projections);
  mask = checkedMask(mask, length, k3.size(0), batch * num_heads);

  /** Room in the masks for a key that is never masked. */
  const widenMasks = (): void => {
    mask = mask === null ? null : pad(mask, [0, 1]);
    padding = padding === null ? null : pad(padding, [0, 1]);
  };
  if (bias_k !== null && bias_v !== null) {
    if (static_k !== null) throw new AssertionError('bias cannot be added to static key.');
    if (static_v !== null) throw new AssertionError('bias cannot be added to static value.');
    k = torch.cat([k, bias_k.repeat(1, batch, 1)]);
    v = torch.cat([v, bias_v.repeat(1, batch, 1)]);
    widenMasks();
  } else if (bias_k !== null) {
    throw new AssertionError('bias_k is set but bias_v is None');
  } else if (bias_v !== null) {
    throw new AssertionError('bias_v is set but bias_k is None');
  }
  const heads = batch * num_heads;
  q = q.view(length, heads, head).transpose(0, 1);
  k = static_k === null ? k.view(k.size(0), heads, head).transpose(0, 1) : fixed(static_k, 'static_k', heads, head);
  v = static_v === null ? v.view(v.size(0), heads, head).transpose(0, 1) : fixed(static_v, 'static_v', heads, head);
  if (add_zero_attn) {
    k = torch.cat([k, torch.zeros([heads, 1, head], { dtype: k.dtype, device: k.device })], { dim: 1 });
    v = torch.cat([v, torch.zeros([heads, 1, head], { dtype: v.dtype, device: v.device })], { dim: 1 });
    widenMasks();
  }
  const source = k.size(1);
  mask = withPadding(mask, padding, batch, num_heads, source);
  const dropout = training ? dropout_p : 0;
  const out = (attended: Tensor): Tensor => {
    const result = linear(attended, out_proj_weight, out_proj_bias);
    const shaped = result.view(length, batch, result.size(1));
    return batched ? shaped : shaped.squeeze(1);
  };
  if (!need_weights) {
    const split = (t: Tensor, rows: number): Tensor => t.view(batch, num_heads, rows, head);
    const four = mask === null ? null
      : mask.size(0) === 1 && mask.dim() === 3 ? mask.unsqueeze(0) : mask.view(batch, num_heads, -1, source);
    const attended = scaled_dot_product_attention(
      split(q, length), split(k, source), split(v, source), four, dropout, causal);
    return [out(attended.permute(2, 0, 1, 3).reshape(batch * length, width)), null];
  }
  if (causal && mask === null) throw new AssertionError('FIXME: is_causal not implemented for need_weights');
  const scaled = q.mul(Math.sqrt(1 / head));
  const keys = k.transpose(-2, -1);
  let weights = (mask === null ? torch.bmm(scaled, keys) : torch.baddbmm(mask, scaled, keys)).softmax(-1);
  if (dropout > 0) weights = torch.dropout(weights, dropout, true);
  const attended = torch.bmm(weights, v).transpose(0, 1).reshape(length * batch, width);
  weights = weights.view(batch, num_heads, length, source);
  if (average_attn_weights) weights = weights.mean(1);
  return [out(attended), batched ? weights : weights.squeeze(0)];
});

/** The three as batches of one; one tensor stays one, so that it is projected at once. */
function batchOfOne(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
  return [query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)];
}

function headWidth(width: number, expected: number, num_heads: number): number {
  if (width !== expected) throw new AssertionError(`was expecting embedding dimension of ${expected}, but got ${width}`);
  const head = Math.floor(width / num_heads);
  if (head * num_heads !== width) throw new AssertionError(`embed_dim ${width} not divisible by num_heads ${num_heads}`);
  return head;
}

function checkedMask(mask: Maybe, length: number, source: number, heads: number): Maybe {
  if (mask === null) return null;
  const dim = mask.dim();
  if (dim !== 2 && dim !== 3) throw new RuntimeError(`attn_mask's dimension ${dim} is not supported`);
  const wanted = dim === 2 ? [length, source] : [heads, length, source];
  if (!sameLengths(mask.shape, wanted)) {
    throw new RuntimeError(
      `The shape of the ${dim}D attn_mask is ${mask.shape}, but should be ${tupleText(wanted)}.`);
  }
  return dim === 2 ? mask.unsqueeze(0) : mask;
}

function fixed(given: Tensor, name: string, heads: number, head: number): Tensor {
  if (given.size(0) !== heads) {
    throw new AssertionError(`expecting ${name}.size(0) of ${heads}, but got ${given.size(0)}`);
  }
  if (given.size(2) !== head) {
    throw new AssertionError(`expecting ${name}.size(2) of ${head}, but got ${given.size(2)}`);
  }
  return given;
}

function withPadding(mask: Maybe, padding: Maybe, batch: number, num_heads: number, source: number): Maybe {
  if (padding === null) return mask;
  if (padding.size(0) !== batch) {
    throw new AssertionError(`Expected key_padded_mask.shape[0] to be ${batch}, but got ${padding.size(0)}`);
  }
  if (padding.size(1) !== source) {
    throw new AssertionError(`Expected key_padded_mask.shape[1] to be ${source}, but got ${padding.size(1)}`);
  }
  const each = padding.view(batch, 1, 1, source).expand(-1, num_heads, -1, -1).reshape(batch * num_heads, 1, source);
  return mask === null ? each : mask.add(each);
}
