/** Module and the hooks of all modules (torch/nn/modules/module.py). */
import type { RemovableHandle } from '../../autograd/hooks.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { Module } from '../module.js';
import type { Parameter } from '../parameter.js';
import {
  globalHooks, registrationHooks, type AnyHook, type ChangedGradients, type ForwardHook, type HookFlags,
  type KeywordsForwardHook, type KeywordsHookFlags, type ModuleGradients, type PreHook,
} from '../module/hooks.js';
import { signature } from '../../arguments/signature.js';

export { Module } from '../module.js';

const oneHook = signature('register_module_forward_pre_hook(hook: Callable[..., Any])');
const forwardHook = signature(`register_module_forward_hook(hook: Callable[..., Any], *, with_kwargs: bool = False,
  always_call: bool = False)`);

function add(list: 'forwardPre' | 'backwardPre', name: string, args: readonly unknown[]): RemovableHandle {
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
  const name = 'register_module_full_backward_hook';
  return globalHooks.addBackward(true, name, oneHook.list(args, name)[0] as AnyHook);
}

/**
 * Calls `hook` with the gradients of the last node of each call of any module; deprecated in PyTorch, for
 * {@link register_module_full_backward_hook}. Throws a RuntimeError beside hooks of that kind.
 */
export function register_module_backward_hook(
  ...args: [hook: (module: Module, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients]
): RemovableHandle {
  const name = 'register_module_backward_hook';
  return globalHooks.addBackward(false, name, oneHook.list(args, name)[0] as AnyHook);
}

/** Calls `hook` when the gradients of any module's outputs are there; what it gives back replaces those. */
export function register_module_full_backward_pre_hook(
  ...args: [hook: (module: Module, grad_output: ModuleGradients) => ChangedGradients]
): RemovableHandle {
  return add('backwardPre', 'register_module_full_backward_pre_hook', args);
}

function addRegistration(kind: keyof typeof registrationHooks, args: readonly unknown[]): RemovableHandle {
  const name = `register_module_${kind}_registration_hook`;
  return registrationHooks[kind].add(name, oneHook.list(args, name)[0] as AnyHook);
}

type Replaced<T> = T | null | undefined | void;

/** Calls `hook` when any module gets a buffer; what it gives back is registered in its place. */
export function register_module_buffer_registration_hook(
  ...args: [hook: (module: Module, name: string, buffer: Tensor | null) => Replaced<Tensor>]
): RemovableHandle {
  return addRegistration('buffer', args);
}

/** Calls `hook` when any module gets a module below it; what it gives back is registered in its place. */
export function register_module_module_registration_hook(
  ...args: [hook: (module: Module, name: string, submodule: Module | null) => Replaced<Module>]
): RemovableHandle {
  return addRegistration('module', args);
}

/** Calls `hook` when any module gets a parameter; what it gives back is registered in its place. */
export function register_module_parameter_registration_hook(
  ...args: [hook: (module: Module, name: string, param: Parameter) => Replaced<Parameter>]
): RemovableHandle {
  return addRegistration('parameter', args);
}
