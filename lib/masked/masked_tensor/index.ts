/** `torch.masked.maskedtensor`. */
export { is_masked_tensor, MaskedTensor } from './core.js';
