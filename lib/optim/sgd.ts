import { RuntimeError, ValueError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { signature } from '../arguments/signature.js';
import { Algorithm, decayed, type AlgorithmOptions, type AlgorithmState } from './algorithm.js';
import { pick } from './batches.js';
import { op } from '../addon/call/op.js';
import { checkFusedOptions, fusedExtras, fusedRate } from './fused.js';
import { checkNotNegative, checkOneElement, negative, numberOf, type Hyper } from './hyperparameter.js';
import type { Batch, Lists } from './lists.js';
import type { ParamGroup } from './param_groups.js';
import { empty_like } from '../generated/torch.js';

export interface SGDOptions extends AlgorithmOptions {
  momentum: number;
  dampening: number;
  weight_decay: Hyper;
  nesterov: boolean;
  fused: boolean | null;
}

const takes = signature(`SGD(
  params: ParamsT[SGDOptions], lr: Hyper = 0.001, momentum: float = 0, dampening: float = 0,
  weight_decay: Hyper = 0, nesterov: bool = False, *, maximize: bool = False, foreach: bool = None,
  differentiable: bool = False, fused: bool = None)`);

/**
 * Stochastic gradient descent (`torch.optim.SGD`): p -= lr * g, where g is the gradient with `weight_decay` * p added,
 * or with `momentum` the running sum of gradients, b = momentum * b + (1 - dampening) * g, and with `nesterov`
 * g + momentum * b. Throws a ValueError for options below zero.
 */
export class SGD extends Algorithm<SGDOptions> {
  protected override readonly complexAsReal = false;
  protected override readonly fusedSparseError = '`_fused_sgd` does not support sparse gradients';

  constructor(...args: typeof takes.args) {
    const {
      params, lr, momentum, dampening, weight_decay, nesterov, maximize, foreach, differentiable, fused,
    } = takes.read(args);
    checkOneElement('lr', lr);
    checkNotNegative('learning rate', lr);
    checkNotNegative('momentum value', momentum);
    checkNotNegative('weight_decay value', weight_decay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    }
    super(params, { lr, momentum, dampening, weight_decay, nesterov, maximize, foreach, differentiable, fused });
    checkFusedOptions(this);
  }

  override __setstate__(state: AlgorithmState<SGDOptions>): void {
    super.__setstate__(state);
    this.complete({ nesterov: false, maximize: false, foreach: null, differentiable: false, fused: false }, []);
  }

  protected override stateNames(group: ParamGroup<SGDOptions>): readonly string[] {
    return group.momentum === 0 ? [] : ['momentum_buffer'];
  }
  protected override newState(): undefined {
    return undefined;
  }

  protected override update(lists: Lists, batch: Batch, group: ParamGroup<SGDOptions>): void {
    const { momentum_buffer: buffers } = batch.state;
    const isNew = buffers?.map((buffer) => buffer === undefined);
    if (isNew !== undefined && isNew.includes(true) && isNew.includes(false)) {
      for (const wanted of [true, false]) {
        this.update(lists, pick(batch, [...isNew.keys()].filter((i) => isNew[i] === wanted)), group);
      }
      return;
    }
    const { params } = batch;
    const temporary: Tensor[][] = [];
    const made = (list: Tensor[]): Tensor[] => (temporary.push(list), list);
    let grads = decayed(lists, batch, group);
    if (grads !== batch.grads) made(grads);
    if (buffers !== undefined) {
      grads = this.#withMomentum(lists, params, grads, isNew![0]! ? null : buffers, group, made);
    }
    lists.add_(params, grads, negative(lists.hyper(group.lr)));
    lists.free(...temporary);
  }

  #withMomentum(
    lists: Lists, params: readonly Tensor[], grads: readonly Tensor[], known: readonly Tensor[] | null,
    { momentum, dampening, nesterov }: ParamGroup<SGDOptions>, made: (list: Tensor[]) => Tensor[],
  ): Tensor[] {
    let buffers: Tensor[];
    if (known === null) {
      buffers = lists.copies(grads);
      for (const [i, parameter] of params.entries()) this.state.get(parameter)!['momentum_buffer'] = buffers[i]!;
    } else {
      buffers = [...known];
      lists.scale_(buffers, momentum);
      lists.add_(buffers, grads, 1 - dampening);
    }
    return nesterov ? made(lists.add(grads, buffers, momentum)) : buffers;
  }

  protected override fusedUpdate(batch: Batch, group: ParamGroup<SGDOptions>): void {
    const { params, grads } = batch;
    const known = batch.state['momentum_buffer'] ?? [];
    const isFirst = known.length > 0 && known.every((buffer) => buffer === undefined);
    const buffers = known.map((buffer, i) => (isFirst ? empty_like(grads[i]!) : buffer));
    if (buffers.includes(undefined as never)) {
      throw new RuntimeError('`_fused_sgd`: some parameters have no momentum_buffer yet');
    }
    if (isFirst) {
      for (const [i, parameter] of params.entries()) this.state.get(parameter)!['momentum_buffer'] = buffers[i]!;
    }
    const lr = fusedRate(group.lr, params[0]!);
    op(`aten::_fused_sgd_${lr.suffix}`)(params, grads, buffers, numberOf(group.weight_decay), group.momentum, lr.value,
      group.dampening, group.nesterov, group.maximize, isFirst, ...fusedExtras(this, params[0]!));
  }
}
