import { allclose, ne, result_type } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkedJacobians } from './analytical.js';
import type { Case } from './case.js';
import { forwardJacobians } from './forward.js';
import { GradcheckError, notClose, type Part } from './messages.js';
import { numericalJacobians } from './numerical.js';
import { densified, listOf } from './tensors.js';

/** Whether two are equal within tolerances, in the dtype of both. */
export function close(a: Tensor, b: Tensor, rtol: number, atol: number): boolean {
  const dtype = result_type(a, b);
  return allclose(a.to({ dtype }), b.to({ dtype }), rtol, atol);
}

/** Compares whole Jacobians, element by element. */
export function slowCheck(it: Case, part: Part): void {
  const { fn, inputs, outputs, eps, atol, rtol, masked, nondet_tol, check_grad_dtypes } = it;
  const results = listOf(it.result) as Tensor[];
  if (outputs.length === 0) {
    checkConstant(it, results, part.forward);
    return;
  }
  const byInput = numericalJacobians(fn, masked ? inputs : densified([...inputs]), results, eps, part.forward);
  const numerical = results.map((_, i) => byInput.map((row) => row[i]!)).filter((_, i) => results[i]!.requires_grad);
  const compare = (a: Tensor, n: Tensor, i: number, j: number): void => {
    if (!close(a, n.to({ device: a.device }), rtol, atol)) throw new GradcheckError(notClose(a, n, i, j, part));
  };
  if (part.forward) {
    const analytical = forwardJacobians(fn, inputs, results, check_grad_dtypes);
    numerical.forEach((row, i) => row.forEach((n, j) => compare(analytical[j]![i]!, n, i, j)));
    return;
  }
  outputs.forEach((output, i) => checkedJacobians(inputs, output, nondet_tol, check_grad_dtypes)
    .slice(0, numerical[i]!.length).forEach((a, j) => compare(a, numerical[i]![j]!, i, j)));
}

/** What has no derivative must not change either. */
function checkConstant({ fn, inputs, eps }: Case, results: readonly Tensor[], forward: boolean): void {
  for (const row of numericalJacobians(fn, inputs, results, eps, forward)) {
    for (const each of row) {
      if (Number(ne(each, 0).sum().item()) > 0) {
        throw new GradcheckError('Numerical gradient for function expected to be zero');
      }
    }
  }
}
