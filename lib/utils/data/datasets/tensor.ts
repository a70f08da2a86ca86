import { AssertionError, IndexError } from '../../../errors.js';
import { strided } from '../../../layout.js';
import { native } from '../../../binding.js';
import { int32 } from '../../../dtype.js';
import type { Tensor } from '../../../tensor.js';
import { wrap } from '../../../wrap.js';
import { collated, type CollatedSamples } from '../collated.js';
import { portable } from '../portable.js';
import { Dataset } from './dataset.js';

type Row<Tensors extends readonly Tensor[]> = { [K in keyof Tensors]: Tensor };

/**
 * The rows of tensors (`torch.utils.data.TensorDataset`): sample i is the tuple of their rows i. Throws an
 * AssertionError for tensors of different lengths.
 */
export class TensorDataset<Tensors extends readonly Tensor[] = readonly Tensor[]> extends Dataset<Row<Tensors>> {
  readonly tensors: Tensors;

  constructor(...tensors: Tensors) {
    super();
    if (tensors.some((tensor) => tensor.size(0) !== tensors[0]!.size(0))) {
      throw new AssertionError('Size mismatch between tensors');
    }
    this.tensors = tensors;
  }

  __len__(): number {
    if (this.tensors.length === 0) throw new IndexError('tuple index out of range');
    return this.tensors[0]!.size(0);
  }

  override __getitem__(index: number): Row<Tensors> {
    return this.tensors.map((tensor) => tensor.index(index)) as unknown as Row<Tensors>;
  }

  /** The rows, or for `default_collate` all of them in one selection from each tensor. */
  __getitems__(indices: readonly number[]): Iterable<Row<Tensors>> {
    const whole = this.__getitem__ === TensorDataset.prototype.__getitem__ && selectable(this, indices);
    return whole ? new Rows(this, indices) : Array.from(indices, (index) => this.__getitem__(index));
  }
}

/** Whether stacked rows are what index_select gives: an index from the end, or none at all, is a matter of rows. */
function selectable(dataset: TensorDataset, indices: readonly number[]): boolean {
  const length = Math.min(dataset.__len__(), 2 ** 31);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!(Number.isInteger(index) && index >= 0 && index < length)) return false;
  }
  return indices.length > 0 &&
    dataset.tensors.every((tensor) => tensor.layout === strided && !tensor.is_nested && !tensor.requires_grad);
}

class Rows<Tensors extends readonly Tensor[]> implements CollatedSamples<Row<Tensors>> {
  readonly #dataset: TensorDataset<Tensors>;
  readonly #indices: readonly number[];

  constructor(dataset: TensorDataset<Tensors>, indices: readonly number[]) {
    this.#dataset = dataset;
    this.#indices = indices;
  }

  get length(): number {
    return this.#indices.length;
  }

  *[Symbol.iterator](): Iterator<Row<Tensors>> {
    for (const index of this.#indices) yield this.#dataset.__getitem__(index);
  }

  [collated](): Tensor[] {
    const indices = wrap(native.copy_in(Int32Array.from(this.#indices), [this.#indices.length], int32.code));
    return this.#dataset.tensors.map((tensor) => tensor.index_select(0, indices));
  }
}

portable(import.meta.url, { TensorDataset });
