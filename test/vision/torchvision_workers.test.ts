// Batches of digits from the workers of a loader are those that the workers of PyTorch make.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import * as random from 'nodetorch/python_random';
import { DataLoader } from 'nodetorch/utils/data';
import * as datasets from 'nodetorch/vision/datasets';
import * as transforms from 'nodetorch/vision/transforms';
import type { Image } from 'nodetorch/vision/image';
import { expect, test } from 'vitest';

type Digest = [dtype: string, shape: number[], md5: string];
const golden = JSON.parse(readFileSync(new URL('../golden/vision_datasets.json', import.meta.url), 'utf8')) as {
  mnist: Record<string, { batches: [Digest, Digest][] }>;
};

function digest(tensor: torch.Tensor): Digest {
  return [String(tensor.dtype), [...tensor.shape],
    createHash('md5').update(tensor.contiguous().numpy()).digest('hex')];
}

function batches(transform: (image: Image) => torch.Tensor, num_workers: number): [Digest, Digest][] {
  torch.manual_seed(3);
  random.seed(3);
  const dataset = new datasets.MNIST('ROOT', { train: false, transform });
  const found: [Digest, Digest][] = [];
  for (const [images, labels] of new DataLoader(dataset, { batch_size: 50, shuffle: true, num_workers })) {
    found.push([digest(images), digest(labels)]);
    if (found.length === 3) break;
  }
  return found;
}

test('random transforms draw in workers what they draw in those of PyTorch', () => {
  const orders = new transforms.RandomOrder([
    new transforms.RandomCrop(20),
    new transforms.RandomChoice([new transforms.RandomRotation(40), new transforms.Pad(1)]), new transforms.Resize(24),
  ]);
  const transform = new transforms.Compose([
    new transforms.RandomApply([new transforms.RandomVerticalFlip()]), orders, new transforms.Resize([24, 24]),
    new transforms.ToTensor(),
  ]);
  expect(batches(transform, 2)).toEqual(golden.mnist['workers']!.batches);
});

test('whole batches are made in workers, too', () => {
  const transform = new transforms.Compose([
    new transforms.Resize([32, 32], transforms.InterpolationMode.BILINEAR), new transforms.ToTensor(),
  ]);
  expect(batches(transform, 2)).toEqual(golden.mnist['resize']!.batches);
});

test('a function of no known origin cannot be sent, and the message says so', () => {
  const transform = new transforms.Compose([new transforms.ToTensor(), (tensor: torch.Tensor) => tensor.mul(2)]);
  expect(() => batches(transform, 1)).toThrow('dataset.transform.');
});
