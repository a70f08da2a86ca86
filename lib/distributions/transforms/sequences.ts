/** Transforms of the parts of a tensor. */
import './inverse.js';
import { itemsOf } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import { cat as concatenated, stack as stacked } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { cat, stack, type Constraint } from '../constraints.js';
import { lazily } from '../lazy.js';
import { _sum_rightmost } from '../utils.js';
import { Transform } from './transform.js';

const takes = {
  cat: signature(`CatTransform(tseq: Sequence[Transform], dim: int = 0, lengths: Sequence[int] = None,
    cache_size: int = 0)`),
  stack: signature('StackTransform(tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0)'),
};

function transformsOf(tseq: readonly Transform[], cache_size: number): Transform[] {
  const all = itemsOf(tseq);
  if (!all.every((each) => each instanceof Transform)) {
    throw new AssertionError('All elements of tseq must be Transform instances');
  }
  return cache_size === 0 ? all : all.map((each) => each.with_cache(cache_size));
}

/** A tensor as messages call it, and as they call its dimensions. */
type Names = readonly [name: string, of: string];

/** Throws an AssertionError where a tensor has no such dimension, or not of this length, `told` as messages say it. */
function checkPart(value: Tensor, dim: number, wanted: number, told: string, [name, of]: Names): void {
  if (dim < -value.dim() || dim >= value.dim()) {
    throw new AssertionError(`dim ${dim} out of range for ${of} with ${value.dim()} dimensions`);
  }
  if (value.size(dim) !== wanted) {
    throw new AssertionError(`${name}.size(${dim}) = ${value.size(dim)} must equal ${told} ${wanted}`);
  }
}

/**
 * Transforms for the parts of a tensor along `dim`, of these lengths (`torch.distributions.transforms.CatTransform`).
 * Throws an AssertionError for what is no transform, another number of lengths, or a tensor of another length.
 */
export class CatTransform extends Transform {
  declare transforms: readonly Transform[];
  declare lengths: readonly number[];
  declare dim: number;

  constructor(...args: typeof takes.cat.args) {
    const { tseq, dim, lengths, cache_size } = takes.cat.read(args);
    const transforms = transformsOf(tseq, cache_size);
    super({ cache_size });
    this.transforms = transforms;
    this.lengths = lengths === null ? transforms.map(() => 1) : itemsOf(lengths);
    if (this.lengths.length !== transforms.length) {
      throw new AssertionError(`lengths (${this.lengths.length}) must match transforms (${transforms.length})`);
    }
    this.dim = dim;
  }

  override get event_dim(): number {
    return lazily<number, 'event_dim'>(this, 'event_dim',
      () => Math.max(...this.transforms.map((each) => each.event_dim)));
  }
  /** How long a tensor is along `dim`. */
  override get length(): number {
    return lazily<number, 'length'>(this, 'length', () => this.lengths.reduce((sum, length) => sum + length, 0));
  }
  protected override _with_cache(cache_size: number): Transform {
    return new CatTransform(this.transforms, this.dim, this.lengths, cache_size);
  }

  #check(value: Tensor, names: Names): void {
    checkPart(value, this.dim, this.length, 'length', names);
  }
  #parts(value: Tensor): Tensor[] {
    let start = 0;
    return this.lengths.map((length) => value.narrow(this.dim, (start += length) - length, length));
  }

  override _call(x: Tensor): Tensor {
    this.#check(x, ['x', 'tensor']);
    return concatenated(this.#parts(x).map((part, i) => this.transforms[i]!(part)), this.dim);
  }
  override _inverse(y: Tensor): Tensor {
    this.#check(y, ['y', 'tensor']);
    return concatenated(this.#parts(y).map((part, i) => this.transforms[i]!.inv(part)), this.dim);
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    this.#check(x, ['x', 'x']);
    this.#check(y, ['y', 'y']);
    const ys = this.#parts(y);
    const terms = this.#parts(x).map((part, i) => {
      const each = this.transforms[i]!;
      const term = each.log_abs_det_jacobian(part, ys[i]!);
      return each.event_dim < this.event_dim ? _sum_rightmost(term, this.event_dim - each.event_dim) : term;
    });
    const dim = (this.dim >= 0 ? this.dim - x.dim() : this.dim) + this.event_dim;
    return dim < 0 ? concatenated(terms, dim) : terms.slice(1).reduce((sum, term) => sum.add(term), terms[0]!.add(0));
  }
  override get bijective(): boolean {
    return this.transforms.every((each) => each.bijective);
  }
  override get domain(): Constraint {
    return cat(this.transforms.map((each) => each.domain), this.dim, this.lengths);
  }
  override get codomain(): Constraint {
    return cat(this.transforms.map((each) => each.codomain), this.dim, this.lengths);
  }
}

/**
 * Transforms for the slices of a tensor along `dim` (`torch.distributions.transforms.StackTransform`). Throws an
 * AssertionError for what is no transform, or a tensor of another length.
 */
export class StackTransform extends Transform {
  declare transforms: readonly Transform[];
  declare dim: number;

  constructor(...args: typeof takes.stack.args) {
    const { tseq, dim, cache_size } = takes.stack.read(args);
    const transforms = transformsOf(tseq, cache_size);
    super({ cache_size });
    this.transforms = transforms;
    this.dim = dim;
  }

  protected override _with_cache(cache_size: number): Transform {
    return new StackTransform(this.transforms, this.dim, cache_size);
  }

  #slices(value: Tensor, names: Names): Tensor[] {
    checkPart(value, this.dim, this.transforms.length, 'len(transforms)', names);
    return this.transforms.map((_, i) => value.select(this.dim, i));
  }

  override _call(x: Tensor): Tensor {
    return stacked(this.#slices(x, ['x', 'tensor']).map((slice, i) => this.transforms[i]!(slice)), this.dim);
  }
  override _inverse(y: Tensor): Tensor {
    return stacked(this.#slices(y, ['y', 'tensor']).map((slice, i) => this.transforms[i]!.inv(slice)), this.dim);
  }
  override log_abs_det_jacobian(x: Tensor, y: Tensor): Tensor {
    const [xs, ys] = [this.#slices(x, ['x', 'x']), this.#slices(y, ['y', 'y'])];
    return stacked(this.transforms.map((each, i) => each.log_abs_det_jacobian(xs[i]!, ys[i]!)), this.dim);
  }
  override get bijective(): boolean {
    return this.transforms.every((each) => each.bijective);
  }
  override get domain(): Constraint {
    return stack(this.transforms.map((each) => each.domain), this.dim);
  }
  override get codomain(): Constraint {
    return stack(this.transforms.map((each) => each.codomain), this.dim);
  }
}
