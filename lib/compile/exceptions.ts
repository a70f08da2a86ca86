/** `torch._dynamo.exc`: what goes wrong where functions are compiled. */
import { RuntimeError } from '../values/errors.js';

/** Everything that is thrown because a function is compiled (`torch._dynamo.exc.TorchDynamoException`). */
export class TorchDynamoException extends RuntimeError {
  override name = 'TorchDynamoException';
}

/** With `fullgraph` a part of a function cannot be replayed (`torch._dynamo.exc.Unsupported`). */
export class Unsupported extends TorchDynamoException {
  override name = 'Unsupported';
}

/** There is no backend of this name (`torch._dynamo.exc.InvalidBackend`). */
export class InvalidBackend extends TorchDynamoException {
  override name = 'InvalidBackend';
}

/**
 * A function was recorded as often as it may be, and that was to be an error
 * (`torch._dynamo.exc.FailOnRecompileLimitHit`).
 */
export class FailOnRecompileLimitHit extends TorchDynamoException {
  override name = 'FailOnRecompileLimitHit';
}
