/** What the functions of `torch.nn.attention` ask of their arguments. */
import type { Tensor } from '../../tensor/tensor.js';
import { ValueError } from '../../values/errors.js';

/** Throws PyTorch's ValueErrors for queries, keys and values that do not go together; `mixed`, dtypes may differ. */
export function checkInputs(query: Tensor, key: Tensor, value: Tensor, mixed = false): void {
  if (!mixed && (query.dtype !== key.dtype || query.dtype !== value.dtype)) {
    throw new ValueError('Expected query, key, and value to have the same dtype, but got query.dtype: ' +
      `${query.dtype}, key.dtype: ${key.dtype}, and value.dtype: ${value.dtype} instead.`);
  }
  const [q, k, v] = [query, key, value].map((each) => String(each.device));
  if (q !== k || q !== v) {
    throw new ValueError('Expected query, key, and value to have the same device type, but got query.device: ' +
      `${q}, key.device: ${k}, and value.device: ${v} instead.`);
  }
  const ranks = [query, key, value].map((each) => each.dim());
  if (ranks.some((rank) => rank < 2)) {
    throw new ValueError('Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ' +
      `${ranks[0]}, key.dim: ${ranks[1]} and value.dim: ${ranks[2]} instead.`);
  }
}

/** Throws a ValueError for heads of queries that keys cannot be shared by, in the words of varlen attention. */
export function checkHeads(heads: number, shared: number, enable_gqa: boolean): void {
  if (!enable_gqa && heads !== shared) {
    throw new ValueError('Expect query and key/value to have the same number of heads but got ' +
      `Hq=${heads} and Hkv=${shared}. Try setting enable_gqa=True for GQA.`);
  }
  if (enable_gqa && heads % shared !== 0) {
    throw new ValueError('Expect number of query heads to be a multiple of kv heads for GQA but got ' +
      `Hq=${heads} and Hkv=${shared}.`);
  }
}
