import type { AnyFunction } from '../arguments/overrides.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { handle, isJagged, NestedTensor } from './nested_tensor.js';
import { cat } from './offsets.js';

/** Attention of each element of the batch by itself: (B, heads, j1, E), (B, heads, j2, E) and (B, heads, j2, V). */
handle(['scaled_dot_product_attention'], (func: AnyFunction, args, kwargs) => {
  const [query, key, value, mask, ...rest] = args as [Tensor, Tensor, Tensor, Tensor?, ...unknown[]];
  if (!isJagged(query) || !isJagged(key) || !isJagged(value)) {
    throw new ValueError('Expected query, key, and value to be nested tensors, but got ' +
      `query.is_nested: ${query.is_nested}, key.is_nested: ${key.is_nested}, and value.is_nested: ${value.is_nested} instead.`);
  }
  const idx = [query, key, value].map((each) => each._ragged_idx);
  if (new Set(idx).size !== 1) {
    throw new ValueError('Expected query, key, and value to all be ragged on the same dimension, but got ragged dims ' +
      `${idx[0]}, ${idx[1]}, and ${idx[2]}, respectively.`);
  }
  if ((mask ?? kwargs['attn_mask'] ?? null) !== null) throw new ValueError('Masks are not yet supported!');
  if ([query, key, value].some((each) => each.dim() !== 4 || each._ragged_idx !== 2)) {
    throw new RuntimeError('NestedTensor scaled_dot_product_attention: expected tensors of the shape (B, heads, j1, E)');
  }
  const [keys, values] = [key.unbind(), value.unbind()];
  const rows = query.unbind().map((row, i) => {
    const given = [row, keys[i]!, values[i]!].map((each) => each.unsqueeze(0));
    const result = Object.keys(kwargs).length > 0 ? func(...given, kwargs) : func(...given, null, ...rest);
    // Rows lie one after the other: (length, heads, E).
    return (result as Tensor).squeeze(0).transpose(0, 1);
  });
  return new NestedTensor(cat(rows, 0).transpose(0, 1), {
    offsets: query.offsets(), lengths: query.lengths(), ragged: 2, min_seqlen: query._min_seqlen,
    max_seqlen: query._max_seqlen,
  });
});
