// What loaders give, as the compiler sees it.
import type { Tensor } from 'nodetorch';
import * as torch from 'nodetorch';
import { DataLoader, Dataset, IterableDataset, StackDataset, Subset, TensorDataset } from 'nodetorch/utils/data';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<Wanted>(): <T>(value: T, answer: Same<T, Wanted>) => void {
  return () => undefined;
}

class Digits extends Dataset<[image: Tensor, label: number]> {
  override __getitem__(i: number): [image: Tensor, label: number] {
    return [torch.zeros(1, 28, 28), i];
  }
}
const digits = new DataLoader(new Digits(), { batch_size: 4 });
for (const [images, labels] of digits) {
  is<Tensor>()(images, true);
  is<Tensor>()(labels, true);
}
const subset = new DataLoader(new Subset(new Digits(), [1, 2]));
for (const [, labels] of subset) is<Tensor>()(labels, true);

const pairs = new DataLoader(new TensorDataset(torch.ones(3), torch.ones(3)), { batch_size: 2, shuffle: true });
for (const [x, y] of pairs) {
  is<Tensor>()(x, true);
  is<Tensor>()(y, true);
}

const named = new DataLoader(new StackDataset({ image: [1, 2], text: ['a', 'b'] }));
for (const batch of new DataLoader(new StackDataset(new Digits(), [1]))) {
  is<[[Tensor, Tensor], Tensor]>()(batch, true);
}
for (const batch of named) is<{ image: Tensor; text: string[] }>()(batch, true);

const own = new DataLoader([1, 2, 3], { collate_fn: (samples) => samples.join(' ') });
for (const batch of own) is<string>()(batch, true);

class Words extends IterableDataset<string> {}
for (const words of new DataLoader(new Words())) is<string[]>()(words, true);
for (const word of new DataLoader<string, string>(new Words(), { batch_size: null })) is<string>()(word, true);

// A tensor is the dataset of its rows.
for (const rows of new DataLoader(torch.arange(5), { batch_size: 2 })) is<Tensor>()(rows, true);
for (const rows of new DataLoader(new Subset(torch.arange(6), [1, 2]))) is<Tensor>()(rows, true);
for (const row of new Subset(torch.arange(6), torch.tensor([1]))) is<Tensor>()(row, true);
for (const numbers of new DataLoader(new Float32Array(3))) is<Tensor>()(numbers, true);
for (const [x, y] of new DataLoader(new StackDataset(torch.arange(3), ['a', 'b', 'c']))) {
  is<Tensor>()(x, true);
  is<string[]>()(y, true);
}
for (const text of new DataLoader(new Map([[0, 'a']]))) is<string[]>()(text, true);

const anyLoader = (loader: DataLoader): number => loader.length;
anyLoader(digits);
anyLoader(pairs);

// @ts-expect-error an option that does not exist
new DataLoader([1], { batchsize: 2 });
// @ts-expect-error a number is no dataset
new DataLoader(5);
// @ts-expect-error the sampler's place, not a number
new DataLoader([1], 2, true, 3);
// @ts-expect-error workers are threads
new DataLoader([1], { num_workers: 1, multiprocessing_context: 'fork' });

// A loader knows its dataset.
class Named extends Digits {
  readonly classes = ['0', '1'];
}
is<Named>()(new DataLoader(new Named(), { batch_size: 2 }).dataset, true);
is<Named>()(new DataLoader(new Named(), 2, true).dataset, true);
