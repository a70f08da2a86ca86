// One epoch of a DataLoader over 4,096 samples in batches of 64, or over MNIST's 10,000 test digits in batches of
// 256, resized as the course does it, or turned; loaders.py has the same cases by the same names.
import * as torch from 'nodetorch';
import { DataLoader, Dataset, portable, TensorDataset } from 'nodetorch/utils/data';
import { MNIST } from 'nodetorch/vision/datasets';
import * as transforms from 'nodetorch/vision/transforms';

const count = 4096;
const usual = { batch_size: 64, shuffle: true };
const two = { ...usual, num_workers: 2 };
const large = { batch_size: 256, shuffle: true };
const largeTwo = { ...large, num_workers: 2 };

/** Samples that cost something to make: the same arithmetic on an image as on the other side. */
class Augmented extends Dataset {
  constructor(images, labels) {
    super();
    this.images = images;
    this.labels = labels;
  }

  __len__() {
    return this.labels.length;
  }

  __getitem__(index) {
    const noise = torch.randn(1, 32, 32).mul_(0.1);
    return [this.images.index(index).add(noise).clamp_(0, 1), this.labels[index]];
  }
}
portable(import.meta.url, { Augmented });

const tensors = () => new TensorDataset(torch.rand(count, 1, 32, 32), torch.arange(count));
const augmented = () => new Augmented(torch.rand(count, 1, 32, 32), Array.from({ length: count }, (_, i) => i % 10));

const digits = (...steps) => new MNIST('.', { train: false, transform: new transforms.Compose(steps) });
const resized = () => digits(new transforms.Resize([32, 32]), new transforms.ToTensor());
const turned = () => digits(
  new transforms.RandomCrop(28, { padding: 2 }), new transforms.RandomRotation(10), new transforms.ToTensor(),
  new transforms.Normalize([0.1307], [0.3081]));

/** Iterates over a loader once; the first epoch, which starts the workers, is over when this returns. */
function epoch(dataset, options) {
  const loader = new DataLoader(dataset, options);
  const run = () => {
    let batches = 0;
    for (const [images] of loader) if (images !== null) batches++;
    return batches;
  };
  run();
  return run;
}

export const cases = {
  'tensors, no workers': () => epoch(tensors(), usual),
  'tensors, 2 workers': () => epoch(tensors(), two),
  'tensors, 2 workers that stay': () => epoch(tensors(), { ...two, persistent_workers: true }),
  'own samples, no workers': () => epoch(augmented(), usual),
  'own samples, 2 workers': () => epoch(augmented(), two),
  'own samples, 2 workers that stay': () => epoch(augmented(), { ...two, persistent_workers: true }),
  'digits resized, no workers': () => epoch(resized(), large),
  'digits resized, 2 workers': () => epoch(resized(), largeTwo),
  'digits resized, 2 workers that stay': () => epoch(resized(), { ...largeTwo, persistent_workers: true }),
  'digits turned, no workers': () => epoch(turned(), large),
  'digits turned, 2 workers': () => epoch(turned(), largeTwo),
  'digits turned, 2 workers that stay': () => epoch(turned(), { ...largeTwo, persistent_workers: true }),
};
