import { is_disposed } from '../addon/tensor_info.js';
import * as gradients from '../addon/autograd.js';
import { defaults } from '../values/defaults.js';
import type { TensorBase } from '../addon/tensor_base.js';
import { get_printoptions } from './options.js';
import { printableOf } from './printable.js';
import { printableText } from './tensor_text.js';

export { get_printoptions, set_printoptions, type PrintOptions, type PrintOptionsChange } from './options.js';

/**
 * The text of a tensor, to the character as Python's `repr` gives it. A large tensor's summary reads only the elements
 * that it shows. `isParameter` puts `Parameter containing:` before it.
 */
export function tensor_text(tensor: TensorBase, isParameter = false): string {
  // Whoever prints looks for a fault; a second one is no help.
  if (is_disposed(tensor)) return 'tensor(<disposed>)';
  return textOf(tensor, gradFnName(tensor), isParameter);
}

function textOf(tensor: TensorBase, grad_fn_name: string | null, is_parameter: boolean): string {
  const requires_grad = gradients.requires_grad(tensor);
  const autograd = { requires_grad, grad_fn_name, is_parameter };
  const printable = printableOf(tensor, autograd, (part) => textOf(part, null, false));
  return printableText(printable, get_printoptions(), defaults());
}

/** PyTorch's class name of the function that made the tensor; null for a leaf. */
function gradFnName(tensor: TensorBase): string | null {
  try {
    return gradients.grad_fn_name(tensor);
  } catch {
    // A view that was changed in place where autograd could not see it has lost its history.
    return 'Invalid';
  }
}
