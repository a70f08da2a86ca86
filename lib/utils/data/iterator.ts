import { ranged } from '../../autograd/profiler/record_function.js';
import { AssertionError } from '../../values/errors.js';
import { warn } from '../../python/warnings.js';
import { createFetch, exhausted, type Fetch } from './fetch.js';
import { IterableDataset } from './datasets/dataset.js';
import type { LoaderSettings } from './loader_options.js';
import { pin_memory, pinning } from './pin_memory.js';
import { randomSeed } from './seed.js';
import { lengthOf } from './sized.js';

/** One pass over a loader's batches: to be iterated over, or asked for one batch after the other. */
export abstract class LoaderIterator<Batch> implements IterableIterator<Batch> {
  protected readonly settings: LoaderSettings;
  protected readonly pinned: boolean;
  protected keys: Iterator<unknown>;
  /** Seeds the workers. Drawn without workers too: later random numbers have to be the same with and without. */
  protected readonly base_seed: bigint;
  readonly #promised: () => number | undefined;
  #yielded = 0;

  /** `promised` gives the length of the stream as the loader has told it, if anyone has asked. */
  constructor(settings: LoaderSettings, promised: () => number | undefined) {
    this.settings = settings;
    this.#promised = promised;
    this.pinned = pinning(settings.pin_memory, settings.pin_memory_device);
    this.keys = keysOf(settings);
    this.base_seed = randomSeed(settings.generator);
  }

  /** `len(iterator)`: how many batches the epoch has. */
  get length(): number {
    return lengthOf(this.settings.batch_sampler ?? this.settings.sampler);
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Batch, undefined> {
    return ranged(() => {
      const kind = this.settings.num_workers === 0 ? '_SingleProcessDataLoaderIter' : '_MultiProcessingDataLoaderIter';
      return `enumerate(DataLoader)#${kind}.__next__`;
    }, () => this.#next());
  }

  #next(): IteratorResult<Batch, undefined> {
    const batch = this.nextBatch();
    if (batch === exhausted) return { done: true, value: undefined };
    this.#yielded++;
    this.#warnOfLength();
    return { done: false, value: batch as Batch };
  }

  /** Called where a loop is left early. */
  return(): IteratorResult<Batch, undefined> {
    return { done: true, value: undefined };
  }

  /** The next batch, or {@link exhausted}. */
  protected abstract nextBatch(): unknown;

  restart(): void {
    this.keys = keysOf(this.settings);
    this.#yielded = 0;
  }

  #warnOfLength(): void {
    const { dataset, num_workers } = this.settings;
    const promised = dataset instanceof IterableDataset ? this.#promised() : undefined;
    if (promised === undefined || this.#yielded <= promised) return;
    const workers = num_workers === 0
      ? ''
      : 'For multiprocessing data-loading, this could be caused by not properly configuring the IterableDataset ' +
        'replica at each worker. Please see https://pytorch.org/docs/stable/data.html' +
        '#torch.utils.data.IterableDataset for examples.';
    warn('UserWarning',
      `Length of IterableDataset ${(dataset as object).constructor.name} was reported to be ${promised}` +
        `(when accessing len(dataloader)), but ${this.#yielded} samples have been fetched. ${workers}`);
  }
}

function keysOf({ batch_sampler, sampler }: LoaderSettings): Iterator<unknown> {
  return (batch_sampler ?? sampler)[Symbol.iterator]();
}

/** The iterator without workers: makes each batch when it is asked for. */
export class SingleThreadIterator<Batch> extends LoaderIterator<Batch> {
  readonly #fetch: Fetch;

  constructor(settings: LoaderSettings, promised: () => number | undefined) {
    super(settings, promised);
    if (settings.timeout !== 0) throw new AssertionError('_SingleProcessDataLoaderIter requires timeout == 0');
    const { dataset, batch_sampler, collate_fn, drop_last } = settings;
    this.#fetch = createFetch(dataset, batch_sampler !== null, collate_fn, drop_last, false);
  }

  protected override nextBatch(): unknown {
    const { done, value } = this.keys.next();
    if (done) return exhausted;
    const batch = this.#fetch(value);
    return this.pinned && batch !== exhausted ? pin_memory(batch) : batch;
  }
}
