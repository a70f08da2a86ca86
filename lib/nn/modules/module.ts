/** Module and the hooks of all modules (torch/nn/modules/module.py). */
import type { RemovableHandle } from '../../autograd/hooks.js';
import type { Module } from '../module.js';
import {
  globalHooks, type AnyHook, type ChangedGradients, type ForwardHook, type HookFlags, type KeywordsForwardHook,
  type KeywordsHookFlags, type ModuleGradients, type PreHook,
} from '../module/hooks.js';
import { signature } from '../../arguments/signature.js';

export { Module } from '../module.js';

const oneHook = signature('register_module_forward_pre_hook(hook: Callable[..., Any])');
const forwardHook = signature(`register_module_forward_hook(hook: Callable[..., Any], *, with_kwargs: bool = False,
  always_call: bool = False)`);

function add(list: 'forwardPre' | 'backwardPre' | 'backward', name: string, args: readonly unknown[]): RemovableHandle {
  return globalHooks[list].add(name, oneHook.list(args, name)[0] as AnyHook);
}

/** Calls `hook` before each `forward` of any module; what it gives back replaces the inputs. */
export function register_module_forward_pre_hook(...args: [hook: PreHook<Module, unknown[]>]): RemovableHandle {
  return add('forwardPre', 'register_module_forward_pre_hook', args);
}

/** Calls `hook` after each `forward` of any module; what it gives back replaces the output. */
export function register_module_forward_hook(
  hook: ForwardHook<Module, unknown[], unknown>, options?: Omit<HookFlags, 'prepend' | 'with_kwargs'>,
): RemovableHandle;
export function register_module_forward_hook(
  hook: KeywordsForwardHook<Module, unknown>, options: Omit<KeywordsHookFlags, 'prepend'>,
): RemovableHandle;
export function register_module_forward_hook(...args: unknown[]): RemovableHandle {
  const [hook, withKwargs, alwaysCall] = forwardHook.list(args);
  return globalHooks.forward.add('register_module_forward_hook', hook as AnyHook, { withKwargs, alwaysCall });
}

/** Calls `hook` when the gradients of any module's inputs are there; what it gives back replaces those. */
export function register_module_full_backward_hook(
  ...args: [hook: (module: Module, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients]
): RemovableHandle {
  return add('backward', 'register_module_full_backward_hook', args);
}

/** Calls `hook` when the gradients of any module's outputs are there; what it gives back replaces those. */
export function register_module_full_backward_pre_hook(
  ...args: [hook: (module: Module, grad_output: ModuleGradients) => ChangedGradients]
): RemovableHandle {
  return add('backwardPre', 'register_module_full_backward_pre_hook', args);
}
