/** How a loader gets the samples of a batch: the same in the main thread and in workers. */
import { collated, isCollated } from './collated.js';
import { default_collate } from './collate.js';
import { IterableDataset, type DatasetLike, type MapDataset } from './datasets/dataset.js';
import { itemOf } from './sized.js';

export type CollateFunction = (samples: never) => unknown;

/** What the fetcher of a stream gives when nothing is left. */
export const exhausted = Symbol('exhausted');

/** Makes the batch of the keys that the sampler gave, or of one key where batches are off. */
export type Fetch = (keys: unknown) => unknown;

export function createFetch(
  dataset: DatasetLike<unknown>, auto_collation: boolean, collate_fn: CollateFunction, drop_last: boolean,
): Fetch {
  const collate = collate_fn as (samples: unknown) => unknown;
  return dataset instanceof IterableDataset
    ? fetchStream(dataset, auto_collation, collate, drop_last)
    : fetchMap(dataset, auto_collation, collate);
}

function fetchMap(
  dataset: MapDataset<unknown>, auto_collation: boolean, collate: (samples: unknown) => unknown,
): Fetch {
  if (!auto_collation) return (key) => collate(itemOf(dataset, key));
  if ('__getitems__' in dataset && typeof dataset.__getitems__ === 'function') {
    return (keys) => {
      const samples = dataset.__getitems__!(keys as never);
      if (isCollated(samples)) {
        return collate === (default_collate as unknown) ? samples[collated]() : collate([...samples]);
      }
      return collate(samples);
    };
  }
  return (keys) => collate((keys as unknown[]).map((key) => itemOf(dataset, key)));
}

function fetchStream(
  dataset: IterableDataset<unknown>, auto_collation: boolean, collate: (samples: unknown) => unknown,
  drop_last: boolean,
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
