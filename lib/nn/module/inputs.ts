import { signature } from '../../arguments/signature.js';

/** What calls of a layer may give: a signature with the names of PyTorch's `forward`. */
export const inputs: unique symbol = Symbol('inputs');

/** That of the most. */
export const oneInput = signature('forward(self, input: Tensor) -> Tensor');

/** That of layers which hand on what they get, of any type. */
export const anyInput = signature('forward(self, input: Any) -> Any');

/** The same, of a known type. */
export interface InputOf<T> {
  readonly args: [input: T] | [options: { input: T }];
  readonly forms: [[input: T], [options: { input: T }]];
}

interface Inputs {
  readonly name: string;
  list(args: readonly unknown[], shownName?: string): readonly unknown[];
}

/** The prototypes of PyTorch's layers. */
const layers = new WeakSet<object>();

/** Calls of these classes read names from now on, and of those that extend one without a forward of their own. */
export function readNames(classes: Iterable<unknown>): void {
  for (const each of classes) if (typeof each === 'function') layers.add(each.prototype as object);
}

/** The arguments of a call by position, of a `forward` that PyTorch has; others read theirs. */
export function positional(module: object, args: readonly unknown[]): readonly unknown[] {
  const taken = (module as { readonly [inputs]?: Inputs })[inputs];
  const layer = taken && layerOf(module);
  if (layer === undefined) return args;
  const { name } = taken!;
  return taken!.list(args, name.includes('.') ? name : `${layer.constructor.name}.${name}`);
}

/** The name of the class whose `forward` a module has, by PyTorch's. */
export function layerName(module: object): string {
  return (layerOf(module) ?? module).constructor.name;
}

/** The class whose `forward` it is; undefined for one that a user has written. */
function layerOf(module: object): object | undefined {
  let found: object | undefined;
  for (let each: object | null = module; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    if (layers.has(each)) found = each;
    if (Object.hasOwn(each, 'forward')) break;
  }
  return found;
}
