import { callable, type Callable } from '../python/callable.js';

class SizeArray extends Array<number> {
  // A known length and plain stores: 30 ns for two dimensions, a quarter of what a changed prototype costs.
  constructor(dims: ArrayLike<number>) {
    super(dims.length);
    for (let i = 0; i < dims.length; i++) this[i] = dims[i]!;
  }

  /** The number of elements of a tensor of this size (`torch.Size.numel`). */
  numel(): number {
    let product = 1;
    for (let i = 0; i < this.length; i++) product *= this[i]!;
    return product;
  }

  // As in Python a part of a Size and a longer Size are Sizes; map, filter and the like make plain arrays.
  override slice(start?: number, end?: number): number[] {
    return sizeOf(super.slice(start, end));
  }

  override concat(...items: (number | ConcatArray<number>)[]): number[] {
    return sizeOf(super.concat(...items));
  }

  override toString(): string {
    return `torch.Size([${this.join(', ')}])`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The lengths of a tensor's dimensions: a read-only array of numbers that prints as PyTorch's does (`torch.Size`). */
export interface Size extends ReadonlyArray<number> {
  /** The number of elements of a tensor of this size. */
  numel(): number;
}

/** Makes a size of any list of numbers, with or without `new`: `torch.Size([2, 3])`. */
export const Size: Callable<[dims?: Iterable<number>], Size> =
  callable('Size', SizeArray.prototype as Size, (dims: Iterable<number> = []) => sizeOf(lengths(dims)));

function lengths(dims: Iterable<number>): number[] {
  const checked: number[] = [];
  if (typeof (dims as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`torch.Size() takes an iterable of 'int', not ${dims === null ? 'null' : typeof dims}`);
  }
  for (const dim of dims) {
    if (!Number.isInteger(dim)) {
      throw new TypeError(`torch.Size() takes an iterable of 'int' (item ${checked.length} is ${typeof dim})`);
    }
    checked.push(dim);
  }
  return checked;
}

/** The Size of an array of lengths, made the fast way: every `t.shape` comes through here. */
export function sizeOf(dims: ArrayLike<number>): Size & number[] {
  return new SizeArray(dims);
}
