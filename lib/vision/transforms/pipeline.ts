/** Runs the transforms of a dataset over a whole batch, with the results and the random draws of one by one. */
import { is_tensor } from '../../values/is_tensor.js';
import { stack } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Image } from '../image/image.js';
import { isMixable } from '../image/modes.js';
import { channelsOf } from '../image/raster.js';
import { Compose } from './compose.js';
import { ImageBatch } from './image_batch.js';
import { doesBatches, type Batch, type BatchTransform, type TransformLike } from './transform.js';

/**
 * A pipeline in three parts. Only the middle is done sample by sample: from the first to the last transform that may
 * be random or that nobody knows, so that every sample draws its numbers in the same order as without batches.
 */
interface Pipeline {
  readonly head: readonly BatchTransform[];
  readonly middle: readonly TransformLike[];
  readonly tail: readonly BatchTransform[];
}

function pipelineOf(transform: TransformLike | null): Pipeline {
  const steps = transform === null ? [] : flattened(transform);
  const first = steps.findIndex((step) => !doesBatches(step));
  if (first < 0) return { head: steps as unknown as BatchTransform[], middle: [], tail: [] };
  const last = steps.findLastIndex((step) => !doesBatches(step));
  return {
    head: steps.slice(0, first) as unknown as BatchTransform[], middle: steps.slice(first, last + 1),
    tail: steps.slice(last + 1) as unknown as BatchTransform[],
  };
}

function flattened(transform: TransformLike): TransformLike[] {
  // A subclass that changes what a Compose does is a transform like any other.
  const plain = transform instanceof Compose && Object.is(transform.forward, Compose.prototype.forward);
  return plain ? (transform.transforms as readonly TransformLike[]).flatMap(flattened) : [transform];
}

type Step = (value: unknown) => unknown;
const through = (steps: readonly unknown[], value: unknown): unknown =>
  steps.reduce<unknown>((result, step) => (step as Step)(result), value);

/**
 * The images of a batch through a transform: a tensor with all of them, or a list. `afterEach` is called for every
 * sample in turn, where a sample's own transforms are done: what it draws comes after them, and before the next.
 */
export function transformed(
  transform: TransformLike | null, images: ImageBatch | readonly Image[], afterEach: (i: number) => void,
): Tensor | readonly unknown[] {
  const { head, middle, tail } = pipelineOf(transform);
  const batch = images instanceof ImageBatch ? images : batchOf(images);
  const [start, rest] = batch === undefined ? [images, head] : run(head, batch);
  const alone = [...rest, ...middle];
  const count = images instanceof ImageBatch ? images.count : images.length;
  let values: Batch | readonly unknown[] = start as Batch | readonly unknown[];
  if (alone.length > 0) {
    values = itemsOf(values).map((value, i) => {
      const result = through(alone, value);
      afterEach(i);
      return result;
    });
  } else {
    for (let i = 0; i < count; i++) afterEach(i);
  }
  if (tail.length > 0) {
    const joined: Batch | undefined = isBatch(values) ? values : batchOf(values);
    const [end, left]: [Batch | readonly unknown[], readonly BatchTransform[]] =
      joined === undefined ? [values as readonly unknown[], tail] : run(tail, joined);
    values = left.length === 0 ? end : itemsOf(end).map((value) => through(left, value));
  }
  return isTensor(values) ? values : itemsOf(values);
}

/** The batch through the transforms, up to the first that cannot, and what is left from there. */
function run(steps: readonly BatchTransform[], batch: Batch): [Batch, readonly BatchTransform[]] {
  let current = batch;
  for (const [i, step] of steps.entries()) {
    const next = step.forwardBatch(current);
    if (next === undefined) return [current, steps.slice(i)];
    current = next;
  }
  return [current, []];
}

function isTensor(value: unknown): value is Tensor {
  return is_tensor(value);
}
function isBatch(value: unknown): value is Batch {
  return value instanceof ImageBatch || isTensor(value);
}

function itemsOf(values: Batch | readonly unknown[]): readonly unknown[] {
  if (isTensor(values)) return values.unbind(0) as readonly Tensor[];
  return values instanceof ImageBatch ? values.images() : values;
}

/** One batch of pictures of one mode and size, or of tensors of one dtype and shape; undefined for anything else. */
function batchOf(values: readonly unknown[]): Batch | undefined {
  const [first] = values;
  if (first instanceof Image) {
    const alike = values.every((each) => each instanceof Image && each.mode === first.mode &&
      each.width === first.width && each.height === first.height);
    if (!alike || !isMixable(first.mode) || first.mode === 'LAB') return undefined;
    const length = first.width * first.height * channelsOf(first);
    const data = new Uint8Array(values.length * length);
    for (const [i, each] of values.entries()) data.set((each as Image).data, i * length);
    return new ImageBatch(first.mode, first.width, first.height, values.length, data);
  }
  if (!isTensor(first) || first.requires_grad) return undefined;
  const [type, shape] = [first.dtype, String(first.shape)];
  const alike = values.every((each) => isTensor(each) && each.dtype === type && String(each.shape) === shape);
  return alike ? stack(values as readonly Tensor[]) : undefined;
}
