import { is_tensor } from '../../values/is_tensor.js';
import { IndexError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { TypedArray } from '../../values/carriers.js';
import { fromTypedArray } from '../../tensor/from_data.js';
import { collated, type CollatedSamples } from '../../utils/data/collated.js';
import { default_collate } from '../../utils/data/collate.js';
import { Image } from '../image/image.js';
import { ImageBatch } from '../transforms/image_batch.js';
import { transformed } from '../transforms/pipeline.js';
import { changed, VisionDataset } from './vision.js';

/** Views of tensors' elements, which live as long as their tensors: making one takes longer than reading an image. */
const views = new WeakMap<Tensor, TypedArray>();

/** The elements of a tensor in memory that it shares; a copy where it is not contiguous, made anew each time. */
export function elementsOf(data: Tensor): TypedArray {
  let view = views.get(data);
  if (view === undefined) {
    view = data.numpy();
    if (data.is_contiguous()) views.set(data, view);
  }
  return view;
}

const bytesOf = (data: Tensor): Uint8Array => elementsOf(data) as Uint8Array;

/**
 * A dataset whose images, all of one size, lie in memory: `data` of shape (N, H, W) or (N, H, W, 3), bytes. It has no
 * private fields: workers get it as its properties.
 */
export abstract class StoredImages<Sample, Target> extends VisionDataset<[Sample, Target]> {
  data!: Tensor;

  /** The class of a sample, a whole number. */
  protected abstract targetAt(index: number): number;

  override __len__(): number {
    return this.data.size(0);
  }

  /** Image and target, transformed; negative indices count from the end. Throws an IndexError beyond the ends. */
  override __getitem__(index: number): [Sample, Target] {
    const place = placeOf(this, index);
    const [, height, width] = this.data.shape as unknown as [number, number, number];
    const length = imageLength(this.data);
    const bytes = bytesOf(this.data).slice(place * length, (place + 1) * length);
    const image = new Image(modeOf(this.data), [width, height], bytes);
    return [
      changed(this.transform, image) as Sample, changed(this.target_transform, this.targetAt(place)) as Target,
    ];
  }

  /** The samples of a batch, made together where the transforms allow it; the values are those of `__getitem__`. */
  __getitems__(indices: readonly number[]): Iterable<[Sample, Target]> {
    const places = indices.map((index) => placeOf(this, index));
    const [, height, width] = this.data.shape as unknown as [number, number, number];
    const length = imageLength(this.data);
    const all = bytesOf(this.data);
    const data = new Uint8Array(places.length * length);
    for (const [i, place] of places.entries()) data.set(all.subarray(place * length, (place + 1) * length), i * length);
    const batch = new ImageBatch(modeOf(this.data), width, height, places.length, data);
    return transformedSamples(this, batch, places.map((place) => this.targetAt(place)));
  }
}

function placeOf(dataset: { __len__(): number }, index: number): number {
  const length = dataset.__len__();
  if (!(Number.isInteger(index) && index >= -length && index < length)) {
    throw new IndexError(`index ${index} is out of bounds for dimension 0 with size ${length}`);
  }
  return index < 0 ? index + length : index;
}

function imageLength(data: Tensor): number {
  return data.shape.slice(1).reduce((product, each) => product * each, 1);
}

function modeOf(data: Tensor): 'L' | 'RGB' {
  return data.dim() === 3 ? 'L' : 'RGB';
}

/** The samples of a batch from its images and targets, through the transforms of the dataset. */
export function transformedSamples<Sample, Target>(
  dataset: VisionDataset<[Sample, Target]>, images: ImageBatch | readonly Image[], targets: readonly number[],
): Iterable<[Sample, Target]> {
  const { transform, target_transform } = dataset;
  const changedTargets: unknown[] = [];
  const values = transformed(transform, images, (i) => {
    changedTargets.push(changed(target_transform, targets[i]!));
  });
  if (!is_tensor(values)) {
    return (values as readonly Sample[]).map((value, i) => [value, changedTargets[i] as Target]);
  }
  return new TransformedBatch(values as Tensor, changedTargets as Target[], target_transform === null);
}

class TransformedBatch<Sample, Target> implements CollatedSamples<[Sample, Target]> {
  readonly #images: Tensor;
  readonly #targets: readonly Target[];
  readonly #classes: boolean;

  constructor(images: Tensor, targets: readonly Target[], classes: boolean) {
    this.#images = images;
    this.#targets = targets;
    this.#classes = classes;
  }

  get length(): number {
    return this.#targets.length;
  }

  *[Symbol.iterator](): Iterator<[Sample, Target]> {
    for (const [i, image] of [...this.#images].entries()) yield [image as Sample, this.#targets[i]!];
  }

  [collated](): [Tensor, unknown] {
    if (!this.#classes) return [this.#images, default_collate(this.#targets)];
    const classes = BigInt64Array.from(this.#targets as readonly number[], BigInt);
    return [this.#images, fromTypedArray(classes, [classes.length], undefined)];
  }
}
