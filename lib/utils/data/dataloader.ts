/** `torch.utils.data.dataloader`. */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';
import { ValueError } from '../../values/errors.js';
import type { Generator } from '../../tensor/generator.js';
import type { Collated } from './collate.js';
import { IterableDataset, type DatasetLike } from './datasets/dataset.js';
import { SingleThreadIterator } from './iterator.js';
import { loaderSettings, type DataLoaderOptions, type LoaderSettings } from './loader_options.js';
import { lengthOf } from './sized.js';
import { WorkersIterator } from './workers_iterator.js';

export { default_collate, default_convert } from './collate.js';
export type { DataLoaderOptions } from './loader_options.js';
export { get_worker_info } from './worker/info.js';
export type { WorkerInfo } from './worker/info.js';

type PositionalArguments<Sample, Batch> = [
  batch_size?: number | null,
  shuffle?: boolean | null,
  sampler?: DataLoaderOptions['sampler'],
  batch_sampler?: DataLoaderOptions['batch_sampler'],
  num_workers?: number,
  collate_fn?: DataLoaderOptions<Sample, Batch>['collate_fn'],
  pin_memory?: boolean,
  drop_last?: boolean,
  timeout?: number,
  worker_init_fn?: DataLoaderOptions['worker_init_fn'],
  multiprocessing_context?: null,
  generator?: DataLoaderOptions['generator'],
];

// As a method's type, so that a loader of anything in particular is a loader of unknown things.
type Collate<Sample, Batch> = { collate(samples: Sample[]): Batch }['collate'];

/**
 * Batches of a dataset's samples, to be iterated over once an epoch (`torch.utils.data.DataLoader`):
 * `for (const [images, labels] of loader)`. Options follow PyTorch's; see {@link DataLoaderOptions}. The order and the
 * random numbers drawn are PyTorch's for the same seed. `Batch` is what `collate_fn` gives; with `batch_size: null`
 * name it: `new DataLoader<Sample, Sample>(…)`. Throws ValueErrors in PyTorch's words for options that exclude others.
 */
export class DataLoader<
  Sample = unknown, Batch = Collated<Sample>, Source extends DatasetLike<Sample> = DatasetLike<Sample>,
> implements Iterable<Batch> {
  declare readonly dataset: Source;
  declare readonly batch_size: number | null;
  declare readonly drop_last: boolean;
  declare readonly sampler: Iterable<unknown>;
  declare readonly batch_sampler: Iterable<readonly unknown[]> | null;
  declare readonly persistent_workers: boolean;
  declare num_workers: number;
  declare collate_fn: Collate<Sample, Batch>;
  declare pin_memory: boolean;
  declare pin_memory_device: string;
  declare timeout: number;
  declare worker_init_fn: ((worker_id: number) => void) | null;
  declare generator: Generator | null;
  declare prefetch_factor: number | null;
  declare in_order: boolean;
  /** Workers are threads: there is nothing to choose. */
  readonly multiprocessing_context = null;
  #promisedLength: number | undefined;
  #persistent: WorkersIterator<Batch> | undefined;

  constructor(dataset: DatasetLike<Sample> & Source, options?: DataLoaderOptions<Sample, Batch>);
  constructor(options: DataLoaderOptions<Sample, Batch> & { readonly dataset: DatasetLike<Sample> & Source });
  constructor(
    dataset: DatasetLike<Sample> & Source, batch_size: number | null,
    options: Omit<DataLoaderOptions<Sample, Batch>, 'batch_size'>);
  constructor(dataset: DatasetLike<Sample> & Source, ...args: PositionalArguments<Sample, Batch>);
  constructor(...args: unknown[]) {
    const settings = loaderSettings(args);
    Object.assign(this, settings);
    for (const name of fixed) fix(this, name, settings[name]);
  }

  /** A new pass over the data. */
  [Symbol.iterator](): IterableIterator<Batch> {
    const settings = this as unknown as LoaderSettings;
    const promised = (): number | undefined => this.#promisedLength;
    if (this.num_workers === 0) return new SingleThreadIterator<Batch>(settings, promised);
    if (!this.persistent_workers) return new WorkersIterator<Batch>(settings, promised);
    if (this.#persistent === undefined) this.#persistent = new WorkersIterator<Batch>(settings, promised);
    else this.#persistent.restart();
    return this.#persistent;
  }

  /**
   * `len(loader)`: how many batches an epoch has. For a stream an estimate from its `__len__`. Throws a TypeError where
   * the dataset or the sampler has no length.
   */
  get length(): number {
    const { dataset, batch_size, drop_last, batch_sampler, sampler } = this;
    if (!(dataset instanceof IterableDataset)) return lengthOf(batch_sampler ?? sampler);
    const length = lengthOf(dataset);
    this.#promisedLength = length;
    if (batch_size === null) return length;
    return drop_last ? Math.floor(length / batch_size) : Math.ceil(length / batch_size);
  }
}

// What the samplers were made from; setting it later would have no effect.
const fixed = ['batch_size', 'batch_sampler', 'sampler', 'drop_last', 'dataset', 'persistent_workers'] as const;

function fix(loader: object, name: string, value: unknown): void {
  Object.defineProperty(loader, name, {
    enumerable: true,
    get: () => value,
    set: () => {
      throw new ValueError(
        `${name} attribute should not be set after ${loader.constructor.name} is initialized`);
    },
  });
}
