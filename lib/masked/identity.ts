import { float32, uint8 } from '../values/dtype.js';
import { AssertionError, NotImplementedError } from '../values/errors.js';
import { Complex } from '../values/complex.js';
import { tensor } from '../tensor/factories.js';
import { iinfo } from '../tensor/type_info.js';
import type { Tensor } from '../tensor/tensor.js';

/** A function whose masked-out elements get a value: the name of a reduction, `ord` that of a norm. */
export interface Reduction {
  readonly name: string;
  readonly ord?: number | null;
}

/** What a masked-out element becomes, so that the result is as if it were not there; null where no value does that. */
export function identityOf({ name, ord }: Reduction, input: Tensor): Tensor | null {
  const { dtype, device } = input;
  const scalar = (value: number | bigint | Complex, type = dtype): Tensor =>
    tensor(value as number, { dtype: type, device });
  const isInteger = dtype === uint8 || (!input.is_floating_point() && input.is_signed());
  switch (name) {
    case 'sum':
      return scalar(0);
    case 'prod':
      return scalar(1);
    case 'amax':
    case 'argmax':
    case 'logaddexp':
    case 'logsumexp':
      if (input.is_floating_point()) return scalar(-Infinity);
      if (name === 'logsumexp' && input.is_complex()) return scalar(new Complex(-Infinity, 0));
      if (isInteger) return scalar(iinfo(dtype).min);
      break;
    case 'amin':
    case 'argmin':
      if (input.is_floating_point()) return scalar(Infinity);
      if (isInteger) return scalar(iinfo(dtype).max);
      break;
    case 'norm':
      if (ord !== -Infinity) return scalar(0);
      if (!input.is_floating_point()) throw new AssertionError(`input must be floating point, got ${dtype}`);
      return scalar(Infinity);
    case 'median':
      // What nanmedian leaves out.
      return scalar(NaN, input.is_floating_point() ? dtype : float32);
    case 'mean':
    case 'var':
    case 'std':
      return null;
  }
  throw new NotImplementedError(`identity of ${name} on ${dtype} input`);
}
