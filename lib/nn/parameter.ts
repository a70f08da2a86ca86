import { inspect } from 'node:util';
import { native } from '../binding.js';
import { callable } from '../callable.js';
import { empty } from '../generated/torch.js';
import { tensor_text } from '../printing/index.js';
import { TensorImpl, type Tensor } from '../tensor.js';
import { TensorBase } from '../tensor_base.js';

class ParameterImpl extends TensorImpl {
  override toString(): string {
    return tensor_text(this, true);
  }
  override [inspect.custom](): string {
    return tensor_text(this, true);
  }
}

/** A tensor that a module trains: a leaf that requires grad (`torch.nn.Parameter`). */
export type Parameter = ParameterImpl;

/**
 * Makes a parameter of a tensor's values, over the same memory and without its history, with or without `new`
 * (`torch.nn.Parameter`); `requires_grad` is true unless said otherwise.
 */
export const Parameter = callable('Parameter', ParameterImpl.prototype as Parameter,
  (data?: Tensor | null, options: { readonly requires_grad?: boolean } | boolean = {}) => {
    const source = data ?? empty(0);
    const requires_grad = typeof options === 'boolean' ? options : (options.requires_grad ?? true);
    const made = new ParameterImpl(native.variable_data(TensorBase.self(source)));
    return made.requires_grad_(requires_grad);
  });
