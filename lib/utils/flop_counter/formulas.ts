/** How many operations operators need, by the shapes of what they take and give. */
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';

/** The shape of a tensor, to a formula. */
export type Shape = readonly number[];

/** What a formula gets behind the arguments of the operator: what was given by name, and the shape of the result. */
export interface FormulaOptions {
  readonly out_shape: unknown;
  readonly [name: string]: unknown;
}

/** The shapes of an operator's tensors, its other arguments as they are, and {@link FormulaOptions} to operations. */
export type Formula = (...args: never[]) => number;

const prod = (sizes: Shape): number => sizes.reduce((product, size) => product * size, 1);

export function mm([m, k]: Shape, [k2, n]: Shape): number {
  if (k !== k2) throw new AssertionError(`matmul: inner dimensions must match (k == k2), got ${k} and ${k2}`);
  return m! * n! * 2 * k!;
}

export function bmm([b, m, k]: Shape, [b2, k2, n]: Shape): number {
  if (b !== b2) throw new AssertionError(`bmm: batch dimensions must match (b == b2), got ${b} and ${b2}`);
  if (k !== k2) throw new AssertionError(`bmm: inner dimensions must match (k == k2), got ${k} and ${k2}`);
  return b! * m! * n! * 2 * k!;
}

export const addmm = (_self: Shape, a: Shape, b: Shape): number => mm(a, b);
export const baddbmm = (_self: Shape, a: Shape, b: Shape): number => bmm(a, b);

/** Each place of the output, of a transposed one each place of the input, multiplies the whole weight. */
function convolutionOf(x: Shape, w: Shape, out: Shape, transposed: boolean): number {
  const places = (transposed ? x : out).slice(2);
  return prod(places) * prod(w.slice(2)) * x[0]! * w[0]! * w[1]! * 2;
}

type Rest = readonly unknown[];

export const convolution = (
  x: Shape, w: Shape, _bias: unknown, _stride: unknown, _padding: unknown, _dilation: unknown, transposed: boolean,
  ...rest: Rest
): number => convolutionOf(x, w, (rest.at(-1) as FormulaOptions).out_shape as Shape, transposed);

const exchanged = (shape: Shape): Shape => [shape[1]!, shape[0]!, ...shape.slice(2)];

/** The gradient of the input is a convolution of the other kind, that of the weight one of batches for channels. */
export function convolutionBackward(
  grad: Shape, x: Shape, w: Shape, _bias: unknown, _stride: unknown, _padding: unknown, _dilation: unknown,
  transposed: boolean, _output_padding: unknown, _groups: unknown, mask: readonly boolean[],
  { out_shape }: FormulaOptions,
): number {
  const out = out_shape as readonly Shape[];
  const input = mask[0] === true ? convolutionOf(grad, w, out[0]!, !transposed) : 0;
  if (mask[1] !== true) return input;
  const [from, by] = transposed ? [grad, x] : [x, grad];
  return input + convolutionOf(exchanged(from), exchanged(by), exchanged(out[1]!), false);
}

function checkGroups(name: string, heads: number, shared: number): void {
  if (heads >= shared && heads % shared === 0) return;
  throw new AssertionError(`${name}: query heads (${heads}) must be a multiple of key/value heads (${shared})`);
}

const tuple = (shape: Shape): string => `torch.Size(${py_repr([...shape])})`;

/** Queries times keys, and the weights times values; a causal mask counts for nothing. */
export function attention(query: Shape, key: Shape, value: Shape): number {
  const [b, h, s_q, d_q] = query as [number, number, number, number];
  const [b2, shared, s_k, d2] = key as [number, number, number, number];
  const [b3, h3, s3, d_v] = value as [number, number, number, number];
  if (b !== b2 || b !== b3 || shared !== h3 || d_q !== d2 || s_k !== s3) {
    throw new AssertionError('sdpa_flop_count: query/key/value shapes are incompatible: ' +
      `q=${tuple(query)}, k=${tuple(key)}, v=${tuple(value)}`);
  }
  checkGroups('sdpa_flop_count', h, shared);
  const all = b * h;
  return bmm([all, s_q, d_q], [all, d_q, s_k]) + bmm([all, s_q, s_k], [all, s_k, d_v]);
}

/** The scores once more, and two products for each of the two of forward. */
export function attentionBackward(grad: Shape, query: Shape, key: Shape, value: Shape): number {
  const [b, h, s_q, d_q] = query as [number, number, number, number];
  const [b2, shared, s_k, d2] = key as [number, number, number, number];
  const [b3, h3, s3, d_v] = value as [number, number, number, number];
  const [b4, h4, s4, d4] = grad as [number, number, number, number];
  if (b !== b2 || b !== b3 || b !== b4 || shared !== h3 || h !== h4) {
    throw new AssertionError('sdpa_backward_flop_count: batch/heads mismatch among tensors');
  }
  checkGroups('sdpa_backward_flop_count', h, shared);
  if (d_q !== d2 || d_v !== d4 || s_k !== s3 || s_q !== s4) {
    throw new AssertionError('sdpa_backward_flop_count: grad_out/value/key/query shapes are incompatible');
  }
  const all = b * h;
  return bmm([all, s_q, d_q], [all, d_q, s_k]) + bmm([all, s_q, d_v], [all, d_v, s_k]) +
    bmm([all, s_k, s_q], [all, s_q, d_v]) + bmm([all, s_q, s_k], [all, s_k, d_q]) +
    bmm([all, d_q, s_q], [all, s_q, s_k]);
}

type Maybe = Tensor | null;

const lengths = (offsets: Tensor, most: number): number[] =>
  (offsets.is_meta ? Array<number>(offsets.size(0) - 1).fill(most)
    : offsets.diff().tolist<(number | bigint)[]>().map(Number));

/** What a kernel for sequences one after the other computes: the shapes of each of them. */
function* sequences(
  [query, key, value, grad]: readonly [Tensor, Tensor, Tensor, Maybe], ends: readonly [Maybe, Maybe],
  most: readonly [number, number],
): Generator<[query: Shape, key: Shape, value: Shape, grad: Shape]> {
  const [starts, keyStarts] = ends;
  if (starts === null) {
    yield [query.shape, key.shape, value.shape, grad?.shape ?? []];
    return;
  }
  if (keyStarts === null) throw new AssertionError('sdpa_flop_count: cum_seq_k must not be None');
  if (String(starts.shape) !== String(keyStarts.shape)) {
    throw new AssertionError('sdpa_flop_count: cum_seq_q and cum_seq_k must have the same shape');
  }
  const keys = lengths(keyStarts, most[1]);
  const of = (each: Tensor, length: number): Shape => [1, each.size(-2), length, each.size(-1)];
  for (const [i, length] of lengths(starts, most[0]).entries()) {
    yield [of(query, length), of(key, keys[i]!), of(value, keys[i]!),
      [1, query.size(-2), length, value.size(-1)]];
  }
}

const total = (numbers: Iterable<number>): number => [...numbers].reduce((sum, each) => sum + each, 0);

/** Flash attention has heads behind the length. */
const turned = <T extends Maybe>(each: T, sequences: Maybe): T =>
  (each !== null && sequences === null && each.dim() === 4 ? each.transpose(-2, -3) as T : each);

export const flashForward = (
  query: Tensor, key: Tensor, value: Tensor, starts: Maybe, keyStarts: Maybe, max_q: number, max_k: number,
): number => total(Array.from(sequences(
  [turned(query, starts), turned(key, starts), turned(value, starts), null], [starts, keyStarts], [max_q, max_k]),
([q, k, v]) => attention(q, k, v)));

export const flashBackward = (
  grad: Tensor, query: Tensor, key: Tensor, value: Tensor, _out: Tensor, _lse: Tensor, starts: Maybe, keyStarts: Maybe,
  max_q: number, max_k: number,
): number => total(Array.from(sequences(
  [turned(query, starts), turned(key, starts), turned(value, starts), turned(grad, starts)], [starts, keyStarts],
  [max_q, max_k]), ([q, k, v, g]) => attentionBackward(g, q, k, v)));

export const efficientForward = (
  query: Tensor, key: Tensor, value: Tensor, _bias: Maybe, starts: Maybe, keyStarts: Maybe, max_q: number,
  max_k: number,
): number => total(Array.from(
  sequences([query, key, value, null], [starts, keyStarts], [max_q, max_k]), ([q, k, v]) => attention(q, k, v)));

export const efficientBackward = (
  grad: Tensor, query: Tensor, key: Tensor, value: Tensor, _bias: Maybe, _out: Tensor, starts: Maybe,
  keyStarts: Maybe, max_q: number, max_k: number,
): number => total(Array.from(sequences([query, key, value, grad], [starts, keyStarts], [max_q, max_k]),
  ([q, k, v, g]) => attentionBackward(g, q, k, v)));

/** Attention with changed scores counts as attention does; what the functions compute counts for nothing. */
export const flexForward = (query: Tensor, key: Tensor, value: Tensor): number =>
  attention(query.shape, key.shape, value.shape);

export const flexBackward = (
  query: Tensor, key: Tensor, value: Tensor, out: Tensor, _lse: Tensor, grad: Maybe,
): number => attentionBackward((grad ?? out).shape, query.shape, key.shape, value.shape);
