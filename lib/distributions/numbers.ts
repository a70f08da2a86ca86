/** Numbers beside tensors: what Python tells apart by `isinstance(x, Number)`, and arithmetic over both. */
import { rsub } from '../generated/torch.js';
import type { Tensor } from '../tensor/tensor.js';

/** What Python calls a Number: not a tensor. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
}

/** a + b. */
export function plus(a: Tensor | number, b: Tensor | number): Tensor | number {
  if (!isNumber(a)) return a.add(b);
  return isNumber(b) ? a + b : b.add(a);
}

/** a - b. */
export function minus(a: Tensor | number, b: Tensor | number): Tensor | number {
  if (!isNumber(a)) return a.sub(b);
  return isNumber(b) ? a - b : rsub(b, a);
}

/** a * b. */
export function times(a: Tensor | number, b: Tensor | number): Tensor | number {
  if (!isNumber(a)) return a.mul(b);
  return isNumber(b) ? a * b : b.mul(a);
}

/** Python's `round(x)`: to the nearest whole number, ties to the even one. */
export function rounded(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
