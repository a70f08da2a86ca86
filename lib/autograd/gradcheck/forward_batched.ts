import { NotImplementedError } from '../../values/errors.js';
import type { Checked, Inputs } from './tensors.js';

/** Forward-mode derivatives along several vectors at once must be those along one after the other. */
export function checkBatchedForward(_fn: Checked, _inputs: Inputs): void {
  throw new NotImplementedError('gradcheck(): check_batched_forward_grad needs forward-mode derivatives');
}
