// The suite `forward-ad`, see python/forward_ad.py: PyTorch's table of operators with dual numbers.

import * as torch from '../../../dist/index.js';
import { mapTensors, tensorsIn } from '../decode.mjs';
import { functions as tables, target } from './ops.mjs';

export const functions = tables;

const { dual_level, make_dual, unpack_dual } = torch.autograd.forward_ad;

const takesTangent = (tensor) =>
  (tensor.is_floating_point() || tensor.is_complex()) && tensor.layout === torch.strided;

/** See replay.mjs. */
export function* perform(call, { entry, form }) {
  const { kwargs, method, tangents } = call;
  yield ['result', () => dual_level(() => {
    let at = 0;
    const dual = (value) => mapTensors(value, (tensor) => {
      if (!takesTangent(tensor)) return tensor;
      return make_dual(form === 'inplace' ? tensor.clone() : tensor, tangents[at++]);
    });
    const args = call.args.map(dual);
    const names = Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [name, dual(value)]));
    const named = Object.keys(names).length > 0 ? [names] : [];
    torch.manual_seed(1234);
    const result = form === 'inplace'
      ? args[0][method](...args.slice(1), ...named) : target(call, entry)(...args, ...named);
    return tensorsIn(result).map((each) => [...unpack_dual(each)]);
  })];
}
