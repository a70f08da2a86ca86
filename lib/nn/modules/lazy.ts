import { RuntimeError } from '../../errors.js';
import { no_grad } from '../../autograd/grad_mode.js';
import type { Tensor } from '../../tensor.js';
import type { AnyModule } from '../module.js';
import { valuesOf } from '../module/members.js';
import { is_lazy } from '../parameter.js';

/** What the lazy layers have beyond the layers that they become (`torch.nn.modules.lazy.LazyModuleMixin`). */
export interface LazyMembers {
  /** Whether a parameter or buffer still waits for the first input. */
  has_uninitialized_params(): boolean;
  /** Gives parameters and buffers the shapes that an input asks for; each call does so before `forward`. */
  initialize_parameters(input: Tensor): void;
}

type LazyModule = AnyModule & LazyMembers;
/** A layer that draws its initial values. */
interface Resettable {
  reset_parameters(): void;
}

/** Reads the sizes from the first input and materializes what is lazy. */
type Infer<M> = (module: M, input: Tensor) => void;

/**
 * Makes the layers of a class lazy. Its constructor has to call {@link awaitInput}; a call with the first input then
 * makes the object one of the class that `prototype` belongs to.
 */
export function installLazy<M>(Class: { readonly prototype: LazyModule & M }, infer: Infer<M>): void {
  const { prototype } = Class;
  const eager = Object.getPrototypeOf(prototype) as Resettable;
  const members: LazyMembers & Resettable & ThisType<LazyModule & Resettable & M> = {
    has_uninitialized_params() {
      return [...valuesOf(this, 'parameter'), ...valuesOf(this, 'buffer')].some(([, tensor]) => is_lazy(tensor));
    },
    initialize_parameters(input) {
      if (!this.has_uninitialized_params()) return;
      infer(this, input);
      this.reset_parameters();
    },
    reset_parameters() {
      if (isComplete(this)) eager.reset_parameters.call(this);
    },
  };
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

/** While the layer that it will be is constructed, it has sizes of zero. */
function isComplete(module: LazyModule): boolean {
  if (module.has_uninitialized_params()) return false;
  return valuesOf(module, 'parameter').every(([, tensor]) => tensor === null || tensor.numel() > 0);
}

/** Registers what turns a lazy layer into one of its base class: the first call, or loading a state. */
export function awaitInput(module: LazyModule): void {
  const loading = module.register_load_state_dict_pre_hook((_, state, prefix) => {
    for (const [name, tensor] of [...valuesOf(module, 'parameter'), ...valuesOf(module, 'buffer')]) {
      const given = state.get(prefix + name) as Tensor | undefined;
      if (given === undefined || !is_lazy(tensor) || is_lazy(given)) continue;
      no_grad(() => tensor.materialize(given.shape));
    }
  });
  const calling = module.register_forward_pre_hook((_, args: unknown[]) => {
    module.initialize_parameters(args[0] as Tensor);
    if (module.has_uninitialized_params()) {
      throw new RuntimeError(`module ${module._get_name()} has not been fully initialized`);
    }
    calling.remove();
    loading.remove();
    Object.setPrototypeOf(module, Object.getPrototypeOf(Object.getPrototypeOf(module)) as object);
  });
}
