export { JITException } from '../values/errors.js';

/** libtorch cannot go on (`torch.FatalError`). */
export class FatalError extends Error {
  override name = 'FatalError';
}
