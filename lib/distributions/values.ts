import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { ValueError } from '../values/errors.js';

/** What reads the arguments of a method that takes one. */
export type Takes<T> = { list(args: readonly unknown[]): [T] };

/** The value of a call of a method that takes nothing else. Throws a ValueError for what is no tensor. */
export function valueOf(method: Takes<Tensor>, args: readonly unknown[]): Tensor {
  const [value] = args.length === 1 && is_tensor(args[0]) ? [args[0]] : method.list(args);
  if (!is_tensor(value)) throw new ValueError('The value argument to log_prob must be a Tensor');
  return value;
}
