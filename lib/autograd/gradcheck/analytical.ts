import { contiguous_format } from '../../values/memory_format.js';
import { view_as_real, zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { Complex } from '../../values/complex.js';
import { strided } from '../../values/layout.js';
import { grad } from '../backward.js';
import { GradcheckError, nondeterministic } from './messages.js';
import { inputsThatRequireGrad, matricesForInputs, sameSizes, type Inputs } from './tensors.js';
import type { Step } from './numerical.js';

type Grads = (Tensor | null)[];
type Vjp = (gradOutput: Tensor) => Grads;

export const dense = (like: Tensor): Tensor => zeros_like(like, { memory_format: contiguous_format });

export const vjpOf = (output: Tensor, inputs: readonly Tensor[]): Vjp => (start) =>
  grad(output, inputs, { grad_outputs: start, retain_graph: true, allow_unused: true });

/** For each input, the gradients by each element of the output. */
export function rowsOf(vjp: Vjp, output: Tensor): Grads[] {
  const start = dense(output);
  const flat = start.view(-1);
  const rows: Grads[] = [];
  for (let j = 0; j < flat.numel(); j++) {
    flat.zero_();
    flat.select(0, j).fill_(1);
    vjp(start).forEach((each, k) => (rows[k] ??= []).push(each?.clone() ?? null));
  }
  return rows;
}

export interface Stacked {
  readonly matrices: Tensor[];
  readonly sizesMatch: boolean;
  readonly typesMatch: boolean;
}

export function stacked(rows: readonly Grads[], inputs: Inputs, columns: number): Stacked {
  const matrices = matricesForInputs(inputs, columns);
  const differentiated = inputsThatRequireGrad(inputs);
  let sizesMatch = true;
  let typesMatch = true;
  rows.forEach((list, k) => {
    const input = differentiated[k]!;
    list.forEach((each, j) => {
      const column = matrices[k]!.select(1, j);
      if (each === null) {
        column.zero_();
        return;
      }
      if (!sameSizes(each, input)) sizesMatch = false;
      else if (each.dtype !== input.dtype) typesMatch = false;
      const whole = each.layout === strided ? each : each.to_dense();
      if (column.numel() !== whole.numel()) {
        throw new AssertionError(`Expected out_jacobian column to have ${whole.numel()} elements, but got ${column.numel()}`);
      }
      column.copy_(whole.reshape(-1));
    });
  });
  return { matrices, sizesMatch, typesMatch };
}

export const equalWithin = (a: readonly Tensor[], b: readonly Tensor[], tolerance: number): boolean =>
  // As there, NaN is no difference.
  !a.some((each, k) => each.numel() > 0 && Number(each.sub(b[k]!).abs().max().item()) > tolerance);

/** The Jacobians of one output, or v times them, computed twice: both must be the same. */
export function checkedJacobians(
  inputs: Inputs, output: Tensor, nondet_tol: number, check_grad_dtypes: boolean, v?: Tensor,
): Tensor[] {
  const vjp = vjpOf(output, inputsThatRequireGrad(inputs));
  const once = (): Grads[] => (v === undefined
    ? rowsOf(vjp, output.clone())
    : vjp(v.reshape(output.shape)).map((each) => [each?.clone() ?? null]));
  const columns = v === undefined ? output.numel() : 1;
  const first = stacked(once(), inputs, columns);
  const second = stacked(once(), inputs, columns);
  // PyTorch takes these two for each other.
  if (!first.sizesMatch && check_grad_dtypes) throw new GradcheckError('Gradient has dtype mismatch');
  if (!first.typesMatch) throw new GradcheckError('Analytical gradient has incorrect size');
  if (!equalWithin(first.matrices, second.matrices, nondet_tol)) {
    throw new GradcheckError('Backward is not reentrant, i.e., running backward with same input and grad_output multiple ' +
      'times gives different values, although analytical gradient matches numerical gradient.The tolerance for ' +
      `nondeterminism was ${Number.isInteger(nondet_tol) ? nondet_tol.toFixed(1) : nondet_tol}.${nondeterministic}`);
  }
  return first.matrices;
}

/** By outputs and inputs, v J u. */
export function analyticalVju(
  inputs: Inputs, outputs: readonly Tensor[], nondet_tol: number, check_grad_dtypes: boolean, allV: readonly Tensor[],
  allU: readonly Step[],
): Tensor[][] {
  return outputs.slice(0, allV.length).map((output, k) =>
    checkedJacobians(inputs, output, nondet_tol, check_grad_dtypes, allV[k]).map((each, j) => {
      const row = each.t().squeeze(0);
      const u = allU[j]!;
      if (!row.is_complex()) return row.dot(u as Tensor);
      const [re, im] = u as readonly [Tensor, Tensor];
      const parts = view_as_real(row.resolve_conj());
      return parts.select(-1, 0).dot(re).add(parts.select(-1, 1).dot(im).mul(new Complex(0, 1)));
    }));
}
