/** How a loader gets the samples of a batch: the same in the main thread and in workers. */
import { isPromise } from '../../python/objects.js';
import { collated, isCollated } from './collated.js';
import { default_collate } from './collate.js';
import { IterableDataset, type DatasetLike, type MapDataset } from './datasets/dataset.js';
import { itemsOf } from './items.js';
import { itemOf } from './sized.js';

export type CollateFunction = (samples: never) => unknown;

/** What the fetcher of a stream gives when nothing is left. */
export const exhausted = Symbol('exhausted');

/** Makes the batch of the keys that the sampler gave, or of one key where batches are off. */
export type Fetch = (keys: unknown) => unknown;

/**
 * How to get a dataset's batches. `mayWait` says that the caller waits for a batch that is a promise, as workers do;
 * else async samples are a TypeError.
 */
export function createFetch(
  dataset: DatasetLike<unknown>, auto_collation: boolean, collate_fn: CollateFunction, drop_last: boolean,
  mayWait: boolean,
): Fetch {
  const collateNow = collate_fn as (samples: unknown) => unknown;
  const collate: Collate = (samples) => (isAsync(samples) ? later(samples, collateNow, mayWait) : collateNow(samples));
  return dataset instanceof IterableDataset
    ? fetchStream(dataset, auto_collation, collate, drop_last)
    : fetchMap(dataset, auto_collation, collate, (collateNow as unknown) === default_collate);
}

type Collate = (samples: unknown) => unknown;

/** Whether samples, or the first of a list of them, have to be waited for. */
function isAsync(samples: unknown): samples is Promise<unknown> | Promise<unknown>[] {
  return isPromise(samples) || (Array.isArray(samples) && isPromise(samples[0]));
}

function later(
  samples: Promise<unknown> | Promise<unknown>[], collate: Collate, mayWait: boolean,
): Promise<unknown> {
  const all = Array.isArray(samples) ? Promise.all(samples) : samples;
  if (mayWait) return all.then(collate);
  all.catch(() => undefined);
  throw new TypeError(
    'the samples of the dataset are promises, and this thread does not wait inside a loop: ' +
      'give the DataLoader a num_workers of 1 or more, whose threads do');
}

function fetchMap(
  dataset: MapDataset<unknown>, auto_collation: boolean, collate: Collate, isDefault: boolean,
): Fetch {
  if (!auto_collation) return (key) => collate(itemOf(dataset, key));
  return (keys) => {
    const samples = itemsOf(dataset, keys as unknown[]);
    if (isPromise(samples)) return collate(samples);
    if (isCollated(samples)) return isDefault ? samples[collated]() : collate([...samples]);
    return collate(ArrayBuffer.isView(samples) && !isDefault ? [...samples] : samples);
  };
}

function fetchStream(
  dataset: IterableDataset<unknown>, auto_collation: boolean, collate: Collate, drop_last: boolean,
): Fetch {
  const samples = dataset[Symbol.iterator]();
  let ended = false;
  return (keys) => {
    if (ended) return exhausted;
    if (!auto_collation) {
      const next = samples.next();
      if (!next.done) return collate(next.value);
      ended = true;
      return exhausted;
    }
    const batch: unknown[] = [];
    const { length } = keys as unknown[];
    while (batch.length < length) {
      const next = samples.next();
      if (next.done) {
        ended = true;
        break;
      }
      batch.push(next.value);
    }
    return batch.length === 0 || (drop_last && batch.length < length) ? exhausted : collate(batch);
  };
}
