import * as info from '../addon/tensor_info.js';
import { is_tensor } from '../values/is_tensor.js';
import * as gradients from '../addon/autograd.js';
import { backwardFrom, type BackwardForms } from '../autograd/backward.js';
import { kindOf } from '../autograd/gradients.js';
import { gradFnOf, type Node } from '../autograd/node.js';
import {
  registerHook, registerPostAccumulateGradHook, type HookArguments, type LeafHookArguments,
  type RemovableHandle,
} from '../autograd/hooks.js';
import { dtype } from '../values/dtype.js';
import { warn } from '../python/warnings.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { checkedFlag, exactly } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from './tensor.js';
import { TensorBase } from '../addon/tensor_base.js';

const requires_grad_ = signature('requires_grad_(requires_grad: bool = True)');

/** What a tensor has to do with gradients. */
export class TensorAutograd extends TensorBase {
  /** Whether operations on the tensor are recorded for backward() (`Tensor.requires_grad`); only leaves can be set. */
  get requires_grad(): boolean {
    return gradients.requires_grad(this);
  }
  set requires_grad(value: boolean) {
    if (typeof value !== 'boolean') throw new RuntimeError('requires_grad must be a bool');
    gradients.set_requires_grad(this, value);
  }
  /** Says whether gradients are recorded from here on, and gives the tensor back (`Tensor.requires_grad_`). */
  requires_grad_(...args: typeof requires_grad_.args): this {
    const requires_grad = checkedFlag('requires_grad_', 'requires_grad', 1, requires_grad_.list(args)[0]);
    // What is computed from tensors with gradients has one already.
    if (!requires_grad || gradients.is_leaf(this)) gradients.set_requires_grad(this, requires_grad);
    return this;
  }
  /** The node of the graph that made the tensor; null for a leaf. */
  get grad_fn(): Node | null {
    return gradFnOf(gradients.grad_fn(this));
  }
  /**
   * The gradient that backward() has added up, null before. Assigning replaces it; throws a RuntimeError for another
   * shape, dtype or device.
   */
  get grad(): Tensor | null {
    return gradients.grad(this);
  }
  set grad(gradient: Tensor | null) {
    if (gradient !== null && !is_tensor(gradient)) {
      throw new TypeError(`assigned grad expected to be a Tensor or None but got grad of type ${kindOf(gradient)}`);
    }
    gradients.set_grad(this, gradient);
  }
  /**
   * The dtype that gradients of the tensor are cast to, its own unless another was set; null if they stay what they are
   * (`Tensor.grad_dtype`). Throws a RuntimeError when it is set on a tensor that is no leaf, or beside a gradient of
   * another dtype.
   */
  get grad_dtype(): dtype | null {
    return gradients.grad_dtype(this);
  }
  set grad_dtype(type: dtype | null) {
    if (type !== null && !(type instanceof dtype)) {
      throw new RuntimeError(`grad_dtype must be a torch.dtype or None, but got ${typeName(type)}`);
    }
    gradients.set_grad_dtype(this, type);
  }
  /**
   * Adds to the `grad` of every leaf that the tensor was computed from the gradient of the tensor with respect to it
   * (`Tensor.backward`). `gradient` is what to start from; a tensor of one element needs none. Throws a RuntimeError
   * if the graph has been used up by an earlier call without `retain_graph`.
   */
  backward(...args: BackwardForms[1]): void;
  backward(...args: BackwardForms[number]): void;
  backward(...args: unknown[]): void {
    backwardFrom(this as unknown as Tensor, args);
  }
  /** Keeps the gradient of a tensor that is no leaf, too, in `grad` (`Tensor.retain_grad`). */
  retain_grad(): void;
  retain_grad(...args: unknown[]): void {
    exactly('retain_grad', 0, args);
    gradients.retain_grad(this);
  }
  /**
   * Calls `hook` with each gradient computed for the tensor; it may give another one back (`Tensor.register_hook`).
   */
  register_hook(...args: HookArguments): RemovableHandle {
    return registerHook(this as unknown as Tensor, args);
  }
  /** Calls `hook` with this leaf after each change of its `grad` by backward(). */
  register_post_accumulate_grad_hook(...args: LeafHookArguments): RemovableHandle {
    return registerPostAccumulateGradHook(this as unknown as Tensor, args);
  }
  /** Whether no recorded operation made the tensor (`Tensor.is_leaf`): backward() gives it its gradient. */
  get is_leaf(): boolean {
    return gradients.is_leaf(this);
  }
  /** Whether a tensor that is no leaf keeps its gradient (`Tensor.retains_grad`). */
  get retains_grad(): boolean {
    return gradients.retains_grad(this);
  }
  /** Null: tensors have lost the names that they once had (`Tensor.name`). */
  get name(): string | null {
    return null;
  }
  /** False, with a warning: what it was is `no_grad` now (`Tensor.volatile`). */
  get volatile(): boolean {
    warn('UserWarning', 'volatile was removed (Variable.volatile is always False)');
    return false;
  }
  /** Throws a RuntimeError that shows what came in its place (`Tensor.reinforce`). */
  reinforce(..._args: unknown[]): never {
    throw new RuntimeError(reinforceWasRemoved);
  }
  /** Which of the results of its operation the tensor is, from 0 (`Tensor.output_nr`). */
  get output_nr(): number {
    return gradients.output_nr(this);
  }
  /** The tensor without its history, over the same memory (`Tensor.data`); assigning replaces the memory. */
  get data(): Tensor {
    return info.variable_data(this);
  }
  set data(source: Tensor) {
    info.set_data(this, source);
  }
}

const reinforceWasRemoved = `reinforce() was removed.
Use torch.distributions instead.
See https://pytorch.org/docs/main/distributions.html

Instead of:

probs = policy_network(state)
action = probs.multinomial()
next_state, reward = env.step(action)
action.reinforce(reward)
action.backward()

Use:

probs = policy_network(state)
# NOTE: categorical is equivalent to what used to be called multinomial
m = torch.distributions.Categorical(probs)
action = m.sample()
next_state, reward = env.step(action)
loss = -m.log_prob(action) * reward
loss.backward()
`;
