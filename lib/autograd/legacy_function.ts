import { NotImplementedError, RuntimeError } from '../values/errors.js';
import { Function } from './function.js';

/** A Function that knows whether it works in place, for old programs (`torch.autograd.function.InplaceFunction`). */
export class InplaceFunction extends Function {
  inplace: boolean;

  constructor(inplace = false) {
    super();
    this.inplace = inplace;
  }
}

/**
 * A Function of an old kind, which was called as an object (`torch.autograd.function.NestedIOFunction`). As in PyTorch
 * it cannot be called any more, and a subclass has to be a {@link Function}.
 */
export class NestedIOFunction extends Function {
  /** What forward was called. */
  forward_extended(..._input: unknown[]): never {
    throw new NotImplementedError('');
  }

  /** What backward was called. */
  backward_extended(..._grad_output: unknown[]): never {
    throw new NotImplementedError('');
  }

  static override apply(): never {
    throw new RuntimeError('Legacy autograd function with non-static forward method is deprecated. Please use new-style ' +
      'autograd function with static forward method. (Example: ' +
      'https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)');
  }
}
