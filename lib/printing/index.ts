import { is_disposed, is_nested } from '../addon/tensor_info.js';
import { op } from '../addon/call/op.js';
import { layers } from '../addon/doors.js';
import { wrapper_of } from '../addon/functorch.js';
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
  const text = (): string => wrapperText(tensor) ?? textOf(tensor, gradFnName(tensor), isParameter);
  return layers.func_depth() === 0 ? text() : layers.func_without_layers(text);
}

/** The text of a wrapper that a function transform put around a tensor; undefined for one without. */
function wrapperText(tensor: TensorBase): string | undefined {
  const wrapper = wrapper_of(tensor);
  if (wrapper === undefined) return undefined;
  const { kind, level, bdim } = wrapper;
  const inside = tensor_text(wrapper.value);
  const indented = inside.replace(/^(?=.)/gm, '    ');
  if (kind === 'batched') return `BatchedTensor(lvl=${level}, bdim=${bdim}, value=\n${indented}\n)`;
  if (kind === 'grad') return `GradTrackingTensor(lvl=${level}, value=\n${indented}\n)`;
  return `FunctionalTensor(lvl=${level}, value=\\\n${inside})`;
}

/** The text of a dual tensor's tangent; null where there is none. */
function tangentText(tensor: TensorBase): string | null {
  const level = layers.dual_depth() - 1;
  if (level < 0) return null;
  const [, tangent] = op<[TensorBase, TensorBase | null]>('aten::_unpack_dual')(tensor, level);
  return tangent && tensor_text(tangent);
}

function textOf(
  tensor: TensorBase, grad_fn_name: string | null, is_parameter: boolean,
  requires_grad = gradients.requires_grad(tensor),
): string {
  const autograd = { requires_grad, grad_fn_name, is_parameter, tangent: tangentText(tensor) };
  const printable = printableOf(tensor, autograd, (part) =>
    // The rows of a nested tensor say what it says.
    textOf(part, null, false, requires_grad && is_nested(tensor)));
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
