import type { Index } from '../../../tensor/indexing.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { AttributeError, IndexError, ValueError } from '../../../values/errors.js';
import { typeName } from '../../../values/type_name.js';
import { BasePruningMethod, provideContainers, type PruningType } from './method.js';

/** Several ways to prune one tensor, one after another (`torch.nn.utils.prune.PruningContainer`). */
export class PruningContainer extends BasePruningMethod implements Iterable<BasePruningMethod> {
  // A container is never in another one.
  /** What `compute_mask` is shown of a tensor that has been pruned before. */
  declare PRUNING_TYPE: PruningType;
  #methods: readonly BasePruningMethod[] = [];

  constructor(...args: readonly BasePruningMethod[]) {
    super();
    if (args.length === 1 && args[0]!._tensor_name !== undefined) this._tensor_name = args[0]!._tensor_name;
    for (const method of args) this.add_pruning_method(method);
  }

  get _pruning_methods(): readonly BasePruningMethod[] {
    return this.#methods;
  }

  /** Throws a TypeError for what is no method, a ValueError for one of another tensor. */
  add_pruning_method(method: BasePruningMethod): void {
    if (!(method instanceof BasePruningMethod)) {
      throw new TypeError(`<class '${typeName(method)}'> is not a BasePruningMethod subclass`);
    }
    if (this._tensor_name !== method._tensor_name) {
      throw new ValueError(`Can only add pruning methods acting on the parameter named '${this._tensor_name}' to ` +
        `PruningContainer. Found '${method._tensor_name}'`);
    }
    this.#methods = [...this.#methods, method];
  }

  /** How many there are. */
  get length(): number {
    return this.#methods.length;
  }

  /** The i-th method; a negative one counts from the end. */
  at(i: number): BasePruningMethod | undefined {
    return this.#methods.at(i);
  }

  [Symbol.iterator](): IterableIterator<BasePruningMethod> {
    return this.#methods[Symbol.iterator]();
  }

  /** The mask of the last method, which sees only what is left, together with that of those before. */
  override compute_mask(t: Tensor, default_mask: Tensor): Tensor {
    const method = this.#methods.at(-1)!;
    const mask = default_mask.to(t.dtype);
    const seen = visible(method, t, default_mask);
    const partial = method.compute_mask(t.index(...seen), default_mask.index(...seen));
    mask.index_put_([...seen], partial.to(mask.dtype));
    return mask;
  }
}

/** The part of a tensor, as an index, that a method may still prune. */
function visible(method: BasePruningMethod, t: Tensor, mask: Tensor): Index[] {
  if (method.PRUNING_TYPE === 'unstructured') return [mask.eq(1)];
  const all: Index[] = Array.from({ length: t.dim() }, () => ':' as const);
  if (method.PRUNING_TYPE === 'global') return all;
  if (method.PRUNING_TYPE !== 'structured') {
    throw new ValueError(`Unrecognized PRUNING_TYPE ${String(method.PRUNING_TYPE)}`);
  }
  const given = (method as BasePruningMethod & { dim?: number }).dim;
  if (given === undefined) {
    throw new AttributeError(
      'Pruning methods of PRUNING_TYPE "structured" need to have the attribute `dim` defined.');
  }
  const dim = given < 0 ? given + t.dim() : given;
  if (dim < 0) throw new IndexError(`Index is out of bounds for tensor with dimensions ${t.dim()}`);
  const others = all.map((_, i) => i).filter((i) => i !== dim);
  all[dim] = mask.sum(others).ne(0);
  return all;
}

provideContainers({
  is: (method): method is PruningContainer => method instanceof PruningContainer,
  of: (method) => new PruningContainer(method),
});
