import { AssertionError, IndexError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { collated, type CollatedSamples } from '../collated.js';
import { canSelect, selectRows } from '../items.js';
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
    const whole = this.__getitem__ === TensorDataset.prototype.__getitem__ && canSelect(this.tensors, indices);
    return whole ? new Rows(this, indices) : Array.from(indices, (index) => this.__getitem__(index));
  }
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
    return selectRows(this.#dataset.tensors, this.#indices);
  }
}

portable(import.meta.url, { TensorDataset });
