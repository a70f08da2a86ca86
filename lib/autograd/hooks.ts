import { hookResult } from '../arguments/asynchronous.js';
import * as native from '../addon/autograd.js';
import type { HookHandle } from '../addon/autograd.js';
import { namedArguments } from '../arguments/named.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
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
 * in the order of their registration. What a hook throws comes out of backward(). The tensor holds the hook,
 * which may refer to the tensor. Throws a RuntimeError for a tensor without gradient.
 */
export function registerHook(tensor: Tensor, args: readonly unknown[]): RemovableHandle {
  const hook = hookOf<GradientHook>('Tensor.register_hook', args);
  return new RemovableHandle(native.register_hook(tensor, (gradient) => {
    const replacement = hookResult('register_hook', hook(gradient));
    if (replacement === undefined || replacement === null) return null;
    if (!is_tensor(replacement)) throw new TypeError(`expected Variable, but hook returned '${kindOf(replacement)}'`);
    return replacement;
  }));
}

/**
 * Calls `hook` with a leaf whenever a gradient has been added to its `grad`
 * (`Tensor.register_post_accumulate_grad_hook`). Throws a RuntimeError for a tensor that is no leaf.
 */
export function registerPostAccumulateGradHook(tensor: Tensor, args: readonly unknown[]): RemovableHandle {
  const hook = hookOf<(tensor: Tensor) => void>('Tensor.register_post_accumulate_grad_hook', args);
  return new RemovableHandle(native.register_post_accumulate_grad_hook(
    tensor, (leaf) => hookResult('register_post_accumulate_grad_hook', hook(leaf))));
}

/** The one argument of `fn`, a method that registers a hook. */
function hookOf<Hook>(fn: string, args: readonly unknown[]): Hook {
  const { hook } = namedArguments<{ hook: Hook }>(fn, ['hook'], 1, args);
  checkHook(fn.slice(fn.indexOf('.') + 1), hook);
  return hook!;
}

export function checkHook(name: string, hook: unknown): void {
  if (typeof hook !== 'function') throw new TypeError(`${name}(): expected a function, not ${kindOf(hook)}`);
}
