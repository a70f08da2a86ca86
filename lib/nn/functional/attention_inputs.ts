import { AssertionError } from '../../values/errors.js';
import { linear } from '../../generated/nn.js';
import type { Tensor } from '../../tensor/tensor.js';
import { sameLengths, tupleText } from './sizes.js';

type Maybe = Tensor | null;

/** Throws AssertionErrors for shapes that do not fit each other; gives whether there is a batch dimension. */
export function checkShapes(
  query: Tensor, key: Tensor, value: Tensor, padding: Maybe, mask: Maybe, num_heads: number,
): boolean {
  const dim = query.dim();
  if (dim !== 2 && dim !== 3) {
    throw new AssertionError(
      `query should be unbatched 2D or batched 3D tensor but received ${dim}-D query tensor`);
  }
  const kind = dim === 3 ? 'batched (3-D)' : 'unbatched (2-D)';
  if (key.dim() !== dim || value.dim() !== dim) {
    throw new AssertionError(
      `For ${kind} \`query\`, expected \`key\` and \`value\` to be ${dim}-D` +
        ` but found ${key.dim()}-D and ${value.dim()}-D tensors respectively`);
  }
  if (padding !== null && padding.dim() !== dim - 1) {
    throw new AssertionError(
      `For ${kind} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${dim - 1}-D` +
        ` but found ${padding.dim()}-D tensor instead`);
  }
  if (mask === null) return dim === 3;
  if (mask.dim() !== 2 && mask.dim() !== 3) {
    throw new AssertionError(
      `For ${kind} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D` +
        ` but found ${mask.dim()}-D tensor instead`);
  }
  const wanted = [num_heads, query.size(0), key.size(0)];
  if (dim === 2 && mask.dim() === 3 && !sameLengths(mask.shape, wanted)) {
    throw new AssertionError(`Expected \`attn_mask\` shape to be ${tupleText(wanted)} but got ${mask.shape}`);
  }
  return dim === 3;
}

/** The weights that make queries, keys and values: one matrix for all three, or one each. */
export interface Projections {
  readonly in_proj_weight: Maybe;
  readonly in_proj_bias: Maybe;
  readonly use_separate_proj_weight: boolean;
  readonly q_proj_weight: Maybe;
  readonly k_proj_weight: Maybe;
  readonly v_proj_weight: Maybe;
}

/** Queries, keys and values, each (length, batch, width). Throws AssertionErrors for shapes that do not fit. */
export function projected(q: Tensor, k: Tensor, v: Tensor, by: Projections): [Tensor, Tensor, Tensor] {
  if (!by.use_separate_proj_weight) {
    if (!sameLengths(k.shape, v.shape)) {
      throw new AssertionError(`key shape ${k.shape} does not match value shape ${v.shape}`);
    }
    if (by.in_proj_weight === null) {
      throw new AssertionError('use_separate_proj_weight is False but in_proj_weight is None');
    }
    return packed(q, k, v, by.in_proj_weight, by.in_proj_bias);
  }
  if (!sameLengths(k.shape.slice(0, 2), v.shape.slice(0, 2))) {
    throw new AssertionError(
      `key's sequence and batch dims ${String(k.shape.slice(0, 2))} ` +
        `do not match value's ${String(v.shape.slice(0, 2))}`);
  }
  const weights = (['q_proj_weight', 'k_proj_weight', 'v_proj_weight'] as const).map((name) => {
    const weight = by[name];
    if (weight === null) throw new AssertionError(`use_separate_proj_weight is True but ${name} is None`);
    return weight;
  });
  const biases: readonly Maybe[] = by.in_proj_bias === null ? [null, null, null] : by.in_proj_bias.chunk(3);
  const width = q.size(-1);
  const parts = ['query', 'key', 'value'] as const;
  [q, k, v].forEach((input, i) => {
    const wanted = [width, input.size(-1)];
    if (sameLengths(weights[i]!.shape, wanted)) return;
    throw new AssertionError(
      `expecting ${parts[i]} weights shape of ${tupleText(wanted)}, but got ${weights[i]!.shape}`);
  });
  biases.forEach((bias, i) => {
    if (bias === null || sameLengths(bias.shape, [width])) return;
    throw new AssertionError(`expecting ${parts[i]} bias shape of ${tupleText([width])}, but got ${bias.shape}`);
  });
  return [q, k, v].map((input, i) => linear(input, weights[i]!, biases[i])) as [Tensor, Tensor, Tensor];
}

/** One product for what is the same tensor. */
function packed(q: Tensor, k: Tensor, v: Tensor, weight: Tensor, bias: Maybe): [Tensor, Tensor, Tensor] {
  const width = q.size(-1);
  if (k === v && q === k) return pieces(linear(q, weight, bias), 3, width) as [Tensor, Tensor, Tensor];
  if (k === v) {
    const [weightQ, weightKv] = weight.split([width, 2 * width]);
    const [biasQ, biasKv] = bias === null ? [null, null] : bias.split([width, 2 * width]);
    const query = linear(q, weightQ!, biasQ);
    return [query, ...(pieces(linear(k, weightKv!, biasKv), 2, width) as [Tensor, Tensor])];
  }
  const weights = weight.chunk(3);
  const biases = bias === null ? [null, null, null] : bias.chunk(3);
  return [q, k, v].map((input, i) => linear(input, weights[i]!, biases[i])) as [Tensor, Tensor, Tensor];
}

/** The pieces of the last dimension, each contiguous. */
function pieces(projection: Tensor, count: number, width: number): Tensor[] {
  const apart = projection.unflatten(-1, [count, width]).unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous();
  return Array.from({ length: count }, (_, i) => apart.index(i));
}
