/** Items of captured tensors: in functions of one score `bias.index(head, q_idx)` reads a place without its number. */
import { is_batched } from '../../../addon/functorch.js';
import { requires_grad } from '../../../addon/autograd.js';
import * as k from '../../../addon/call/kernels.js';
import { tensor as make } from '../../../tensor/factories.js';
import { withItemReader, type Index, type ItemReader } from '../../../tensor/indexing.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { int64 } from '../../../values/dtype.js';
import { is_tensor } from '../../../values/is_tensor.js';
import type { ScoreMod } from './mods.js';

const isPlace = (index: Index): boolean =>
  is_tensor(index) || typeof index === 'bigint' || (typeof index === 'number' && Number.isInteger(index));

const placesOf = (tensor: Tensor, indices: readonly Index[]): Tensor[] => indices.map((index) =>
  (is_tensor(index) ? index as Tensor : make(Number(index), { dtype: int64, device: tensor.device })));

const reader = (change: (tensor: Tensor, places: Tensor[]) => Tensor[]): ItemReader => (tensor, indices) =>
  (indices.length === 0 || !indices.every(isPlace) ? undefined
    : k.index(tensor, change(tensor, placesOf(tensor, indices))));

const asGiven = reader((_, places) => places);

/** Runs a function in which scalar tensors are places. */
export const withPlaces = <T>(body: () => T): T => withItemReader(asGiven, body);

/**
 * The function with an item of its own for each score, also where several scores share one: its gradient is then added
 * up in the order of the scores.
 */
export const eachOnItsOwn = (mod: ScoreMod): ScoreMod => (score, b, h, m, n) => {
  const all = b.add(h).add(m).add(n).mul(0);
  const each = reader((tensor, places) =>
    (is_batched(tensor) || !requires_grad(tensor) ? places : places.map((place) => place.add(all))));
  return withItemReader(each, () => mod(score, b, h, m, n));
};
