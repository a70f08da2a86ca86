import { native } from '../addon/binding.js';
import { defaults } from '../values/defaults.js';
import type { Handle } from '../addon/native.js';
import { TensorBase } from '../addon/tensor_base.js';
import { get_printoptions } from './options.js';
import { printableOf } from './printable.js';
import { printableText } from './tensor_text.js';

export { get_printoptions, set_printoptions, type PrintOptions, type PrintOptionsChange } from './options.js';

/**
 * The text of a tensor, to the character as Python's `repr` gives it. A large tensor's summary reads only the elements
 * that it shows. `isParameter` puts `Parameter containing:` before it.
 */
export function tensor_text(tensor: TensorBase, isParameter = false): string {
  const handle = TensorBase.self(tensor);
  // Whoever prints looks for a fault; a second one is no help.
  if (native.is_disposed(handle)) return 'tensor(<disposed>)';
  return textOf(tensor, gradFnName(handle), isParameter);
}

function textOf(tensor: TensorBase, grad_fn_name: string | null, is_parameter: boolean): string {
  const requires_grad = native.requires_grad(TensorBase.self(tensor));
  const autograd = { requires_grad, grad_fn_name, is_parameter };
  const printable = printableOf(tensor, autograd, (part) => textOf(part, null, false));
  return printableText(printable, get_printoptions(), defaults());
}

/** PyTorch's class name of the function that made the tensor; null for a leaf. */
function gradFnName(handle: Handle): string | null {
  try {
    return native.grad_fn_name(handle);
  } catch {
    // A view that was changed in place where autograd could not see it has lost its history.
    return 'Invalid';
  }
}
