import { OverflowError } from '../../values/errors.js';

/** An int as the argument of an operator. Throws an OverflowError unless 64 bits hold it, with a sign or without. */
export function operand(integer: bigint): bigint {
  if (integer < -(2n ** 63n)) throw new OverflowError("can't convert negative int to unsigned");
  if (integer >= 2n ** 64n) throw new OverflowError('int too big to convert');
  return integer;
}
