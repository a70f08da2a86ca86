import { hookResult } from '../arguments/asynchronous.js';
import * as native from '../addon/autograd.js';
import type { HookHandle } from '../addon/autograd.js';
import { signature } from '../arguments/signature.js';
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

/** Sees a leaf whose gradient has grown. */
export type LeafHook = (tensor: Tensor) => void;

const takes = {
  register_hook: signature('Tensor.register_hook(self, hook: GradientHook)'),
  register_post_accumulate_grad_hook: signature('Tensor.register_post_accumulate_grad_hook(self, hook: LeafHook)'),
};
export type HookArguments = typeof takes.register_hook.args;
export type LeafHookArguments = typeof takes.register_post_accumulate_grad_hook.args;

/**
 * Calls `hook` whenever the gradient with respect to the tensor has been computed (`Tensor.register_hook`); hooks run
 * in the order of their registration. What a hook throws comes out of backward(). The tensor holds the hook,
 * which may refer to the tensor. Throws a RuntimeError for a tensor without gradient.
 */
export function registerHook(tensor: Tensor, args: readonly unknown[]): RemovableHandle {
  const hook = hookOf('register_hook', takes.register_hook.list(args)[0]);
  const callback = (gradient: Tensor): Tensor | null => {
    const replacement = hookResult('register_hook', hook(gradient));
    if (replacement === undefined || replacement === null) return null;
    if (!is_tensor(replacement)) throw new TypeError(`expected Variable, but hook returned '${kindOf(replacement)}'`);
    return replacement;
  };
  givenAs.set(callback, hook);
  return new RemovableHandle(native.register_hook(tensor, callback));
}

/** What was given to be registered, of each function that is called in its place. */
const givenAs = new WeakMap<object, GradientHook>();

/** The hooks on the gradient of a tensor that nobody has removed, in their order. */
export function hooksOf(tensor: Tensor): GradientHook[] {
  return native.hooks_of(tensor).flatMap((callback) => givenAs.get(callback) ?? []);
}

/**
 * Calls `hook` with a leaf whenever a gradient has been added to its `grad`
 * (`Tensor.register_post_accumulate_grad_hook`). Throws a RuntimeError for a tensor that is no leaf.
 */
export function registerPostAccumulateGradHook(tensor: Tensor, args: readonly unknown[]): RemovableHandle {
  const hook = hookOf('register_post_accumulate_grad_hook', takes.register_post_accumulate_grad_hook.list(args)[0]);
  return new RemovableHandle(native.register_post_accumulate_grad_hook(
    tensor, (leaf) => hookResult('register_post_accumulate_grad_hook', hook(leaf))));
}

function hookOf<Hook>(name: string, hook: Hook): Hook {
  checkHook(name, hook);
  return hook;
}

export function checkHook(name: string, hook: unknown): void {
  if (typeof hook !== 'function') throw new TypeError(`${name}(): expected a function, not ${kindOf(hook)}`);
}
