/** The samples of a batch, made together where a dataset can do so. */
import * as memory from '../../addon/storage.js';
import { is_tensor } from '../../values/is_tensor.js';
import { int32 } from '../../values/dtype.js';
import { strided } from '../../values/layout.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { TypedArray } from '../../values/carriers.js';
import { collated, type CollatedSamples } from './collated.js';
import type { MapDataset } from './datasets/dataset.js';
import { itemOf } from './sized.js';

/**
 * The samples of the given keys: what `__getitems__` gives, or one after the other. Those of a tensor can be collated
 * in one selection; those of a typed array stay one, so that its dtype is not forgotten.
 */
export function itemsOf<Sample>(dataset: MapDataset<Sample>, keys: readonly unknown[]): Iterable<Sample> {
  if ('__getitems__' in dataset && typeof dataset.__getitems__ === 'function') {
    return dataset.__getitems__(keys as never);
  }
  if (is_tensor(dataset)) {
    const tensor = dataset as unknown as Tensor;
    if (canSelect([tensor], keys)) return new Rows(tensor, keys) as CollatedSamples<unknown> as Iterable<Sample>;
  }
  const samples = Array.from(keys, (key) => itemOf(dataset, key));
  if (!ArrayBuffer.isView(dataset)) return samples;
  const { constructor: Kind } = dataset as unknown as TypedArray;
  return new (Kind as new (values: unknown) => Iterable<Sample>)(samples);
}

class Rows implements CollatedSamples<Tensor> {
  readonly #tensor: Tensor;
  readonly #keys: readonly number[];

  constructor(tensor: Tensor, keys: readonly number[]) {
    this.#tensor = tensor;
    this.#keys = keys;
  }

  get length(): number {
    return this.#keys.length;
  }

  *[Symbol.iterator](): Iterator<Tensor> {
    for (const key of this.#keys) yield this.#tensor.index(key);
  }

  [collated](): Tensor {
    return selectRows([this.#tensor], this.#keys)[0]!;
  }
}

/** Whether stacked rows are what index_select gives: an index from the end, or none at all, is a matter of rows. */
export function canSelect(tensors: readonly Tensor[], keys: readonly unknown[]): keys is readonly number[] {
  if (keys.length === 0 || tensors.length === 0) return false;
  const isPlain = ({ layout, is_nested, requires_grad }: Tensor): boolean =>
    layout === strided && !is_nested && !requires_grad;
  if (!tensors.every((tensor) => isPlain(tensor) && tensor.dim() > 0)) return false;
  const length = Math.min(tensors[0]!.size(0), 2 ** 31);
  return keys.every((key) => Number.isInteger(key) && (key as number) >= 0 && (key as number) < length);
}

/** The chosen rows of each tensor, stacked. */
export function selectRows(tensors: readonly Tensor[], keys: readonly number[]): Tensor[] {
  const indices = memory.copy_in(Int32Array.from(keys), [keys.length], int32);
  return tensors.map((tensor) => tensor.index_select(0, indices));
}
