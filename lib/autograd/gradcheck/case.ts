import type { Tensor } from '../../tensor/tensor.js';
import type { Checked, Inputs } from './tensors.js';

/** One function, looked at with one set of tolerances. */
export interface Case {
  readonly fn: Checked;
  readonly inputs: Inputs;
  /** What the function gave. */
  readonly result: unknown;
  /** Those of its outputs that require a gradient. */
  readonly outputs: readonly Tensor[];
  readonly eps: number;
  readonly atol: number;
  readonly rtol: number;
  readonly nondet_tol: number;
  readonly check_grad_dtypes: boolean;
  /** Elements that a sparse input does not have are no variables. */
  readonly masked: boolean;
}
