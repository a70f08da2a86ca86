import { RuntimeError } from '../../values/errors.js';
import { no_grad } from '../../autograd/grad_mode.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { AnyModule } from '../module/base.js';
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
/** What the layer that it becomes has of its own. */
interface Eager {
  reset_parameters(): void;
  forward(...args: unknown[]): unknown;
  _load_from_state_dict(...args: LoadArguments): void;
}

/** Reads the sizes from the first input and materializes what is lazy. */
type Infer<M> = (module: M, input: Tensor) => void;

type LoadArguments = Parameters<AnyModule['_load_from_state_dict']>;

/**
 * Makes the layers of a class lazy: its constructor gives them parameters without a shape, and the first input makes
 * the object one of the class that this one extends. On the prototype and not by hooks, so that copies are lazy too.
 */
export function installLazy<M>(Class: { readonly prototype: LazyModule & M }, infer: Infer<M>): void {
  const { prototype } = Class;
  const eager = Object.getPrototypeOf(prototype) as Eager;
  const members: LazyMembers & Eager & ThisType<LazyModule & Eager & M> = {
    has_uninitialized_params() {
      return tensorsOf(this).some(([, tensor]) => is_lazy(tensor));
    },
    initialize_parameters(input) {
      if (!this.has_uninitialized_params()) return;
      infer(this, input);
      this.reset_parameters();
    },
    reset_parameters() {
      if (isComplete(this)) eager.reset_parameters.call(this);
    },
    forward(...args) {
      this.initialize_parameters(args[0] as Tensor);
      if (this.has_uninitialized_params()) {
        throw new RuntimeError(`module ${this._get_name()} has not been fully initialized`);
      }
      Object.setPrototypeOf(this, eager);
      return eager.forward.apply(this, args);
    },
    _load_from_state_dict(...args) {
      const [state, prefix] = args;
      for (const [name, tensor] of tensorsOf(this)) {
        const given = state.get(prefix + name) as Tensor | undefined;
        if (given === undefined || !is_lazy(tensor) || is_lazy(given)) continue;
        no_grad(() => tensor.materialize(given.shape));
      }
      eager._load_from_state_dict.apply(this, args);
    },
  };
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}

function tensorsOf(module: AnyModule): [name: string, tensor: Tensor | null][] {
  return [...valuesOf(module, 'parameter'), ...valuesOf(module, 'buffer')];
}

/** While the layer that it will be is constructed, it has sizes of zero. */
function isComplete(module: LazyModule): boolean {
  if (module.has_uninitialized_params()) return false;
  return valuesOf(module, 'parameter').every(([, tensor]) => tensor === null || tensor.numel() > 0);
}
