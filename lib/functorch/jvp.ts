import { layers } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import { wrap_for_grad } from '../addon/functorch.js';
import { callable, must } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { dual_level, make_dual, unpack_dual, with_fwd_grad } from '../autograd/forward_ad.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { places_of, type Argnums } from './argnums.js';
import { same_spec, spec_text, tree_flatten, tree_map, tree_unflatten } from './pytree.js';
import { check_outputs, output_and_aux, undo_differentiable } from './wrappers.js';
import { class_text } from './words.js';
import type { AnyFunction } from './vmap.js';

export type { AnyFunction } from './vmap.js';

type Call = (...args: readonly unknown[]) => unknown;

const api = 'jvp(f, primals, tangents)';

const takes = signature(
  'jvp(func: AnyFunction, primals: object, tangents: object, *, strict: bool = False, has_aux: bool = False)');

interface Pushed {
  readonly output: unknown;
  readonly tangent: unknown;
  readonly aux: unknown;
}

interface JvpOptions {
  readonly strict: boolean;
  readonly has_aux: boolean;
}

function check_tensors(list: readonly unknown[], name: string): asserts list is readonly Tensor[] {
  if (list.length === 0) throw new RuntimeError(`${api}: Expected ${name} to contain at least one Tensor.`);
  for (const each of list) {
    if (is_tensor(each)) continue;
    throw new RuntimeError(`${api}: Expected ${name} to only contain Tensors, got ${class_text(each)}`);
  }
}

function dual_parts(dual: Tensor, strict: boolean): [Tensor, Tensor] {
  const { primal, tangent } = unpack_dual(dual);
  if (tangent !== null) return [primal, tangent];
  if (strict) {
    throw new RuntimeError('jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. ' +
      'This is not allowed with strict=True.');
  }
  return [primal, op('aten::zeros_like')(primal)];
}

/** The innermost layer of forward mode in layers of its kind shares the one level that there is. */
function in_dual_level<T>(body: () => T): T {
  const nested = layers.func_depth() > 1 && layers.func_layers().filter(({ kind }) => kind === 'jvp').length > 1;
  return nested ? body() : dual_level(body);
}

/** jvp with respect to the primals at `argnums`, or to all. */
export function jvp_of(
  func: AnyFunction, primals: unknown, tangents: unknown, argnums: Argnums | null, { strict, has_aux }: JvpOptions,
): Pushed {
  if (!Array.isArray(primals)) {
    throw new RuntimeError(`${api}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).`);
  }
  const given = primals as readonly unknown[];
  const places = argnums === null ? null : places_of(argnums, given.length);
  const wanted = places === null ? given : places.map((place) => given[place]);
  const [flat, spec] = tree_flatten(wanted);
  const [flat_tangents, tangents_spec] = tree_flatten(tangents);
  if (!same_spec(spec, tangents_spec)) {
    throw new RuntimeError(`${api}: Expected primals and tangents to have the same python structure. For example, if ` +
      'primals is a tuple of 3 tensors, tangents also must be. Got primals with structure ' +
      `${spec_text(spec)} and tangents with structure ${spec_text(tangents_spec)}`);
  }
  check_tensors(flat, 'primals');
  check_tensors(flat_tangents, 'tangents');
  const [values, directions]: [readonly Tensor[], readonly Tensor[]] = [flat, flat_tangents];
  return layers.func_jvp((level) => with_fwd_grad(true, () => in_dual_level(() => {
    const duals = tree_unflatten(values.map((primal, i) => make_dual(primal, directions[i]!)), spec) as unknown[];
    const value = must(func as Call, callable)(...placed(given, places, duals, level));
    const [output, aux] = has_aux ? output_and_aux(value, api) : [value, null];
    const [outputs, output_spec] = tree_flatten(output);
    const undo = <T>(tree: T): T => undo_differentiable(tree, level);
    const undone_aux = has_aux ? undo(aux) : null;
    check_outputs(outputs, api);
    const list: readonly Tensor[] = outputs;
    const parts = list.map((each) => dual_parts(each, strict));
    return {
      output: tree_unflatten(undo(parts.map(([primal]) => primal)), output_spec),
      tangent: tree_unflatten(undo(parts.map(([, tangent]) => tangent)), output_spec),
      aux: undone_aux,
    };
  })));
}

/** The arguments of the function: duals in their places, the others in the level's wrappers. */
function placed(
  given: readonly unknown[], places: readonly number[] | null, duals: readonly unknown[], level: number,
): readonly unknown[] {
  if (places === null) return duals;
  const args = tree_map(given, (leaf) => (is_tensor(leaf) ? wrap_for_grad(leaf, level) : leaf)).slice();
  for (const [i, place] of places.entries()) args[place] = duals[i];
  return args;
}

/**
 * The output of `func(...primals)` and its derivative in the direction of `tangents`: `[output, tangent]`, with
 * `has_aux` `[output, tangent, aux]` (`torch.func.jvp`). Throws a RuntimeError where the two lists differ in shape;
 * with `strict`, for an output that does not depend on the primals.
 */
export function jvp<A extends unknown[], R>(
  func: (...args: A) => R, primals: readonly [...A], tangents: readonly [...A],
  options?: { readonly strict?: boolean; readonly has_aux?: false },
): [R, R];
export function jvp<A extends unknown[], R, X>(
  func: (...args: A) => readonly [R, X], primals: readonly [...A], tangents: readonly [...A],
  options: { readonly strict?: boolean; readonly has_aux: true },
): [R, R, X];
export function jvp(...args: unknown[]): unknown {
  const [func, primals, tangents, strict, has_aux] = takes.list(args);
  const { output, tangent, aux } = jvp_of(func, primals, tangents, null, { strict, has_aux });
  return has_aux ? [output, tangent, aux] : [output, tangent];
}
