import { ValueError } from '../../../values/errors.js';
import { isKeywords } from '../../../python/keywords.js';
import { portable } from '../portable.js';
import { itemOf, lengthOf } from '../sized.js';
import { Dataset, type MapDataset } from './dataset.js';

type Part = MapDataset<unknown>;
type Parts = readonly Part[] | { readonly [name: string]: Part };
type ItemOf<P> = P extends MapDataset<infer Sample> ? Sample : never;
type Stacked<P extends Parts> = { -readonly [K in keyof P]: ItemOf<P[K]> };

/**
 * Datasets side by side (`torch.utils.data.StackDataset`): a sample is the tuple of theirs, or, of datasets named in
 * one plain object, an object of theirs. Throws a ValueError for datasets of different lengths and for none.
 */
export class StackDataset<P extends Parts = Parts> extends Dataset<Stacked<P>> {
  readonly datasets: P;
  readonly #length: number;

  constructor(named: P & { readonly [name: string]: Part });
  constructor(...datasets: P extends readonly Part[] ? P : never);
  constructor(...datasets: readonly unknown[]) {
    super();
    const named = datasets.at(-1);
    const isNamed = typeof named === 'object' && named !== null && !('__getitem__' in named) && isKeywords(named);
    if (isNamed && datasets.length > 1) {
      throw new ValueError(
        'Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, ' +
          'but both types are given.');
    }
    const parts = (isNamed ? Object.values(named) : datasets) as readonly Part[];
    if (parts.length === 0) throw new ValueError('At least one dataset should be passed');
    this.#length = lengthOf(parts[0]);
    if (parts.some((part) => lengthOf(part) !== this.#length)) {
      throw new ValueError('Size mismatch between datasets');
    }
    this.datasets = (isNamed ? named : datasets) as unknown as P;
  }

  __len__(): number {
    return this.#length;
  }

  override __getitem__(index: number): Stacked<P> {
    return this.#together(([key, part]) => [key, itemOf(part, index)]);
  }

  /** The samples of a batch, each dataset's made together where it can do so. */
  __getitems__(indices: readonly number[]): Iterable<Stacked<P>> {
    const columns = this.#entries().map(([key, part]) => [key, samplesOf(part, indices)] as const);
    return indices.map((_, i) => this.#together(([key], at) => [key, columns[at]![1][i]]));
  }

  /** How a worker makes its copy. */
  __reduce__(): [typeof StackDataset, readonly unknown[]] {
    return [StackDataset, Array.isArray(this.datasets) ? this.datasets : [this.datasets]];
  }

  #entries(): [string, Part][] {
    return Object.entries(this.datasets as Record<string, Part>);
  }

  #together(sample: (entry: [string, Part], at: number) => [string, unknown]): Stacked<P> {
    const items = this.#entries().map(sample);
    const isTuple = Array.isArray(this.datasets);
    return (isTuple ? items.map(([, item]) => item) : Object.fromEntries(items)) as Stacked<P>;
  }
}

function samplesOf(part: Part, indices: readonly number[]): readonly unknown[] {
  if (!('__getitems__' in part) || typeof part.__getitems__ !== 'function') {
    return indices.map((index) => itemOf(part, index));
  }
  const items = [...part.__getitems__(indices as never)];
  if (items.length !== indices.length) {
    throw new ValueError(`Nested dataset's output size mismatch. Expected ${indices.length}, got ${items.length}`);
  }
  return items;
}

portable(import.meta.url, { StackDataset });
