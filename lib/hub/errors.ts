/** What opening an address throws in Python (`urllib.error`). */
import { OSError } from '../values/errors.js';

/** An address cannot be reached (`urllib.error.URLError`). */
export class URLError extends OSError {
  override name = 'URLError';
}

/** A server refuses (`urllib.error.HTTPError`). */
export class HTTPError extends URLError {
  override name = 'HTTPError';

  constructor(message: string, readonly code: number, readonly url: string) {
    super(message);
  }
}
