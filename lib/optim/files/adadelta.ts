/** `torch.optim.adadelta`. */
export { Adadelta, type AdadeltaOptions } from '../adadelta.js';
export { adadelta } from '../functional/adaptive.js';
