import { full } from '../tensor/factories.js';
import { xlogy } from '../special.js';
import { float64 } from '../values/dtype.js';
import { ValueError } from '../values/errors.js';

/**
 * Python's `math.log(x)`, which is the C library's: a single element of xlogy asks that too. V8's own differs in the
 * last bit for one number of sixteen. Throws a ValueError for what is not above 0.
 */
export function logarithm(x: number): number {
  if (x <= 0) throw new ValueError('math domain error');
  return xlogy(1, full([], x, { dtype: float64 })).item();
}
