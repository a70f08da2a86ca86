import type { AnyFunction } from '../arguments/overrides.js';
import { op } from '../addon/call/op.js';
import { bool, kind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { autocast, is_autocast_available } from '../amp/autocast.js';
import { get_autocast_dtype, is_autocast_enabled } from '../settings/autocast.js';
import { as_nested_tensor } from './construct.js';
import { handle, isJagged, NestedTensor } from './nested_tensor.js';
import { cat } from './offsets.js';

const takes = signature(`scaled_dot_product_attention(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor = None,
  dropout_p: float = 0.0, is_causal: bool = False, scale: float = None, enable_gqa: bool = False)`, {
  Tensor: kind((value) => isJagged(value) || is_tensor(value)), float: kind((value) => typeof value === 'number'), bool,
});

const flag = (value: boolean): string => (value ? 'True' : 'False');

/** Attention of each element of the batch by itself: (B, heads, j1, E), (B, heads, j2, E) and (B, heads, j2, V). */
handle(['scaled_dot_product_attention'], (func: AnyFunction, args, kwargs) => {
  const [given, givenKey, givenValue, mask, dropout_p, is_causal, scale] = takes.list([...args, kwargs] as never);
  const kind = given.device.type;
  if (is_autocast_available(kind) && is_autocast_enabled(kind)) {
    // Autocast has attention on its list: its arguments are cast, and what it is made of is let be.
    const lower = get_autocast_dtype(kind);
    const [query, key, value] = [given, givenKey, givenValue].map((each) => each.to(lower));
    return autocast(kind, { enabled: false }, () =>
      func(query, key, value, { attn_mask: mask, dropout_p, is_causal, scale }));
  }
  const [query, key, value] = [given, givenKey, givenValue];
  if (!isJagged(query) || !isJagged(key) || !isJagged(value)) {
    const [q, k, v] = [query, key, value].map((each) => flag(each.is_nested));
    throw new ValueError('Expected query, key, and value to be nested tensors, but got ' +
      `query.is_nested: ${q}, key.is_nested: ${k}, and value.is_nested: ${v} instead.`);
  }
  const all = [query, key, value] as const;
  checkAlike(all);
  if (mask !== null) throw new ValueError('Masks are not yet supported!');
  if (query._ragged_idx === 1 && all.every((each) => each.dim() > 3)) {
    const options = { dropout_p, is_causal, scale };
    return query.like(func(...all.map((each) => each.values()), options) as Tensor);
  }
  if (all.some((each) => each.dim() !== 4 || each._ragged_idx !== 2)) {
    throw new RuntimeError('NestedTensor scaled_dot_product_attention: expected tensors of the shape (B, heads, j1, E)');
  }
  const values = is_causal ? causal(func, all, { dropout_p, is_causal, scale }) : together(all, dropout_p, scale);
  return new NestedTensor(values, {
    offsets: query.offsets(), lengths: query.lengths(), min_seqlen: query._min_seqlen, max_seqlen: query._max_seqlen,
  }).transpose(1, 2);
});

type Three = readonly [NestedTensor, NestedTensor, NestedTensor];

function checkAlike(all: Three): void {
  const differs = (what: string, named: string, of: (each: NestedTensor) => unknown): void => {
    const [q, k, v] = all.map((each) => String(of(each)));
    if (q === k && q === v) return;
    throw new ValueError(`Expected query, key, and value to have the same ${what}, but got ` +
      `query.${named}: ${q}, key.${named}: ${k}, and value.${named}: ${v} instead.`);
  };
  differs('dtype', 'dtype', ({ dtype }) => dtype);
  differs('device type', 'device', ({ device }) => device);
  const ranks = all.map((each) => each.dim());
  if (ranks.some((rank) => rank < 3)) {
    throw new ValueError('Expected query, key, and value to all be at least 3 dimensional, but got ' +
      `query.dim: ${ranks[0]}, key.dim: ${ranks[1]} and value.dim: ${ranks[2]} instead.`);
  }
  const idx = all.map((each) => each._ragged_idx);
  if (new Set(idx).size !== 1) {
    throw new ValueError('Expected query, key, and value to all be ragged on the same dimension, but got ragged ' +
      `dims ${idx[0]}, ${idx[1]}, and ${idx[2]}, respectively.`);
  }
}

/** By libtorch's formula for strided nested tensors: (sum of lengths, heads, V). */
function together(all: Three, dropout_p: number, scale: number | null): Tensor {
  const [query, key, value] = all.map((nt) => {
    const lengths = nt.offsets().diff().tolist<(number | bigint)[]>().map(Number);
    const rows = op<Tensor[]>('aten::split_with_sizes')(nt.transpose(1, 2).values(), lengths, 0);
    return as_nested_tensor(rows).transpose(1, 2).contiguous();
  });
  const [result] = op<Tensor[]>('aten::_scaled_dot_product_attention_math')(
    query, key, value, null, dropout_p, false, null, scale, false);
  return result!.transpose(1, 2).contiguous().values().reshape(-1, all[0].size(1), all[2].size(-1));
}

/** Row by row: that formula knows no causal mask for nested tensors; the kernels for them do, which CUDA has. */
function causal(func: AnyFunction, [query, key, value]: Three, options: object): Tensor {
  const [keys, values] = [key.unbind(), value.unbind()];
  const rows = query.unbind().map((row, i) => {
    const given = [row, keys[i]!, values[i]!].map((each) => each.unsqueeze(0));
    return (func(...given, options) as Tensor).squeeze(0).transpose(0, 1);
  });
  return cat(rows, 0);
}
