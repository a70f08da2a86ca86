import { Complex } from '../values/complex.js';
import { ValueError } from '../values/errors.js';
import { py_float_repr } from '../python/format.js';
import { full_like } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { checkOneElement, checkRange, numberOf } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';

export interface RpropOptions extends AlgorithmOptions {
  etas: readonly [number, number];
  step_sizes: readonly [number, number];
  capturable: boolean;
}

const takes = signature(`Rprop(
  params: ParamsT[RpropOptions], lr: Hyper = 0.01, etas: tuple[float, float] = (0.5, 1.2),
  step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False, foreach: bool = None,
  maximize: bool = False, differentiable: bool = False)`);

/**
 * Resilient backpropagation (`torch.optim.Rprop`): every element has a step of its own, from `lr` on, which grows by
 * etas[1] while the gradient keeps its sign and shrinks by etas[0] when it turns, within `step_sizes`. Throws a
 * ValueError for options out of range.
 */
export class Rprop extends Algorithm<RpropOptions> {
  protected override readonly sparseError = 'Rprop does not support sparse gradients';
  protected override readonly foreachOnXla = true;

  constructor(...args: typeof takes.args) {
    const { params, lr, etas, step_sizes, capturable, foreach, maximize, differentiable } = takes.read(args);
    checkOneElement('lr', lr);
    checkRange('learning rate', lr);
    const [down, up] = etas;
    if (!(0 < down && down < 1 && 1 < up)) {
      throw new ValueError(`Invalid eta values: ${py_float_repr(down)}, ${py_float_repr(up)}`);
    }
    super(params, { lr, etas, step_sizes, foreach, maximize, differentiable, capturable });
  }

  override __setstate__(state: AlgorithmState<RpropOptions>): void {
    super.__setstate__(state);
    this.complete({ foreach: null, maximize: false, differentiable: false, capturable: false });
  }

  protected override stateNames(): readonly string[] {
    return ['step', 'prev', 'step_size'];
  }
  protected override newState(name: string, parameter: Tensor, group: ParamGroup<RpropOptions>): Tensor | undefined {
    if (name !== 'step_size') return super.newState(name, parameter, group);
    const start = numberOf(group.lr);
    return full_like(parameter.detach(), parameter.is_complex() ? new Complex(start, start) : start);
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<RpropOptions>): void {
    const { params, grads: given, state } = batch;
    const [down, up] = group.etas;
    const [smallest, largest] = group.step_sizes;
    const sizes = state['step_size']!;
    const grads = group.maximize ? lists.neg(given) : given;
    const products = lists.mul(grads, state['prev']!);
    const signs = lists.sign(products);
    const kept = lists.positive(signs); // 1 where the sign was kept
    const turned = lists.nonpositive(signs); // -1 where it turned
    // up, down, or 1 where there was no sign: each sum has one term that is not zero, so nothing is rounded.
    const factors = lists.add(lists.times(kept, up), turned, -down);
    const others = lists.adding(lists.scaling(lists.abs(signs), -1), 1);
    lists.add_(factors, others, 1);
    lists.mul_(sizes, factors);
    lists.clamp_(sizes, smallest, largest);
    // A gradient that turned counts as none, this time and for the next.
    // The sum makes a plain zero of -0.
    const remaining = lists.adding(lists.mul(grads, lists.adding(turned, 1)), 0);
    const directions = lists.sign(remaining);
    lists.addcmul_(params, directions, sizes, -1);
    lists.copy_(state['prev']!, remaining);
    lists.free(products, signs, kept, turned, factors, others, remaining, directions);
    if (grads !== given) lists.free(grads);
  }
}
