import { native } from './binding.js';
import { signature } from '../arguments/signature.js';
import { RuntimeError } from '../values/errors.js';

/** How many threads one operator on the CPU may use (`torch.get_num_threads`). */
export function get_num_threads(): number {
  return native.get_num_threads();
}

/** Sets how many threads one operator on the CPU may use, for the whole process (`torch.set_num_threads`). */
export const set_num_threads = signature('set_num_threads(num: int) -> None').define((num) => native.set_num_threads(
  checkCount('set_num_threads', num)));

/** How many threads run operators side by side (`torch.get_num_interop_threads`). */
export function get_num_interop_threads(): number {
  return native.get_num_interop_threads();
}

/**
 * Sets how many threads run operators side by side (`torch.set_num_interop_threads`). Throws a RuntimeError once any
 * has run, and the second time.
 */
export const set_num_interop_threads = signature('set_num_interop_threads(num: int) -> None').define((num) => native.set_num_interop_threads(
  checkCount('set_num_interop_threads', num)));

const most = 2 ** 31 - 1;

function checkCount(name: string, count: unknown): number {
  if (typeof count !== 'number' || !Number.isInteger(count)) {
    throw new RuntimeError(`${name} expects an int, but got ${typeof count === 'number' ? 'float' : typeof count}`);
  }
  if (count <= 0 || count > most) throw new RuntimeError(`${name} expects a positive integer`);
  return count;
}
