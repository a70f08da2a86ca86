import { callable, having } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { ValueError } from '../../values/errors.js';
import { equalWithin, rowsOf, stacked, vjpOf } from './analytical.js';
import { jacobiansByInput, numericalJacobians } from './numerical.js';
import { inputsThatRequireGrad, listOf, type Checked } from './tensors.js';

const deprecated = (name: string): void =>
  warn('FutureWarning', `\`${name}\` was part of PyTorch's private API and not meant to be exposed. We are deprecating it ` +
    'and it will be removed in a future version of PyTorch. If you have a specific use for this or feature request for ' +
    'this to be a stable API, please file us an issue at https://github.com/pytorch/pytorch/issues/new');

function checkGradOut(name: string, grad_out: number): void {
  if (grad_out === 1) return;
  throw new ValueError(`Expected grad_out to be 1.0. ${name} no longer supports values of grad_out != 1.0.`);
}

/**
 * The Jacobians of a function that takes its inputs as one list, by central differences: one for each input
 * (`torch.autograd.gradcheck.get_numerical_jacobian`, deprecated there).
 */
export const get_numerical_jacobian = signature(`get_numerical_jacobian(fn: Checked, inputs: Any, target: Any = None,
  eps: float = 1e-3, grad_out: float = 1.0) -> list[Tensor]`, { Checked: callable }).define((fn, inputs, target, eps, grad_out) => {
  deprecated('get_numerical_jacobian');
  checkGradOut('get_numerical_jacobian', grad_out);
  const packed = (...given: unknown[]): unknown => fn(given as never);
  const found = numericalJacobians(packed as Checked, listOf(inputs), null, eps, false, target ?? inputs);
  return found.map((row) => row[0]!);
});

/** The Jacobians of all outputs by one input, by central differences. */
export const get_numerical_jacobian_wrt_specific_input = signature(`get_numerical_jacobian_wrt_specific_input(fn: Checked,
  input_idx: int, inputs: Any, outputs: Any, eps: float, input: Tensor = None, is_forward_ad: bool = False)
  -> list[Tensor]`, { Checked: callable }).define((fn, input_idx, inputs, outputs, eps, input, is_forward_ad) => {
  const given = listOf(inputs);
  return jacobiansByInput(
    fn, input_idx, given, listOf(outputs), eps, input ?? given[input_idx] as Tensor, is_forward_ad);
});

/**
 * The Jacobians of one output by backward, and whether a second backward gave the same, of the right sizes and dtypes
 * (`torch.autograd.gradcheck.get_analytical_jacobian`, deprecated there).
 */
export const get_analytical_jacobian = signature(`get_analytical_jacobian(inputs: Any, output: Tensor,
  nondet_tol: float = 0.0, grad_out: float = 1.0) -> tuple[list[Tensor], bool, bool, bool]`, { output: having('is_complex', is_tensor) }).define((
  inputs, output, nondet_tol, grad_out,
) => {
  deprecated('get_analytical_jacobian');
  checkGradOut('get_analytical_jacobian', grad_out);
  if (output.is_complex()) {
    throw new ValueError('Expected output to be non-complex. get_analytical_jacobian no longer supports functions that ' +
      'return complex outputs.');
  }
  const given = listOf(inputs);
  const vjp = vjpOf(output, inputsThatRequireGrad(given));
  const first = stacked(rowsOf(vjp, output.clone()), given, output.numel());
  const second = stacked(rowsOf(vjp, output.clone()), given, output.numel());
  // In PyTorch's order, in which sizes and dtypes are taken for each other.
  return [first.matrices, equalWithin(first.matrices, second.matrices, nondet_tol), first.typesMatch, first.sizesMatch];
});
