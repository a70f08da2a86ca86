import { NotImplementedError } from '../../../values/errors.js';
import { portable } from '../portable.js';
import type { SubsetArguments } from '../../../generated/signatures/utils.js';
import { signature } from '../../../arguments/signature.js';
import { itemsOf } from '../items.js';
import { itemOf, lengthOf, listOf } from '../sized.js';
import { Dataset, type MapDataset } from './dataset.js';

const takes = signature('Subset[Sample](dataset: MapDataset[Sample], indices: ArrayLike[int] | Tensor)');

/**
 * The samples of a dataset at chosen indices, a list or a tensor of them (`torch.utils.data.Subset`). A subclass that
 * overrides `__getitem__` has to override `__getitems__` too, which loaders call; else the constructor throws a
 * NotImplementedError.
 */
export class Subset<Sample = unknown> extends Dataset<Sample> {
  readonly dataset: MapDataset<Sample>;
  readonly indices: ArrayLike<number>;

  constructor(...args: SubsetArguments<Sample>) {
    super();
    const [dataset, indices] = takes.list(args);
    this.dataset = dataset as MapDataset<Sample>;
    this.indices = listOf(indices);
    const { __getitem__, __getitems__ } = Subset.prototype;
    if (this.__getitem__ !== __getitem__ && this.__getitems__ === __getitems__) {
      throw new NotImplementedError(
        `${this.constructor.name} overrides __getitem__ but not __getitems__. ` +
          'When subclassing Subset and overriding __getitem__, you must also override ' +
          '__getitems__ to ensure DataLoader works correctly with your custom logic. A simple implementation:\n\n' +
          '__getitems__(indices) {\n  return indices.map((index) => this.__getitem__(index));\n}');
    }
  }

  __len__(): number {
    return lengthOf(this.indices);
  }

  override __getitem__(index: number): Sample {
    return itemOf(this.dataset, itemOf(this.indices, index));
  }

  /** The samples of a batch, made together where the dataset can do so. */
  __getitems__(indices: readonly number[]): Iterable<Sample> {
    const inner = Array.from(indices, (index) => itemOf(this.indices, index));
    return itemsOf(this.dataset, inner);
  }
}

portable(import.meta.url, { Subset });
