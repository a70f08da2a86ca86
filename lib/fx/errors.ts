/** What tracing throws. */
import { ValueError } from '../values/errors.js';

/** A program asked a value that is not there yet (`torch.fx.proxy.TraceError`). */
export class TraceError extends ValueError {
  override name = 'TraceError';
}
