import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import {
  ChainDataset, type ConcatDataset, DataLoader, Dataset, default_collate, default_convert, IterableDataset,
  random_split, StackDataset, Subset, SubsetRandomSampler, TensorDataset,
} from 'nodetorch/utils/data';
import { afterEach, expect, test, vi } from 'vitest';
import { golden, plain, range } from './support.ts';

class Stream extends IterableDataset<number> {
  constructor(readonly count: number) {
    super();
  }

  override *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.count; i++) yield i;
  }

  __len__(): number {
    return this.count;
  }
}

const floats = (n: number): torch.Tensor => torch.arange(n, { dtype: torch.float32 });
const a = new TensorDataset(torch.arange(3), floats(3).mul(2));
const b = new TensorDataset(torch.arange(10, 12), floats(2));
const both = a.add(b) as unknown as ConcatDataset<torch.Tensor[]>;
const each = (n: number[], of: (i: number) => unknown): unknown => n.map((i) => plain(of(i)));
const batches = (loader: Iterable<unknown>): unknown => Array.from(loader, plain);

const cases: Record<string, () => unknown> = {
  'tensor': () => each([0, 2, -1], (i) => a.index(i)),
  'concat': () => [...each([0, 2, 3, 4, -1, -5], (i) => both.index(i)) as [], both.length, both.cumulative_sizes],
  'subset': () => each([0, 1], (i) => new Subset(a, [2, 0]).index(i)),
  'stack': () => plain(new StackDataset(a, [5, 6, 7]).index(1)),
  'stack named': () => plain(new StackDataset({ x: a, y: [5, 6, 7] }).index(1)),
  'chain': () => [[...new Stream(3).add(new Stream(2))], new Stream(3).add(new Stream(2)).length],
  'stream': () => batches(new DataLoader(new Stream(5), { batch_size: 2 })),
  'stream, drop_last': () => batches(new DataLoader(new Stream(5), { batch_size: 2, drop_last: true })),
  'stream, no batches': () => [...new DataLoader(new Stream(3), { batch_size: null })],
  'lengths': () => [
    new DataLoader(new Stream(5), { batch_size: 2 }).length,
    new DataLoader(new Stream(5), { batch_size: 2, drop_last: true }).length,
    new DataLoader(a, { batch_size: 2 }).length,
  ],
  'subset batches': () => batches(new DataLoader(new Subset(both, [4, 1, 0]), { batch_size: 2 })),
  'concat batches': () => batches(new DataLoader(both, { batch_size: 2 })),
  'stack batches': () =>
    batches(new DataLoader(new StackDataset({ x: a, y: new Subset(a, [2, 1, 0]) }), { batch_size: 2 })),
  'negative keys': () => batches(new DataLoader(a, { batch_size: 2, sampler: [-1, 0, -3] })),
  'list': () => batches(new DataLoader(['a', 'b', 'c'], { batch_size: 2 })),
};

test.each(Object.keys(cases))('as in PyTorch: %s', (name) => {
  expect(cases[name]!()).toEqual(golden.datasets[name]);
});

test('all rows of the golden table but that of workers are compared', () => {
  expect(Object.keys(golden.datasets).filter((name) => !(name in cases))).toEqual(['stream, two workers']);
});

const samples: Record<string, unknown[]> = {
  'tensors': [torch.tensor([1n, 2n]), torch.tensor([3n, 4n])],
  'float tensors': [torch.tensor([1.5]), torch.tensor([2.5])],
  'scalars': [torch.tensor(1n), torch.tensor(2n)],
  'ints': [1, 2, 3],
  'floats': [1.5, 2.5],
  'bools': [true, false],
  'strings': ['a', 'b'],
  'arrays': [new Float32Array([1.5, 2.5]), new Float32Array([3.5, 4.5])],
  'bytes': [new Uint8Array([1, 2]), new Uint8Array([3, 4])],
  'tuples': [[torch.tensor([1n]), 2], [torch.tensor([3n]), 4]],
  'lists': [[0, 1], [2, 3]],
  'dicts': [{ A: 0, B: 'x' }, { A: 100, B: 'y' }],
  'nested': [{ A: [1, [2.5, 's']], B: { C: true } }, { A: [3, [4.5, 't']], B: { C: false } }],
};

test.each(Object.keys(golden.collations))('default_collate of %s', (name) => {
  expect(plain(default_collate(samples[name]!))).toEqual(golden.collations[name]);
});

test('a batch of numbers is int64 only if all of them are whole, and a bigint always is', () => {
  expect(default_collate([1, 2.5]).dtype).toBe(torch.float64);
  expect(default_collate([1, 2 ** 60]).dtype).toBe(torch.float64);
  expect(default_collate([1n, 2n]).dtype).toBe(torch.int64);
});

test('maps are collated key by key', () => {
  const batch = default_collate([new Map([['a', 1]]), new Map([['a', 2]])]);
  expect(batch.get('a')!.tolist()).toEqual([1, 2]);
  expect(() => default_collate([new Map([['a', 1]]), new Map()])).toThrow("'a'");
});

test('a batch of OrderedDicts is one, in the order of the first', () => {
  const batch = default_collate([
    new OrderedDict<string, unknown>([['b', 1], ['a', 'x']]),
    new OrderedDict<string, unknown>([['a', 'y'], ['b', 2]]),
  ]);
  expect(batch).toBeInstanceOf(OrderedDict);
  expect([...batch.keys()]).toEqual(['b', 'a']);
  expect((batch.get('b') as torch.Tensor).tolist()).toEqual([1, 2]);
});

test('default_convert makes tensors of typed arrays, over the same memory, and leaves the rest', () => {
  const array = new Float32Array([1, 2]);
  const made = default_convert({ x: [array, 'text', 3], y: new Map([['z', array]]), f: range });
  array[0] = 7;
  expect((made.x as unknown as [torch.Tensor])[0].tolist()).toEqual([7, 2]);
  expect(made.x.slice(1)).toEqual(['text', 3]);
  expect((made.y as unknown as Map<string, torch.Tensor>).get('z')!.tolist()).toEqual([7, 2]);
  expect(made.f).toBe(range);
});

test('a dataset is iterated to its length, or to the first IndexError', () => {
  expect([...a].map(([x]) => x.item())).toEqual([0, 1, 2]);
  class Endless extends Dataset<number> {
    override __getitem__(i: number): number {
      if (i === 4) throw new torch.IndexError('end');
      return i * i;
    }
  }
  expect([...new Endless()]).toEqual([0, 1, 4, 9]);
  class Faulty extends Endless {
    override __getitem__(): number {
      throw new Error('mine');
    }
  }
  expect(() => [...new Faulty()]).toThrow('mine');
});

test('the batch of a tensor dataset is a selection from whole tensors, equal to its stacked rows', () => {
  torch.manual_seed(3);
  const data = new TensorDataset(torch.randn(50, 3, 2), torch.arange(50));
  const rows = { __getitem__: (i: number) => data.index(i), __len__: () => 50 };
  const options = { batch_size: 8, sampler: [4, 4, 0, 49, 12, 3, 3, 7, 21, 30] };
  const fast = [...new DataLoader(data, options)];
  const slow = [...new DataLoader(rows, options)];
  expect(plain(fast)).toEqual(plain(slow));
  fast[0]![0].zero_();
  expect(data.tensors[0].abs().sum().item()).toBeGreaterThan(0);
});

test('an own collate_fn gets the list of samples, from datasets that could collate themselves too', () => {
  const seen: unknown[] = [];
  const loader = new DataLoader(new Subset(a, [2, 1]), {
    batch_size: 2,
    collate_fn: (list) => {
      seen.push(Array.isArray(list), list.length);
      return list.map(([x]) => x!.item());
    },
  });
  expect([...loader]).toEqual([[2, 1]]);
  expect(seen).toEqual([true, 2]);
});

test('indices may be a tensor', () => {
  expect([...new Subset(['a', 'b', 'c'], torch.tensor([2n, 0n]))]).toEqual(['c', 'a']);
  expect([...new SubsetRandomSampler(torch.tensor([7n, 7n]))]).toEqual([7, 7]);
});

test('a tensor dataset without tensors has no length, as in PyTorch', () => {
  expect(() => new TensorDataset().length).toThrow('tuple index out of range');
});

test('a tensor dataset that overrides __getitem__ is asked for every sample', () => {
  class Doubled extends TensorDataset {
    override __getitem__(i: number): torch.Tensor[] {
      return super.__getitem__(i).map((tensor) => tensor.mul(2));
    }
  }
  const [batch] = new DataLoader(new Doubled(torch.arange(4)), { batch_size: 4 });
  expect(batch![0]!.tolist()).toEqual([0, 2, 4, 6]);
});

test('a dataset that keeps its gradient gives batches with one', () => {
  const weight = torch.ones(4, { requires_grad: true });
  const [batch] = new DataLoader(new TensorDataset(weight.mul(2)), { batch_size: 3 });
  batch![0].sum().backward();
  expect(weight.grad!.tolist()).toEqual([2, 2, 2, 0]);
});

const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
afterEach(() => warnings.mockClear());

test('an empty part of a split is warned of', () => {
  const split = golden.splits.find(({ lengths }) => String(lengths) === '0.9,0.1')!;
  random_split(range(split.total), split.lengths);
  expect(warnings.mock.calls.map(([message]) => message)).toEqual(split.rows[0]![3]);
});

test('a stream longer than it said is warned of, once the loader was asked for its length', () => {
  class Liar extends Stream {
    override __len__(): number {
      return 2;
    }
  }
  const loader = new DataLoader(new Liar(3), { batch_size: null });
  expect([...loader]).toEqual([0, 1, 2]);
  expect(warnings).not.toHaveBeenCalled();
  expect(loader.length).toBe(2);
  expect([...loader]).toEqual([0, 1, 2]);
  expect(warnings.mock.calls[0]![0]).toMatch(
    /^Length of IterableDataset .*Liar.* was reported to be 2.*but 3 samples have been fetched/);
});

test('pinned memory is warned of where there is no GPU', { skip: torch.cuda.is_available() }, () => {
  expect([...new DataLoader(range(2), { pin_memory: true })]).toHaveLength(2);
  expect(warnings.mock.calls[0]![0]).toContain('no accelerator is found');
});

test('a chain takes any iterable of streams, and asks for each when it comes to it', () => {
  const made: number[] = [];
  function* streams(): Iterable<Stream> {
    for (const n of [1, 2]) {
      made.push(n);
      yield new Stream(n);
    }
  }
  const chain = new ChainDataset(streams());
  const iterator = chain[Symbol.iterator]();
  expect([iterator.next().value, made]).toEqual([0, [1]]);
  expect([iterator.next().value, made]).toEqual([0, [1, 2]]);
});
