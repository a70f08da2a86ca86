/** `torch.cuda.amp.common`. */
import { signature } from '../../arguments/signature.js';
import { is_available } from '../init.js';

/**
 * Whether mixed precision on a GPU is out of the question (`torch.cuda.amp.common.amp_definitely_not_available`): there
 * is none, and torch_xla, which PyTorch asks for too, has no counterpart here.
 */
export const amp_definitely_not_available = signature('amp_definitely_not_available() -> bool').define(
  () => !is_available());
