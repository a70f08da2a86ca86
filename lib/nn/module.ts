import type { RemovableHandle } from '../autograd/hooks.js';
import type { Tensor } from '../tensor/tensor.js';
import { ModuleBase } from './module/base.js';
import type {
  ForwardHook, KeywordsForwardHook, KeywordsHookFlags, KeywordsPreHook, KeywordsPreHookFlags, PlainHookFlags,
  PlainPreHookFlags, PreHook,
} from './module/hooks.js';

export type { AnyModule } from './module/base.js';
export { IncompatibleKeys } from './module/incompatible_keys.js';
export type { ChangedGradients, ModuleGradients } from './module/hooks.js';
export type { LocalMetadata, StateDict } from './module/state_dict.js';

/** What a module is called with: the parameters of its `forward`. */
export type InputsOf<M, Default extends unknown[] = [input: Tensor]> =
  M extends { forward(...args: infer Inputs): unknown } ? Inputs : Default;

/** What a call of a module gives: what its `forward` does. */
export type OutputOf<M, Default = Tensor> =
  M extends { forward(...args: infer _Inputs): infer Output } ? Output : Default;

/** A module is called as its `forward` is; one of which only the class Module is known, with a tensor for a tensor. */
export interface Module<In extends unknown[] = [input: Tensor], Out = Tensor> {
  (...args: InputsOf<this, In>): OutputOf<this, Out>;

  register_forward_pre_hook(hook: PreHook<this, InputsOf<this, In>>, options?: PlainPreHookFlags): RemovableHandle;
  register_forward_pre_hook(hook: KeywordsPreHook<this>, options: KeywordsPreHookFlags): RemovableHandle;
  register_forward_hook(
    hook: ForwardHook<this, InputsOf<this, In>, OutputOf<this, Out>>, options?: PlainHookFlags,
  ): RemovableHandle;
  register_forward_hook(
    hook: KeywordsForwardHook<this, OutputOf<this, Out>>, options: KeywordsHookFlags,
  ): RemovableHandle;
}

/**
 * The base of all layers and networks (`torch.nn.Module`). Extend it, put layers, parameters and buffers into fields,
 * and give it a method `forward`; then call the object: `net(x)` runs the hooks and `forward`, with its types.
 *
 * Fields are members in the order in which they are defined. `In` and `Out` only matter where `forward` is not known:
 * `Module<[Tensor, Tensor], Tensor>` describes modules of two inputs.
 */
// The interface above uses them.
// eslint-disable-next-line @typescript-eslint/no-unused-vars
export class Module<In extends unknown[] = [input: Tensor], Out = Tensor> extends ModuleBase {}
