import { availableParallelism } from 'node:os';
import { ValueError } from '../../values/errors.js';
import type { Generator } from '../../tensor/generator.js';
import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import { default_collate, default_convert } from './collate.js';
import { IterableDataset, type DatasetLike } from './datasets/dataset.js';
import type { CollateFunction } from './fetch.js';
import { BatchSampler, RandomSampler, Sampler, SequentialSampler } from './sampler.js';
import { py_str, type Sized } from './sized.js';

/** The options of a DataLoader; all but the last four may also be given by position, in this order. */
export interface DataLoaderOptions<Sample = unknown, Batch = unknown> {
  /** How many samples a batch has, 1 by default; null for no batches: the loader gives single samples. */
  readonly batch_size?: number | null;
  /** Whether each epoch has an order of its own, drawn at random. */
  readonly shuffle?: boolean | null;
  /** The order of the keys; not together with `shuffle`. */
  readonly sampler?: Iterable<unknown> | null;
  /** The keys of each batch; not together with `batch_size`, `shuffle`, `sampler` and `drop_last`. */
  readonly batch_sampler?: Iterable<readonly unknown[]> | null;
  /** How many worker threads make the batches; 0: this thread does. */
  readonly num_workers?: number;
  /** Makes a batch of a list of samples: `default_collate`, or without batches `default_convert`. */
  readonly collate_fn?: ((samples: Sample[]) => Batch) | null;
  /** Whether batches are put into pinned memory, from which copies to a GPU are faster. */
  readonly pin_memory?: boolean;
  /** Whether a last batch with fewer samples is left out. */
  readonly drop_last?: boolean;
  /** How many seconds to wait for a worker's batch at most; 0: as long as the worker lives. */
  readonly timeout?: number;
  /** Called in each worker with its number, after seeding and before the first batch. */
  readonly worker_init_fn?: ((worker_id: number) => void) | null;
  /** Must be left out: workers are threads of this process, and there is no other way to start them. */
  readonly multiprocessing_context?: null;
  /** Draws the order and the workers' seeds; the default generator if not given. */
  readonly generator?: Generator | null;
  /** How many batches each worker makes in advance: 2. */
  readonly prefetch_factor?: number | null;
  /** Whether workers, with their copies of the dataset, live as long as the loader. */
  readonly persistent_workers?: boolean;
  /** Deprecated in PyTorch too: the current GPU is used. */
  readonly pin_memory_device?: string;
  /** Whether batches come in the sampler's order also where another worker's is ready sooner; true by default. */
  readonly in_order?: boolean;
}

const takes = signature(`DataLoader(
  dataset: DatasetLike[Any], batch_size: int | None = 1, shuffle: bool = None, sampler: Iterable[Any] = None,
  batch_sampler: Iterable[Sequence[Any]] = None, num_workers: int = 0, collate_fn: CollateFunction = None,
  pin_memory: bool = False, drop_last: bool = False, timeout: float = 0, worker_init_fn: Callable[[int], void] = None,
  multiprocessing_context: Any = None, generator: Generator = None, *, prefetch_factor: int = None,
  persistent_workers: bool = False, pin_memory_device: str = "", in_order: bool = True)`);

/** A loader's settings with all defaults filled in. */
export interface LoaderSettings {
  readonly dataset: DatasetLike<unknown>;
  readonly batch_size: number | null;
  readonly drop_last: boolean;
  readonly sampler: Iterable<unknown>;
  readonly batch_sampler: Iterable<readonly unknown[]> | null;
  readonly num_workers: number;
  readonly collate_fn: CollateFunction;
  readonly pin_memory: boolean;
  readonly pin_memory_device: string;
  readonly timeout: number;
  readonly worker_init_fn: ((worker_id: number) => void) | null;
  readonly generator: Generator | null;
  readonly prefetch_factor: number | null;
  readonly persistent_workers: boolean;
  readonly in_order: boolean;
}

/** Checks a loader's arguments as PyTorch does, in its order and words. */
export function loaderSettings(args: readonly unknown[]): LoaderSettings {
  const options = takes.read(args);
  const { dataset, num_workers, timeout, persistent_workers } = options;
  if (!(num_workers >= 0)) {
    throw new ValueError(
      'num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.');
  }
  if (!Number.isInteger(num_workers)) throw new TypeError(`num_workers must be int, not ${typeof num_workers}`);
  if (timeout < 0) throw new ValueError('timeout option should be non-negative');
  const prefetch_factor = prefetching(num_workers, options.prefetch_factor);
  if (persistent_workers && num_workers === 0) {
    throw new ValueError('persistent_workers option needs num_workers > 0');
  }
  refuseContext(options.multiprocessing_context, num_workers);
  const order = orderOf(dataset, options);
  const batched = order.batch_sampler !== null;
  if (num_workers > 0) warnOfMany(num_workers);
  return {
    ...order, dataset, num_workers, timeout, persistent_workers, prefetch_factor,
    pin_memory: options.pin_memory,
    pin_memory_device: options.pin_memory_device,
    worker_init_fn: options.worker_init_fn,
    generator: options.generator,
    in_order: options.in_order,
    collate_fn: options.collate_fn ?? ((batched ? default_collate : default_convert) as CollateFunction),
  };
}

function prefetching(num_workers: number, factor: number | null): number | null {
  if (num_workers === 0 && factor !== null) {
    throw new ValueError(
      'prefetch_factor option could only be specified in multiprocessing.' +
        'let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None.');
  }
  if (factor !== null && factor < 0) throw new ValueError('prefetch_factor option should be non-negative');
  return factor ?? (num_workers > 0 ? 2 : null);
}

function refuseContext(context: unknown, num_workers: number): void {
  if (context === null) return;
  if (num_workers === 0) {
    throw new ValueError(
      'multiprocessing_context can only be used with multi-process loading (num_workers > 0), ' +
        `but got num_workers=${num_workers}`);
  }
  throw new ValueError(
    'multiprocessing_context: the workers of this library are threads of this process, which share memory with it; ' +
      `there is no way to start them otherwise, such as ${py_repr(context)}. Leave the option out.`);
}

type Order = Pick<LoaderSettings, 'batch_size' | 'drop_last' | 'sampler' | 'batch_sampler'>;

/** The samplers, by PyTorch's table of what excludes what. */
function orderOf(dataset: DatasetLike<unknown>, options: ReturnType<typeof takes.read>): Order {
  const { drop_last, batch_size, sampler, batch_sampler } = options;
  const shuffle = options.shuffle ?? false;
  const isStream = dataset instanceof IterableDataset;
  if (isStream) {
    for (const [name, value] of Object.entries({ shuffle, sampler, batch_sampler })) {
      if (value === null || value === false) continue;
      throw new ValueError(
        `DataLoader with IterableDataset: expected unspecified ${name} option, but got ${name}=${shown(value)}`);
    }
  }
  if (sampler !== null && shuffle) throw new ValueError('sampler option is mutually exclusive with shuffle');
  const orderly = sampler ?? (isStream ? new EndlessSampler() : null);
  const made = (): Iterable<unknown> =>
    orderly ?? (shuffle
      ? new RandomSampler(dataset as Sized, { generator: options.generator })
      : new SequentialSampler(dataset as Sized));
  if (batch_sampler !== null) {
    if (batch_size !== 1 || shuffle || sampler !== null || drop_last) {
      throw new ValueError(
        'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last');
    }
    return { batch_size: null, drop_last: false, sampler: made(), batch_sampler };
  }
  if (batch_size === null) {
    if (drop_last) {
      throw new ValueError(
        'batch_size=None option disables auto-batching and is mutually exclusive with drop_last');
    }
    return { batch_size, drop_last, sampler: made(), batch_sampler };
  }
  const keys = made();
  return { batch_size, drop_last, sampler: keys, batch_sampler: new BatchSampler(keys, batch_size, drop_last) };
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? `<${value.constructor?.name ?? 'object'} object>` : py_str(value);
}

/** The sampler of a stream: the keys mean nothing, and the stream itself ends. */
class EndlessSampler extends Sampler<null> {
  override *[Symbol.iterator](): Iterator<null> {
    for (;;) yield null;
  }
}

function warnOfMany(num_workers: number): void {
  const most = availableParallelism();
  if (num_workers <= most) return;
  warn('UserWarning',
    `This DataLoader will create ${num_workers} worker processes in total. ` +
      `Our suggested max number of worker in current system is ${most}, which is smaller than what this DataLoader ` +
      'is going to create. Please be aware that excessive worker creation might get DataLoader running slow or even ' +
      'freeze, lower the worker number to avoid potential slowness/freeze if necessary.');
}
