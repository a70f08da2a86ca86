/** Trees of inputs, taken apart by a shape that is known (torch/fx/_pytree.py). */
import { isMap, isPlainObject } from '../python/objects.js';
import { spec_pprint, type Spec } from '../functorch/pytree.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';

/** The leaves of `tree`, which must be of the shape `spec`. Throws a RuntimeError for another one. */
export function tree_flatten_spec(tree: unknown, spec: Spec): unknown[] {
  if (spec === null) return [tree];
  const wrong = (): RuntimeError => new RuntimeError(
    `the inputs have another structure than those that were traced: expected ${spec_pprint(spec)}, got ${typeName(tree)}`);
  if (spec.keys === null) {
    if (!Array.isArray(tree) || tree.length !== spec.children.length) throw wrong();
    return spec.children.flatMap((child, i) => tree_flatten_spec((tree as unknown[])[i], child));
  }
  const has = isMap(tree) ? (key: unknown) => tree.has(key)
    : isPlainObject(tree) ? (key: unknown) => String(key) in tree : () => false;
  if (!spec.keys.every(has)) throw wrong();
  const valueOf = (key: unknown): unknown =>
    (isMap(tree) ? tree.get(key) : (tree as Record<string, unknown>)[String(key)]);
  return spec.keys.flatMap((key, i) => tree_flatten_spec(valueOf(key), spec.children[i]!));
}
