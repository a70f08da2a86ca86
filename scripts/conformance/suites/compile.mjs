// The suite `compile`, see python/compile.py: PyTorch's table of operators, each in a function that is recorded.

import { compare, outcomeOf } from '../compile/check.mjs';
import * as torch from '../../../dist/index.js';
import { functions as tables, named, target } from './ops.mjs';

export const functions = tables;

/** See replay.mjs. */
export function* perform(call, about) {
  const fn = target(call, about.entry);
  const given = [];
  const take = (value) => {
    if (value instanceof torch.Tensor) return { place: given.push(value) - 1 };
    if (Array.isArray(value)) return { list: value.map(take), frozen: Object.isFrozen(value) };
    return { value };
  };
  const args = call.args.map(take);
  const kwargs = Object.entries(call.kwargs).map(([name, value]) => [name, take(value)]);
  const give = ({ place, list, frozen, value }, tensors) => {
    if (place !== undefined) return tensors[place];
    if (list === undefined) return value;
    const made = list.map((each) => give(each, tensors));
    return frozen ? Object.freeze(made) : made;
  };
  const called = (...tensors) => fn(...args.map((each) => give(each, tensors)),
    ...named(Object.fromEntries(kwargs.map(([name, each]) => [name, give(each, tensors)]))));
  yield ['compiled', () => {
    const found = compare(called, () => given.map(fresh));
    about.note = outcomeOf(found);
    return found.differs ?? 'equal';
  }];
}

const fresh = (tensor) => tensor.detach().clone().requires_grad_(tensor.requires_grad);
