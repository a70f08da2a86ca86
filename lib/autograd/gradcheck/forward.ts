import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError } from '../../values/errors.js';
import type { Step } from './numerical.js';
import type { Checked, Inputs } from './tensors.js';

/** By inputs and outputs, the Jacobians by forward-mode derivatives; along `allU` if that is given. */
export function forwardJacobians(
  _fn: Checked, _inputs: Inputs, _outputs: readonly unknown[], _checkDtypes: boolean, _allU?: readonly Step[],
): Tensor[][] {
  throw new NotImplementedError('gradcheck(): check_forward_ad needs forward-mode derivatives');
}
