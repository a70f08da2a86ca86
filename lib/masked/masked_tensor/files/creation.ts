/** `torch.masked.maskedtensor.creation`. */
export { as_masked_tensor, masked_tensor } from '../core.js';
