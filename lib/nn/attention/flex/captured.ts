import { requires_grad } from '../../../addon/autograd.js';
import * as dispatch_mode from '../../../addon/dispatch_mode.js';
import { identity } from '../../../addon/tensor_info.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { is_tensor } from '../../../values/is_tensor.js';

const tensorsIn = (values: readonly unknown[]): Tensor[] =>
  values.flat(2).filter((each): each is Tensor => is_tensor(each));

/**
 * What a function gives, and the tensors with a gradient that its operators take and that neither they nor its caller
 * made: those that it captures, the first one first.
 */
export function capturing<T>(given: readonly Tensor[], body: () => T): [result: T, captured: Tensor[]] {
  const made = new Set(given.map(identity));
  const found = new Map<number | bigint, Tensor>();
  // Until the end, so that no tensor's place in memory becomes another's.
  const kept: unknown[] = [];
  const place = dispatch_mode.push(({ args, run }) => {
    for (const each of tensorsIn(args)) {
      const id = identity(each);
      if (!made.has(id) && requires_grad(each)) found.set(id, found.get(id) ?? each);
    }
    const results = run();
    for (const each of tensorsIn(results)) if (!found.has(identity(each))) made.add(identity(each));
    kept.push(results);
    return results;
  });
  try {
    const result = body();
    return [result, [...found.values()]];
  } finally {
    dispatch_mode.pop(place);
  }
}
