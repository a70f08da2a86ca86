// Datasets and transforms of this library reach the workers of a loader by themselves.
import * as torch from 'nodetorch';
import { DataLoader, Subset } from 'nodetorch/utils/data';
import * as datasets from 'nodetorch/vision/datasets';
import type { Image } from 'nodetorch/vision/image';
import * as transforms from 'nodetorch/vision/transforms';
import { expect, test } from 'vitest';

const chosen = Array.from({ length: 48 }, (_, i) => 17 * i);

type Pipeline = (image: Image) => torch.Tensor;

function batches(transform: Pipeline, num_workers: number): unknown {
  const digits = new datasets.MNIST('.', { transform });
  const loader = new DataLoader(new Subset(digits, chosen), { batch_size: 16, shuffle: true, num_workers });
  torch.manual_seed(4);
  return Array.from(loader, ([images, labels]) => [images, labels].map((tensor) => tensor.tolist()));
}

test('digits through a pipeline are the same with workers and without', { timeout: 60_000 }, () => {
  const { Compose, InterpolationMode, Normalize, Resize, ToTensor } = transforms;
  const pipeline = new Compose([
    new Resize([20, 20], InterpolationMode.BICUBIC), new ToTensor(), new Normalize([0.1307], [0.3081]),
  ]);
  expect(batches(pipeline, 2)).toEqual(batches(pipeline, 0));
});

test('random transforms draw from each worker\'s own numbers, the same for the same seed', { timeout: 60_000 }, () => {
  const { Compose, RandomAffine, RandomErasing, RandomHorizontalFlip, ToTensor } = transforms;
  const pipeline = new Compose([
    new RandomAffine(10, { translate: [0.1, 0.1] }), new RandomHorizontalFlip(), new ToTensor(), new RandomErasing(),
  ]);
  const first = batches(pipeline, 2);
  const after = torch.rand(1).item();
  expect(batches(pipeline, 2)).toEqual(first);
  expect(torch.rand(1).item()).toBe(after);
  expect(batches(pipeline, 0)).not.toEqual(first);
});

test('made-up pictures are the same from a worker', () => {
  const transform = new transforms.ToTensor();
  const fake = new datasets.FakeData(4, { image_size: [3, 8, 8], num_classes: 2, transform });
  const made = (num_workers: number): unknown =>
    Array.from(new DataLoader(fake, { batch_size: 2, num_workers }), ([images]) => images.tolist());
  expect(made(1)).toEqual(made(0));
});
