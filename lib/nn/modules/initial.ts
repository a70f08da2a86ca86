import { no_grad } from '../../autograd/grad_mode.js';
import type { Tensor } from '../../tensor.js';

/** Fills a parameter with uniform values, without history. */
export function uniform_(tensor: Tensor, from: number, to: number): Tensor {
  return no_grad(() => tensor.uniform_(from, to));
}
