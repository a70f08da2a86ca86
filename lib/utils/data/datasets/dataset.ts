import { AssertionError, IndexError, NotImplementedError, ValueError } from '../../../values/errors.js';
import type { ChainDatasetArguments, ConcatDatasetArguments } from '../../../generated/signatures/utils.js';
import { signature } from '../../../arguments/signature.js';
import { portable } from '../portable.js';
import { itemOf, lengthIfAny, lengthOf, Measured, type TensorRows } from '../sized.js';

/**
 * What a loader needs of a dataset with keys: `__getitem__`, and `__len__` where samplers ask for it; or an array, a
 * typed array, a tensor, whose samples are its rows, or a Map.
 */
export type MapDataset<Sample> =
  | { __getitem__(key: never): Sample; __len__?(): number; __getitems__?(keys: never): Iterable<Sample> }
  | readonly Sample[]
  | { readonly BYTES_PER_ELEMENT: number; readonly length: number; readonly [index: number]: Sample }
  | ReadonlyMap<unknown, Sample>
  | TensorRows<Sample>;

/** A dataset with keys, or a stream of samples. */
export type DatasetLike<Sample> = MapDataset<Sample> | IterableDataset<Sample>;

/**
 * The base of datasets that map a key to a sample (`torch.utils.data.Dataset`). A subclass has `__getitem__(index)`
 * and, for samplers and `length`, `__len__()`; it may have `__getitems__(indices)`, which makes the samples of a batch
 * together. `dataset.index(i)` is Python's `dataset[i]`, `dataset.length` its `len(dataset)`.
 */
export class Dataset<Sample = unknown> extends Measured {
  /** The sample of a key. Throws a NotImplementedError in the base class. */
  __getitem__(_index: number): Sample {
    throw new NotImplementedError('Subclasses of Dataset should implement __getitem__.');
  }

  /** The sample of a key (Python's `dataset[index]`). */
  index(index: number): Sample {
    return this.__getitem__(index);
  }

  /** Both datasets, one after the other: `dataset + other`. */
  add<Other>(other: MapDataset<Other>): Dataset<Sample | Other> {
    return new ConcatDataset<Sample | Other>([this, other]);
  }

  /** The samples in order: up to `__len__`, or to the first IndexError, as Python iterates. */
  *[Symbol.iterator](): Iterator<Sample> {
    const length = lengthIfAny(this) ?? Infinity;
    for (let i = 0; i < length; i++) {
      let sample: Sample;
      try {
        sample = this.__getitem__(i);
      } catch (error) {
        if (error instanceof IndexError) return;
        throw error;
      }
      yield sample;
    }
  }
}

/**
 * The base of datasets that are a stream of samples (`torch.utils.data.IterableDataset`). A subclass has
 * `[Symbol.iterator]`, Python's `__iter__`. With workers every worker iterates over a copy of its own:
 * `get_worker_info()` tells a copy which part is its.
 */
export class IterableDataset<Sample = unknown> extends Dataset<Sample> {
  /** Both streams, one after the other: `dataset + other`. */
  override add<Other>(other: DatasetLike<Other>): Dataset<Sample | Other> {
    return new ChainDataset<Sample | Other>([this, other as IterableDataset<Other>]);
  }

  /** The samples. Throws a NotImplementedError in the base class. */
  override [Symbol.iterator](): Iterator<Sample> {
    throw new NotImplementedError('Subclasses of IterableDataset should implement [Symbol.iterator].');
  }
}

const takes = {
  ConcatDataset: signature('ConcatDataset[Sample](datasets: Iterable[MapDataset[Sample]])'),
  ChainDataset: signature('ChainDataset[Sample](datasets: Iterable[IterableDataset[Sample]])'),
};

/** Several datasets as one, one after the other (`torch.utils.data.ConcatDataset`). */
export class ConcatDataset<Sample = unknown> extends Dataset<Sample> {
  readonly datasets: readonly MapDataset<Sample>[];
  /** The number of samples in the datasets up to each one. */
  readonly cumulative_sizes: readonly number[];

  /** The running sums of the lengths. */
  static cumsum(datasets: Iterable<unknown>): number[] {
    let sum = 0;
    return Array.from(datasets, (dataset) => (sum += lengthOf(dataset)));
  }

  /** Throws an AssertionError for no dataset and for an IterableDataset. */
  constructor(...args: ConcatDatasetArguments<Sample>) {
    super();
    this.datasets = [...takes.ConcatDataset.read(args).datasets] as MapDataset<Sample>[];
    if (this.datasets.length === 0) throw new AssertionError('datasets should not be an empty iterable');
    if (this.datasets.some((dataset) => dataset instanceof IterableDataset)) {
      throw new AssertionError('ConcatDataset does not support IterableDataset');
    }
    this.cumulative_sizes = ConcatDataset.cumsum(this.datasets);
  }

  __len__(): number {
    return this.cumulative_sizes.at(-1)!;
  }

  /** Throws a ValueError for an index beyond the start, an IndexError for one beyond the end. */
  override __getitem__(index: number): Sample {
    let place = index;
    if (place < 0) {
      place += this.__len__();
      if (place < 0) throw new ValueError('absolute value of index should not exceed dataset length');
    }
    const found = this.cumulative_sizes.findIndex((end) => place < end);
    if (found < 0) throw new IndexError('list index out of range');
    return itemOf(this.datasets[found]!, found === 0 ? place : place - this.cumulative_sizes[found - 1]!);
  }
}

/** Several streams as one, one after the other (`torch.utils.data.ChainDataset`). */
export class ChainDataset<Sample = unknown> extends IterableDataset<Sample> {
  readonly datasets: Iterable<IterableDataset<Sample>>;

  constructor(...args: ChainDatasetArguments<Sample>) {
    super();
    this.datasets = takes.ChainDataset.read(args).datasets as Iterable<IterableDataset<Sample>>;
  }

  /** Throws an AssertionError when it comes to a dataset that is no IterableDataset. */
  override *[Symbol.iterator](): Iterator<Sample> {
    for (const dataset of this.datasets) yield* streamed(dataset);
  }

  __len__(): number {
    let total = 0;
    for (const dataset of this.datasets) total += lengthOf(streamed(dataset));
    return total;
  }
}

function streamed<Sample>(dataset: IterableDataset<Sample>): IterableDataset<Sample> {
  if (dataset instanceof IterableDataset) return dataset;
  throw new AssertionError('ChainDataset only supports IterableDataset');
}

portable(import.meta.url, { ChainDataset, ConcatDataset });
