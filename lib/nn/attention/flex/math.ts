/** Attention with changed scores by its formula, and the gradients of that. */
import { op } from '../../../addon/call/op.js';
import { autograd_grad } from '../../../addon/autograd.js';
import { enable_grad } from '../../../autograd/grad_mode.js';
import * as torch from '../../../generated/torch.js';
import { tensor } from '../../../tensor/factories.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { float32, float64 } from '../../../values/dtype.js';
import { RuntimeError } from '../../../values/errors.js';
import { places } from './create.js';
import { eachOnItsOwn, withPlaces } from './items.js';
import { overPlaces, overScores, type MaskMod, type ScoreMod } from './mods.js';

/** How scores are changed and what is hidden. */
export interface Plan {
  readonly score_mod: ScoreMod;
  readonly mask_mod: MaskMod;
  readonly scale: number;
}

/** What attention gives; the two that are logarithms have the base 2. */
export interface Outputs {
  readonly out: Tensor;
  readonly lse: Tensor;
  readonly max_scores: Tensor;
}

const precision = (query: Tensor) => (query.dtype === float64 ? float64 : float32);

function checkBatches(query: Tensor, key: Tensor): void {
  const [queries, keys] = [query.size(0), key.size(0)];
  if (queries === keys || (queries > 1 && keys === 1)) return;
  throw new RuntimeError(`Bq and Bkv must broadcast. Got Bq=${queries} and Bkv=${keys}`);
}

/** A head of keys for each of queries. */
const shared = (each: Tensor, groups: number): Tensor => torch.repeat_interleave(each, groups, { dim: 1 });

const batches = (each: Tensor, count: number): Tensor => each.expand([count, ...each.shape.slice(1)]);

interface Scores {
  /** Before they are changed: (B, H, L, S). */
  readonly scores: Tensor;
  readonly changed: Tensor;
}

function scoresOf(query: Tensor, key: Tensor, { score_mod, mask_mod, scale }: Plan): Scores {
  const type = precision(query);
  const scores = torch.matmul(query.to(type), key.to(type).transpose(-2, -1)).mul(scale).to(type);
  const [b, h, m, n] = places(scores.shape, scores.device);
  return withPlaces(() => ({
    scores,
    changed: torch.where(overPlaces(mask_mod)(b, h, m, n), overScores(score_mod)(scores, b, h, m, n),
      tensor(-Infinity, { dtype: type, device: scores.device })),
  }));
}

/** By the formula; the output is contiguous. */
export function forward(query: Tensor, givenKey: Tensor, givenValue: Tensor, plan: Plan): Outputs {
  const groups = Math.floor(query.size(1) / givenKey.size(1));
  checkBatches(query, givenKey);
  const [key, value] = [givenKey, givenValue].map((each) => batches(shared(each, groups), query.size(0))) as
    [Tensor, Tensor];
  const { changed } = scoresOf(query, key, plan);
  const hidden = torch.all(changed.eq(-Infinity), { dim: -1 });
  const lse = torch.where(hidden, -Infinity, torch.logsumexp(changed, -1));
  const max_scores = torch.max(changed, { dim: -1 })[0];
  const weights = op('aten::_safe_softmax')(changed, -1);
  return {
    out: torch.matmul(weights.to(query.dtype), value.to(query.dtype)),
    lse: lse.div(Math.log(2)), max_scores: max_scores.div(Math.log(2)),
  };
}

/** The same elements with strides in the order of those given, the last dimension's being one. */
export function inOrderOf(tensor: Tensor, strides: readonly number[]): Tensor {
  const order = strides.map((_, dim) => dim).sort((a, b) => strides[a]! - strides[b]! || b - a);
  const last = strides.length - 1;
  const inOrder = (dims: readonly number[]): number[] => {
    const found = Array<number>(dims.length).fill(0);
    dims.reduce((stride, dim) => {
      found[dim] = stride;
      return stride * tensor.size(dim);
    }, 1);
    return found;
  };
  let made = inOrder(order);
  if (made[last] !== 1) made = inOrder([last, ...order.filter((dim) => dim !== last)]);
  return tensor.new_empty_strided([...tensor.shape], made).copy_(tensor);
}

/** What {@link backward} needs besides the gradients of the outputs. */
export interface Saved {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly out: Tensor;
  /** With the base 2. */
  readonly lse: Tensor;
  /** The tensors that the change of scores captures and that need a gradient. */
  readonly captured: readonly Tensor[];
}

/** The gradients of query, key and value, then of what was captured. */
export function backward(
  { query, key: givenKey, value: givenValue, out, lse: lse2, captured }: Saved, plan: Plan,
  grad_out: Tensor | null, grad_lse2: Tensor | null,
): (Tensor | null)[] {
  checkBatches(query, givenKey);
  const [batch, heads] = [givenKey.size(0), query.size(0)];
  const groups = Math.floor(query.size(1) / givenKey.size(1));
  const [key, value] = [givenKey, givenValue].map((each) => shared(batches(each, heads), groups)) as [Tensor, Tensor];
  const gradient = grad_out ?? torch.zeros_like(out);
  const lse = lse2.mul(Math.log(2));
  const grad_lse = (grad_lse2 ?? torch.zeros_like(lse2)).div(Math.log(2));
  const { scores, changed } = scoresOf(query, key, plan);
  const hidden = lse.eq(-Infinity).unsqueeze(-1);
  const weights = torch.where(hidden, 0, changed.sub(lse.unsqueeze(-1)).exp());
  const type = weights.dtype;
  const grad_value = torch.matmul(weights.to(query.dtype).transpose(-2, -1), gradient);
  const grad_weights = torch.matmul(gradient.to(type), value.to(type).transpose(-2, -1));
  const sums = out.to(type).mul(gradient.to(type)).sum(-1, true);
  const grad_changed = weights.mul(grad_weights.sub(sums).add(grad_lse.unsqueeze(-1)));
  const [grad_mod, ...grad_captured] = throughMod(scores, grad_changed, plan.score_mod, captured);
  const [b, h, m, n] = places(scores.shape, scores.device);
  const shown = withPlaces(() => overPlaces(plan.mask_mod)(b, h, m, n));
  const grad_scores = torch.where(shown, grad_mod!.mul(plan.scale).to(query.dtype), tensor(0, { dtype: query.dtype }));
  const perHead = (each: Tensor): Tensor =>
    each.view(each.size(0), -1, groups, each.size(-2), each.size(-1)).sum(2);
  const grad_query = torch.matmul(grad_scores, key);
  const grad_key = perHead(torch.matmul(grad_scores.transpose(-2, -1), query));
  const perBatch = (each: Tensor, like: Tensor): Tensor => {
    const ordered = inOrderOf(each, like.stride());
    return heads === batch ? ordered : ordered.sum(0, true);
  };
  return [
    inOrderOf(grad_query, query.stride()), perBatch(grad_key, givenKey), perBatch(perHead(grad_value), givenValue),
    ...grad_captured.map((each) => each?.contiguous() ?? null),
  ];
}

/** The gradients of scores, and of what is captured, through the function that changes them. */
function throughMod(
  scores: Tensor, gradient: Tensor, score_mod: ScoreMod, captured: readonly Tensor[],
): (Tensor | null)[] {
  const [b, h, m, n] = places(scores.shape, scores.device);
  const leaf = scores.detach().requires_grad_();
  const changed = enable_grad(() => overScores(eachOnItsOwn(score_mod))(leaf, b, h, m, n));
  return autograd_grad([changed], [leaf, ...captured], [gradient], null, false, true);
}
