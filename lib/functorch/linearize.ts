import { callable, having, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { Size } from '../values/size.js';
import { dual_level, make_dual, unpack_dual } from '../autograd/forward_ad.js';
import { op } from '../addon/call/op.js';
import { is_tensor } from '../values/is_tensor.js';
import { jvp_of } from './jvp.js';
import { same_spec, spec_text, tree_flatten, tree_map, tree_unflatten } from './pytree.js';
import { recorded, type Replay } from './recording.js';
import type { AnyFunction } from './vmap.js';

export type { AnyFunction } from './vmap.js';

const takes = signature('linearize(func: AnyFunction, *primals: object)', { AnyFunction: callable });
const has = (name: string) => having(name, (value) => typeof value === 'object' && value !== null && name in value);
const [primal, shaped] = [has('new_empty'), has('shape')];

/**
 * The output of `func(...primals)`, and the function that gives its derivative in the direction of tangents
 * (`torch.func.linearize`): `[output, jvp_fn]`. `func` runs twice, now; `jvp_fn` only computes what depends on the
 * tangents. Throws a RuntimeError, when it is called, for tangents that differ from the primals in shape, dtype or
 * device.
 */
export function linearize<A extends unknown[], R>(func: (...args: A) => R, ...primals: A): [R, (...tangents: A) => R];
export function linearize(...given: unknown[]): unknown {
  const [func, primals] = takes.list(given) as unknown as [AnyFunction, readonly unknown[]];
  const output = (func as (...args: readonly unknown[]) => unknown)(...primals);
  const [flat, spec] = tree_flatten(primals) as [Tensor[], ReturnType<typeof tree_flatten>[1]];
  for (const each of flat) must(each, primal);
  const linear = linear_map(func, primals, flat);
  const jvp_fn = (...tangents: unknown[]): unknown => {
    const [list, tangents_spec] = tree_flatten(tangents) as [Tensor[], typeof spec];
    if (!same_spec(spec, tangents_spec)) {
      throw new RuntimeError(`Expected the tangents ${spec_text(tangents_spec)} to have the same argspec as the primals ` +
        spec_text(spec));
    }
    for (const [i, tangent] of list.entries()) check_tangent(i, must(tangent, shaped), flat[i]!);
    if (linear === null) return jvp_of(func, primals, tangents, null, { strict: false, has_aux: false }).tangent;
    const found = linear(list).values();
    // What is no tensor comes back as it was.
    return tree_map(output, (leaf) => (is_tensor(leaf) ? found.next().value : leaf));
  };
  return [output, jvp_fn];
}

/**
 * What `func` does to tangents, written down while it runs once more; null where that cannot be seen: with tensors that
 * have no storage, such as sparse ones.
 */
function linear_map(func: AnyFunction, primals: readonly unknown[], flat: readonly Tensor[]): Replay | null {
  if (!flat.every(is_tensor)) return null;
  const tangents = flat.map((each) => op('aten::new_zeros')(each, []).expand_as(each));
  return recorded(tangents, () => dual_level(() => {
    const duals = flat.map((each, i) => make_dual(each, tangents[i]!));
    const spec = tree_flatten(primals)[1];
    const [outputs] = tree_flatten((func as (...args: readonly unknown[]) => unknown)(
      ...(tree_unflatten(duals, spec) as unknown[])));
    return outputs.filter(is_tensor).map((each) => {
      const { primal, tangent } = unpack_dual(each as Tensor);
      return tangent ?? op('aten::zeros_like')(primal);
    });
  }));
}

function check_tangent(index: number, tangent: Tensor, primal: Tensor): void {
  const differs = (what: string, of_tangent: unknown, of_primal: unknown): RuntimeError =>
    new RuntimeError(`tangent:${index} with ${what} ${String(of_tangent)} in flattened pytree doesn't match the ` +
      `${what} ${String(of_primal)} of the corresponding primal.`);
  if (tangent.dim() !== primal.dim() || tangent.shape.some((size, i) => size !== primal.shape[i])) {
    throw differs('shape', new Size(tangent.shape), new Size(primal.shape));
  }
  if (String(tangent.device) !== String(primal.device)) throw differs('device', tangent.device, primal.device);
  if (tangent.dtype !== primal.dtype) throw differs('dtype', tangent.dtype, primal.dtype);
}
