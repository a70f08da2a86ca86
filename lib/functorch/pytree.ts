/**
 * Trees of tensors: arrays (Python's tuples and lists), plain objects (dicts) and maps are nodes, everything else is a
 * leaf, null too (`torch.utils._pytree`).
 */
import { isBuiltin, isMap, isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { Size } from '../values/size.js';

/** The shape of a tree; null is a leaf. */
export type Spec = Node | null;

interface Node {
  /** As Python names the type. */
  readonly type: string;
  /** Of dicts. */
  readonly keys: readonly unknown[] | null;
  readonly children: readonly Spec[];
  readonly leaves: number;
  make(children: unknown[]): unknown;
}

interface Parts {
  readonly type: string;
  readonly keys: readonly unknown[] | null;
  readonly children: readonly unknown[];
  make(children: unknown[]): unknown;
}

/** A frozen array, which stands for a tuple, stays one. */
const itself = (children: unknown[]): unknown => children;

function partsOf(tree: unknown): Parts | null {
  if (typeof tree !== 'object' || tree === null || tree instanceof Size) return null;
  if (Array.isArray(tree)) {
    const make_ = Object.isFrozen(tree) ? Object.freeze : itself;
    if (isBuiltin(tree)) return { type: 'tuple', keys: null, children: tree as unknown[], make: make_ };
    // A named tuple: whatever its class takes, this is what its objects are.
    const prototype = Object.getPrototypeOf(tree) as object;
    const make = (children: unknown[]): unknown => Object.setPrototypeOf([...children], prototype);
    return { type: tree.constructor.name, keys: null, children: tree as unknown[], make };
  }
  if (isPlainObject(tree)) {
    const keys = Object.keys(tree);
    const make = (children: unknown[]): unknown => Object.fromEntries(keys.map((key, i) => [key, children[i]]));
    return { type: 'dict', keys, children: Object.values(tree), make };
  }
  if (!isMap(tree)) return null;
  const keys = [...tree.keys()];
  const Dict = tree.constructor as new (entries: Iterable<readonly [unknown, unknown]>) => unknown;
  const make = (children: unknown[]): unknown => new Dict(keys.map((key, i) => [key, children[i]]));
  return { type: isBuiltin(tree) ? 'dict' : Dict.name, keys, children: [...tree.values()], make };
}

function flattenInto(tree: unknown, leaves: unknown[]): Spec {
  const parts = partsOf(tree);
  if (parts === null) {
    leaves.push(tree);
    return null;
  }
  const before = leaves.length;
  const children = parts.children.map((child) => flattenInto(child, leaves));
  return { type: parts.type, keys: parts.keys, children, leaves: leaves.length - before, make: parts.make };
}

/** The leaves in order, and the shape that {@link tree_unflatten} makes the tree of again. */
export function tree_flatten(tree: unknown): [leaves: unknown[], spec: Spec] {
  const leaves: unknown[] = [];
  const spec = flattenInto(tree, leaves);
  return [leaves, spec];
}

export function tree_leaves(tree: unknown): unknown[] {
  const leaves: unknown[] = [];
  flattenInto(tree, leaves);
  return leaves;
}

export function tree_unflatten(leaves: readonly unknown[], spec: Spec): unknown {
  let at = 0;
  const build = (node: Spec): unknown => (node === null ? leaves[at++] : node.make(node.children.map(build)));
  return build(spec);
}

/** The same tree with other leaves. */
export function tree_map<T>(tree: T, change: (leaf: unknown) => unknown): T;
export function tree_map(tree: unknown, change: (leaf: unknown) => unknown): unknown {
  const parts = partsOf(tree);
  if (parts === null) return change(tree);
  return parts.make(parts.children.map((child) => tree_map(child, change)));
}

/** The leaf of `tree` for each leaf of `spec`: a leaf stands for a whole branch. Null where the shapes differ. */
export function broadcast_to_and_flatten(tree: unknown, spec: Spec): unknown[] | null {
  const parts = partsOf(tree);
  if (parts === null) return Array<unknown>(spec === null ? 1 : spec.leaves).fill(tree);
  if (spec === null || parts.type !== spec.type || parts.children.length !== spec.children.length) return null;
  if (!sameKeys(parts.keys, spec.keys)) return null;
  const all: unknown[] = [];
  for (const [i, child] of parts.children.entries()) {
    const leaves = broadcast_to_and_flatten(child, spec.children[i]!);
    if (leaves === null) return null;
    all.push(...leaves);
  }
  return all;
}

function sameKeys(a: readonly unknown[] | null, b: readonly unknown[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((key, i) => key === b[i]);
}

export function same_spec(a: Spec, b: Spec): boolean {
  if (a === null || b === null) return a === b;
  return a.type === b.type && a.children.length === b.children.length && sameKeys(a.keys, b.keys) &&
    a.children.every((child, i) => same_spec(child, b.children[i]!));
}

/** As Python prints a shape: `TreeSpec(tuple, None, [*, *])`, with a line for each child but the first. */
export function spec_text(spec: Spec, indent = 0): string {
  if (spec === null) return '*';
  const inner = indent + 2;
  const children = spec.children.map((child) => spec_text(child, inner));
  return `TreeSpec(${spec.type}, ${spec.keys === null ? 'None' : py_repr(spec.keys)}, ` +
    `[${children.join(`,\n${' '.repeat(inner)}`)}])`;
}

/** The tree itself, with stars for leaves: `(*, {'a': *})`. */
export function spec_pprint(spec: Spec): string {
  if (spec === null) return '*';
  const children = spec.children.map(spec_pprint);
  if (spec.keys !== null) return `{${spec.keys.map((key, i) => `${py_repr(key)}: ${children[i]}`).join(', ')}}`;
  return children.length === 1 ? `(${children[0]},)` : `(${children.join(', ')})`;
}
