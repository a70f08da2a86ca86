// The suite `gradcheck`, see python/gradcheck.py: what gradcheck and gradgradcheck say of PyTorch's table of operators.

import * as torch from '../../../dist/index.js';
import { mapTensors, tensorsIn } from '../decode.mjs';
import { functions as tables, target } from './ops.mjs';

export const functions = tables;

/** As in python/ops.py. */
const seed = 1234;

/** See replay.mjs. */
export function* perform(call, { entry, form }) {
  const { args, kwargs, options } = call;
  const leaves = [...new Set(tensorsIn([args, kwargs]).filter((tensor) => tensor.requires_grad))];
  const fn = (...given) => {
    const now = (tensor) => given[leaves.indexOf(tensor)] ?? tensor;
    const named = Object.entries(kwargs).map(([name, value]) => [name, mapTensors(value, now)]);
    torch.manual_seed(seed);
    return target(call, entry)(...args.map((each) => mapTensors(each, now)),
      ...(named.length > 0 ? [Object.fromEntries(named)] : []));
  };
  const check = form === 'gradgradcheck' ? torch.autograd.gradgradcheck : torch.autograd.gradcheck;
  yield ['result', () => check(fn, leaves, options)];
}
