import { autograd_grad, delayed_error } from '../../../addon/autograd.js';
import { Function, type FunctionCtx } from '../../../autograd/function.js';
import { is_grad_enabled, no_grad } from '../../../autograd/grad_mode.js';
import { flexAttention, flexAttentionBackward, runHigherOrder } from '../../../operators/higher_order.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { int32 } from '../../../values/dtype.js';
import { AssertionError, RuntimeError } from '../../../values/errors.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { typeName } from '../../../values/type_name.js';
import type { BlockMask } from './block_mask.js';
import { capturing } from './captured.js';
import { withPlaces } from './items.js';
import { backward, forward, inOrderOf, type Plan } from './math.js';

interface Ctx extends FunctionCtx {
  plan: Plan;
}

type Maybe = Tensor | null;

/** Attention with changed scores as one node of the graph. */
class FlexAttentionAutogradOp extends Function {
  static override forward(
    ctx: Ctx, query: Tensor, key: Tensor, value: Tensor, plan: Plan, ...captured: Tensor[]
  ): [out: Tensor, lse: Tensor, max_scores: Tensor] {
    ctx.set_materialize_grads(false);
    ctx.plan = plan;
    const { out, lse, max_scores } = runHigherOrder(
      flexAttention, [query, key, value], () => forward(query, key, value, plan));
    const ordered = inOrderOf(out, query.stride());
    ctx.mark_non_differentiable(max_scores);
    ctx.save_for_backward(query, key, value, ordered, lse, ...captured);
    return [ordered, lse, max_scores];
  }

  static override backward(ctx: Ctx, grad_out: Maybe, grad_lse: Maybe): Maybe[] {
    const saved = ctx.saved_tensors as Tensor[];
    const [query, key, value, out, lse, ...captured] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor, ...Tensor[]];
    const differentiated = is_grad_enabled() && [...saved, grad_out, grad_lse].some((each) => each?.requires_grad);
    const found = no_grad(() => runHigherOrder(flexAttentionBackward, [query, key, value, out, lse, grad_out], () =>
      backward({ query, key, value, out, lse, captured }, ctx.plan, grad_out, grad_lse)));
    const gradients = differentiated ? undifferentiable(found) : found;
    return [...gradients.slice(0, 3), null, ...gradients.slice(3)];
  }
}

const undifferentiable = (gradients: readonly Maybe[]): Maybe[] => delayed_error(
  gradients.map((each) => each?.detach().requires_grad_() ?? null),
  'Autograd not implemented for flex_attention_backward');

/** Numbers of a batch, head, query and key, for one call of a function of those. */
const oneOfEach = (query: Tensor): [Tensor, Tensor, Tensor, Tensor] =>
  Array.from({ length: 4 }, () => query.new_zeros([], { dtype: int32 })) as [Tensor, Tensor, Tensor, Tensor];

/** The tensors with a gradient that the change of scores captures. Throws for a function that has no gradient. */
function capturedBy({ score_mod }: Plan, query: Tensor, differentiated: boolean): Tensor[] {
  const score = query.new_zeros([]).requires_grad_();
  const numbers = oneOfEach(query);
  const [changed, captured] = capturing([score, ...numbers], () => withPlaces(() => score_mod(score, ...numbers)));
  if (!is_tensor(changed)) {
    throw new RuntimeError(`Expected output of score_mod to be a tensor.Got type ${typeName(changed)}.`);
  }
  if (!differentiated && captured.length === 0) return captured;
  const depends = changed.requires_grad && autograd_grad([changed], [score], [null], null, false, true)[0] !== null;
  if (!depends) {
    throw new RuntimeError('flex_attention backward requires the output of score_mod to depend on score. Got a score_mod ' +
      'whose output does not require gradients with respect to score.');
  }
  return captured;
}

function checkMask({ mask_mod }: Plan, query: Tensor): void {
  const numbers = oneOfEach(query);
  const [, captured] = capturing(numbers, () => withPlaces(() => mask_mod(...numbers)));
  if (captured.length > 0) {
    throw new AssertionError('Captured buffers from mask mod that require grad are not supported.');
  }
}

/**
 * The output in the order of query's strides, and logarithms of the base 2. With `captures` the tensors that the change
 * of scores captures get gradients too.
 */
export function attend(
  query: Tensor, key: Tensor, value: Tensor, mask: BlockMask, plan: Plan, captures: boolean,
): [out: Tensor, lse: Tensor, max_scores: Tensor] {
  const differentiated = is_grad_enabled() && [query, key, value].some((each) => each.requires_grad);
  if (captures) checkMask(plan, query);
  const captured = captures && is_grad_enabled() ? capturedBy(plan, query, differentiated) : [];
  if ((differentiated || captured.length > 0) && mask.q_indices === null) {
    throw new RuntimeError('BlockMask q_indices is None. Backward pass requires q_indices to be computed. Please create ' +
      'the BlockMask with compute_q_blocks=True');
  }
  return FlexAttentionAutogradOp.apply(query, key, value, plan, ...captured);
}
