// Errors have PyTorch's classes and texts.
import * as torch from 'nodetorch';
import {
  BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, default_collate, DistributedSampler, IterableDataset,
  random_split, RandomSampler, Sampler, StackDataset, Subset, TensorDataset, WeightedRandomSampler,
} from 'nodetorch/utils/data';
import { expect, test } from 'vitest';
import { golden, range } from './support.ts';

class Stream extends IterableDataset<number> {}

class NoLength extends Dataset<number> {
  override __getitem__(index: number): number {
    return index;
  }
}

class BadSubset extends Subset {
  override __getitem__(index: number): number {
    return index;
  }
}

class Odd {}

const data = new TensorDataset(torch.arange(10));
/** A loader with arguments that its types do not allow. */
const loader = (dataset: unknown, options: object = {}): DataLoader => new DataLoader(dataset as number[], options);
const wrong = (value: unknown): never => value as never;
const first = (of: Iterable<unknown>): unknown => of[Symbol.iterator]().next();

const cases: Record<string, () => unknown> = {
  'negative workers': () => loader(data, { num_workers: -1 }),
  'negative timeout': () => loader(data, { timeout: -1 }),
  'prefetch without workers': () => loader(data, { prefetch_factor: 2 }),
  'negative prefetch': () => loader(data, { num_workers: 1, prefetch_factor: -1 }),
  'persistent without workers': () => loader(data, { persistent_workers: true }),
  'context without workers': () => loader(data, { multiprocessing_context: 'fork' }),
  'stream with shuffle': () => loader(new Stream(), { shuffle: true }),
  'sampler and shuffle': () => loader(data, { sampler: [1, 2], shuffle: true }),
  'batch_sampler and batch_size': () => loader(data, { batch_sampler: [[1]], batch_size: 2 }),
  'batch_sampler and drop_last': () => loader(data, { batch_sampler: [[1]], drop_last: true }),
  'drop_last without batches': () => loader(data, { batch_size: null, drop_last: true }),
  'batch_size 0': () => loader(data, { batch_size: 0 }),
  'batch_size 1.5': () => loader(data, { batch_size: 1.5 }),
  'batch_size True': () => loader(data, { batch_size: true }),
  'shuffle of nothing': () => loader([], { shuffle: true }),
  'length of a dataset without one': () => loader(new NoLength()).length,
  'shuffle without length': () => loader(new NoLength(), { shuffle: true }),
  'set batch_size': () => Object.assign(loader(data), { batch_size: 3 }),
  'timeout without workers': () => first(loader(data, { timeout: 1 })),
  'num_samples 0': () => new RandomSampler(range(3), { num_samples: 0 }),
  'num_samples 1.5': () => new RandomSampler(range(3), { num_samples: 1.5 }),
  'replacement 1.5': () => new RandomSampler(range(3), { replacement: wrong(1.5) }),
  'weights of two dimensions': () => new WeightedRandomSampler([[1, 2]], 3),
  'weights, num_samples 0': () => new WeightedRandomSampler([1], 0),
  'weights, replacement': () => new WeightedRandomSampler([1], 1, wrong('yes')),
  'batch sampler, batch_size': () => new BatchSampler(range(3), -2, false),
  'batch sampler, drop_last': () => new BatchSampler(range(3), 2, wrong(null)),
  'sampler without iter': () => [...new Sampler()],
  'rank': () => new DistributedSampler(range(3), 2, 2),
  'base dataset': () => new Dataset().index(0),
  'sizes of tensors': () => new TensorDataset(torch.ones(2), torch.ones(3)),
  'index of a tensor dataset': () => data.index(10),
  'concat of nothing': () => new ConcatDataset([]),
  'concat of a stream': () => new ConcatDataset([new Stream()]),
  'concat, too negative': () => new ConcatDataset([data]).index(-11),
  'concat, too large': () => new ConcatDataset([data]).index(10),
  'chain of a map': () => [...new ChainDataset([wrong(data)])],
  'stack of nothing': () => new StackDataset(),
  'stack of two kinds': () => new StackDataset(data, wrong({ b: data })),
  'stack of lengths': () => new StackDataset(data, [1]),
  'split sum': () => random_split(range(5), [2, 2]),
  'split fraction': () => random_split(range(5), [1.5, -0.5]),
  'subset without getitems': () => new BadSubset(data, [1]),
  'collate of None': () => default_collate([null, null]),
  'collate of an object': () => default_collate([new Odd()]),
  'collate of lengths': () => default_collate([[1, 2], [1]]),
  'collate of sizes': () => default_collate([torch.ones(2), torch.ones(3)]),
  'collate of keys': () => default_collate([{ a: 1, b: 2 }, { a: 1 }]),
  'collate of sparse': () => default_collate([torch.eye(2).to_sparse()]),
};

/** PyTorch's text, but for what is said in the words of the language. */
function translated(message: string): string {
  return message
    .replace("'__main__.Odd'", "'Odd'")
    .replace(/def __getitems__.*$/s, '__getitems__(indices) {\n  return indices.map((index) => this.__getitem__(index));\n}');
}

function thrown(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

test.each(Object.keys(cases))('%s', (name) => {
  const error = thrown(cases[name]!);
  const [kind, message] = golden.errors[name]!;
  expect([error.name, error.message]).toEqual([kind, translated(message)]);
});

test('all errors of the golden table but that of a worker are compared', () => {
  expect(Object.keys(golden.errors).filter((name) => !(name in cases))).toEqual(['no prefetch']);
});

test('unknown and surplus arguments are refused as Python refuses them', () => {
  expect(() => loader(data, { batchsize: 3 })).toThrow(
    "DataLoader.__init__() got an unexpected keyword argument 'batchsize'. Did you mean 'batch_size'?");
  const surplus = Array.from({ length: 14 }, () => null);
  expect(() => Reflect.construct(DataLoader, [data, ...surplus])).toThrow(
    'DataLoader.__init__() takes from 2 to 14 positional arguments but 16 were given');
  expect(() => Reflect.construct(DataLoader, [])).toThrow(
    "DataLoader.__init__() missing 1 required positional argument: 'dataset'");
});

test('another way to start workers is refused with the reason', () => {
  expect(() => loader(data, { num_workers: 1, multiprocessing_context: 'spawn' })).toThrow(
    /workers of this library are threads of this process/);
});

test('arguments may be given by position, by name, or both', () => {
  const byPosition = new DataLoader(range(6), 4, false, null, null, 0, null, false, true);
  expect([...byPosition].map((batch) => batch.tolist())).toEqual([[0, 1, 2, 3]]);
  const named = new DataLoader({ dataset: range(6), batch_size: 4, drop_last: true });
  expect([...named].map((batch) => batch.tolist())).toEqual([[0, 1, 2, 3]]);
  const both = new DataLoader(range(6), 5, { drop_last: true });
  expect([...both].map((batch) => batch.tolist())).toEqual([[0, 1, 2, 3, 4]]);
  const plainObject = { __getitem__: (i: number) => i, __len__: () => 2 };
  expect([...new DataLoader(plainObject)].map((batch) => batch.tolist())).toEqual([[0], [1]]);
});
