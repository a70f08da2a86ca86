/** `torch.masked.maskedtensor.core`. */
export { is_masked_tensor, MaskedTensor } from '../core.js';
