import type { RemovableHandle } from '../autograd/hooks.js';
import type { Tensor } from '../tensor/tensor.js';
import { ModuleBase } from './module/base.js';
import type {
  ForwardHook, KeywordsForwardHook, KeywordsHookFlags, KeywordsPreHook, KeywordsPreHookFlags, PlainHookFlags,
  PlainPreHookFlags, PreHook,
} from './module/hooks.js';
import type { inputs } from './module/inputs.js';

export { IncompatibleKeys } from './module/incompatible_keys.js';
export type { ChangedGradients, ModuleGradients } from './module/hooks.js';
export type { LocalMetadata, StateDict } from './module/state_dict.js';

// Read by index, not inferred where they are used: so TypeScript knows inside a class what `this(x)` takes and gives.
type ForwardOf<M> = M extends { forward(...args: infer Inputs): infer Output }
  ? { inputs: Layer<M, Inputs>['inputs']; output: Output; call: Inputs | Layer<M, Inputs>['call'] }
  : { inputs: [input: Tensor]; output: Tensor; call: [input: Tensor] };

/** What a layer says of its calls; nothing where a class that extends it has another `forward`. */
type Layer<M, Inputs> = M extends {
  readonly [inputs]: { readonly args: infer Args; readonly forms: Forms<infer First> };
}
  ? Inputs extends Args
    ? { inputs: First; call: Args extends unknown[] ? Args : never }
    : { inputs: Inputs; call: never }
  : { inputs: Inputs; call: never };
type Forms<First> = readonly [First, ...unknown[]];

/** What a module is called with: the parameters of its `forward`. */
export type InputsOf<M> = ForwardOf<M>['inputs'];

/** What a call of a module gives: what its `forward` does. */
export type OutputOf<M> = ForwardOf<M>['output'];

/**
 * Any module. Of one of which no more is known, a call takes what it is given, and gives a tensor, or what is asked for
 * where the call stands: `const [out, state]: [Tensor, Tensor] = module(x, state)`.
 */
export interface Module extends ModuleBase {
  /** Runs the hooks and `forward`. */
  <Inputs extends unknown[], Output = Tensor>(...inputs: Inputs): Output;
  // Never called. Of several signatures TypeScript compares no type parameters, so that every module is a Module.
  <Output = Tensor>(...inputs: never[]): Output;
}

/** {@link Module}, where its class is not meant. */
export type AnyModule = Module;

/** A module by its own class: it is called as its `forward` is; PyTorch's layers by name, too. */
interface TypedModule extends ModuleBase {
  /** Runs the hooks and `forward`. */
  (...inputs: ForwardOf<this>['call']): OutputOf<this>;

  // Hooks have types of their own for the reason above: a class whose forward takes more is still its parent's.
  /**
   * Registers a hook that is called before `forward` and may give other inputs
   * (`torch.nn.Module.register_forward_pre_hook`); with `with_kwargs` it gets those by name as well.
   */
  register_forward_pre_hook<Hook extends PreHook<this, InputsOf<this>>>(
    hook: Hook, options?: PlainPreHookFlags,
  ): RemovableHandle;
  register_forward_pre_hook<Hook extends KeywordsPreHook<this>>(
    hook: Hook, options: KeywordsPreHookFlags,
  ): RemovableHandle;
  /**
   * Registers a hook that is called after `forward` and may give another output
   * (`torch.nn.Module.register_forward_hook`); with `always_call` also after an error.
   */
  register_forward_hook<Hook extends ForwardHook<this, InputsOf<this>, OutputOf<this>>>(
    hook: Hook, options?: PlainHookFlags,
  ): RemovableHandle;
  register_forward_hook<Hook extends KeywordsForwardHook<this, OutputOf<this>>>(
    hook: Hook, options: KeywordsHookFlags,
  ): RemovableHandle;
}

interface ModuleClass {
  new (): TypedModule;
  readonly prototype: Module;
}

/**
 * The base of all layers and networks (`torch.nn.Module`). Extend it, put layers, parameters and buffers into fields,
 * and give it a method `forward`; then call the object: `net(x)` runs the hooks and `forward`, with its types.
 *
 * Fields are members in the order in which they are defined.
 */
export const Module = class Module extends ModuleBase {} as unknown as ModuleClass;
