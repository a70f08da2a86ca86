import { hookResult } from '../asynchronous.js';
import { native } from '../binding.js';
import type { HookHandle } from '../native/autograd.js';
import type { Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';
import { wrap } from '../wrap.js';
import { kindOf } from './gradients.js';

/**
 * A registered hook; `remove()` takes it off, and so does the end of a block with `using`
 * (`torch.utils.hooks.RemovableHandle`).
 */
export class RemovableHandle {
  #hook: HookHandle | (() => void) | undefined;

  /** Of a hook of the addon, or of what takes another one off. */
  constructor(hook: HookHandle | (() => void)) {
    this.#hook = hook;
  }

  /** Takes the hook off, once. */
  remove(): void {
    const hook = this.#hook;
    this.#hook = undefined;
    if (typeof hook === 'function') hook();
    else if (hook !== undefined) native.remove_hook(hook);
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Sees a gradient, and may give another one back in its place; it must not change the one that it sees. */
export type GradientHook = (grad: Tensor) => Tensor | null | undefined | void;

/**
 * Calls `hook` whenever the gradient with respect to the tensor has been computed (`Tensor.register_hook`); hooks run
 * in the order of their registration. What a hook throws comes out of backward(). The tensor holds the hook: one that
 * refers to the tensor itself keeps both alive until `remove()`. Throws a RuntimeError for a tensor without gradient.
 */
export function registerHook(tensor: Tensor, hook: GradientHook): RemovableHandle {
  checkHook('register_hook', hook);
  return new RemovableHandle(native.register_hook(TensorBase.self(tensor), (gradient) => {
    const replacement = hookResult('register_hook', hook(wrap(gradient)));
    if (replacement === undefined || replacement === null) return null;
    const handle = TensorBase.handle(replacement);
    if (handle === undefined) throw new TypeError(`expected Variable, but hook returned '${kindOf(replacement)}'`);
    return handle;
  }));
}

/**
 * Calls `hook` with a leaf whenever a gradient has been added to its `grad`
 * (`Tensor.register_post_accumulate_grad_hook`). Throws a RuntimeError for a tensor that is no leaf.
 */
export function registerPostAccumulateGradHook(tensor: Tensor, hook: (tensor: Tensor) => void): RemovableHandle {
  checkHook('register_post_accumulate_grad_hook', hook);
  return new RemovableHandle(
    native.register_post_accumulate_grad_hook(TensorBase.self(tensor), (leaf) =>
      hookResult('register_post_accumulate_grad_hook', hook(wrap(leaf)))));
}

export function checkHook(name: string, hook: unknown): void {
  if (typeof hook !== 'function') throw new TypeError(`${name}(): expected a function, not ${kindOf(hook)}`);
}
