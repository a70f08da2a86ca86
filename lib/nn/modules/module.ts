/** Module and the hooks of all modules (torch/nn/modules/module.py). */
import type { RemovableHandle } from '../../autograd/hooks.js';
import type { Module } from '../module.js';
import {
  globalHooks, type AnyHook, type ChangedGradients, type ForwardHook, type HookFlags, type ModuleGradients,
  type PreHook,
} from '../module/hooks.js';

export { Module } from '../module.js';

/** Calls `hook` before each `forward` of any module; what it gives back replaces the inputs. */
export function register_module_forward_pre_hook(hook: PreHook<Module, unknown[]>): RemovableHandle {
  return globalHooks.forwardPre.add('register_module_forward_pre_hook', hook as AnyHook);
}

/** Calls `hook` after each `forward` of any module; what it gives back replaces the output. */
export function register_module_forward_hook(
  hook: ForwardHook<Module, unknown[], unknown>, options?: Omit<HookFlags, 'prepend' | 'with_kwargs'>,
): RemovableHandle {
  return globalHooks.forward.add('register_module_forward_hook', hook as AnyHook, options, ['always_call']);
}

/** Calls `hook` when the gradients of any module's inputs are there; what it gives back replaces those. */
export function register_module_full_backward_hook(
  hook: (module: Module, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients,
): RemovableHandle {
  return globalHooks.backward.add('register_module_full_backward_hook', hook as AnyHook);
}

/** Calls `hook` when the gradients of any module's outputs are there; what it gives back replaces those. */
export function register_module_full_backward_pre_hook(
  hook: (module: Module, grad_output: ModuleGradients) => ChangedGradients,
): RemovableHandle {
  return globalHooks.backwardPre.add('register_module_full_backward_pre_hook', hook as AnyHook);
}
