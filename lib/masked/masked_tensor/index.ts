/** `torch.masked.maskedtensor`. */
export { is_masked_tensor, MaskedTensor } from './core.js';
export * as core from './files/core.js';
export * as creation from './files/creation.js';
