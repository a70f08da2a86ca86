// The suite `func`, see python/func.py: PyTorch's table of operators in torch.func's transforms.

import * as torch from '../../../dist/index.js';
import { tree_flatten, tree_leaves, tree_unflatten } from '../../../dist/functorch/pytree.js';
import { tensorsIn } from '../decode.mjs';
import { functions as tables, target } from './ops.mjs';

export const functions = tables;

/** As in python/ops.py. */
const seed = 1234;
const { grad, jvp, vjp, vmap } = torch.func;

/** See replay.mjs. */
export function* perform(call, { entry, form }) {
  const fn = target(call, entry);
  const named = Object.keys(call.kwargs).length > 0 ? [call.kwargs] : [];
  if (form.startsWith('vmap')) return yield* asVmap((...args) => fn(...args, ...named), call);
  const at = (...given) => {
    const args = [...call.args];
    for (const [i, place] of call.places.entries()) args[place] = given[i];
    return fn(...args, ...named);
  };
  const primals = call.places.map((place) => call.args[place]);
  if (form === 'jvp') yield ['result', () => jvp(at, primals, [...call.tangents])];
  else if (form === 'vjp') yield* asVjp(at, primals, call.cotangents);
  else yield ['result', () => grad((...given) => sumOf(at(...given)), primals.map((_, i) => i))(...primals)];
}

/** Python's sum begins with the number 0. */
function sumOf(outputs) {
  const parts = tensorsIn(outputs).filter((each) => each.is_floating_point() && each.requires_grad);
  return parts.reduce((sum, each) => (sum === 0 ? each.sum().add(0) : sum.add(each.sum())), 0);
}

function* asVmap(fn, { args, dims, once }) {
  const result = yield ['result', () => vmap(fn, dims, 0, 'different')(...args)];
  if (result === undefined) return;
  yield ['loop', () => {
    torch.manual_seed(seed);
    const one = tensorsIn(fn(...once));
    return tensorsIn(result).every((batch, i) => near(batch, one[i]));
  }];
}

function near(batch, one) {
  if (String(batch.shape.slice(1)) !== String(one.shape)) return false;
  if (!one.is_floating_point() && !one.is_complex()) return batch.unbind().every((row) => torch.equal(row, one));
  const wide = one.to(torch.complex128);
  return batch.unbind().every((row) =>
    torch.allclose(row.to(torch.complex128), wide, { rtol: 1e-3, atol: 1e-4, equal_nan: true }));
}

function* asVjp(fn, primals, cotangents) {
  let pull;
  const output = yield ['result', () => {
    const [value, pulls] = vjp(fn, ...primals);
    pull = pulls;
    return value;
  }];
  // A named tuple came as an object.
  if (output === undefined) return;
  yield ['pulled', () => pull(tree_unflatten(tree_leaves(cotangents), tree_flatten(output)[1]))];
}
