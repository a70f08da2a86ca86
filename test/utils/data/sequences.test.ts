import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import {
  BatchSampler, ConcatDataset, DataLoader, default_collate, random_split, RandomSampler, SequentialSampler,
  StackDataset, Subset, SubsetRandomSampler,
} from 'nodetorch/utils/data';
import { describe, expect, it } from 'vitest';

const texts = (items: Iterable<unknown>): string[] => Array.from(items, String);

describe('a tensor is the dataset of its rows', () => {
  it('in a loader, with workers and without', () => {
    for (const num_workers of [0, 2]) {
      const loader = new DataLoader(torch.arange(5), { batch_size: 2, num_workers });
      expect(loader.length).toBe(3);
      expect(texts(loader)).toEqual(['tensor([0, 1])', 'tensor([2, 3])', 'tensor([4])']);
    }
    const rows = torch.arange(6).view(3, 2);
    expect(texts(new DataLoader(rows, { batch_size: 2, drop_last: true }))).toEqual([String(rows.index(':2'))]);
    expect(texts(new DataLoader(rows))[2]).toBe('tensor([[4, 5]])');
  });

  it('without batches, and with lists for keys', () => {
    const data = torch.arange(5);
    expect(texts(new DataLoader(data, { batch_size: null }))).toEqual(
      ['tensor(0)', 'tensor(1)', 'tensor(2)', 'tensor(3)', 'tensor(4)']);
    const sampler = new BatchSampler(new SequentialSampler(data), 2, false);
    expect(texts(new DataLoader(data, { batch_size: null, sampler }))).toEqual(
      ['tensor([0, 1])', 'tensor([2, 3])', 'tensor([4])']);
    expect(texts(new DataLoader(data, { batch_sampler: [[0, -1], [3]] }))).toEqual(['tensor([0, 4])', 'tensor([3])']);
    expect(() => texts(new DataLoader(data, { batch_sampler: [[5]] }))).toThrow(
      'index 5 is out of bounds for dimension 0 with size 5');
    expect(() => texts(new DataLoader(torch.tensor(5)))).toThrow('len() of a 0-d tensor');
  });

  it('shuffled, with the numbers that PyTorch draws', () => {
    torch.manual_seed(3);
    const shuffled = texts(new DataLoader(torch.arange(6), { batch_size: 3, shuffle: true }));
    torch.manual_seed(3);
    const order = [...new DataLoader([0, 1, 2, 3, 4, 5], { batch_size: 3, shuffle: true })];
    expect(shuffled).toEqual(order.map(String));
    torch.manual_seed(3);
    expect([...new RandomSampler(torch.arange(4))]).toHaveLength(4);
    expect([...new SubsetRandomSampler(torch.tensor([7, 9]))].sort()).toEqual([7, 9]);
  });

  it('in parts, rows and sums of datasets', () => {
    const data = torch.arange(6);
    expect(texts(new Subset(data, [1, 2]))).toEqual(['tensor(1)', 'tensor(2)']);
    expect(texts(new Subset(data, torch.tensor([1, -1])))).toEqual(['tensor(1)', 'tensor(5)']);
    expect(texts(new DataLoader(new Subset(data, [4, 2]), { batch_size: 2, num_workers: 1 }))).toEqual(['tensor([4, 2])']);
    const both = new ConcatDataset([torch.arange(3), torch.arange(2)]);
    expect(texts(new DataLoader(both, { batch_size: 3 }))).toEqual(['tensor([0, 1, 2])', 'tensor([0, 1])']);
    expect(String(both.index(-1))).toBe('tensor(1)');
    const pairs = new StackDataset(torch.arange(3), torch.arange(3).mul(10));
    expect(texts(pairs.index(2))).toEqual(['tensor(2)', 'tensor(20)']);
    expect(texts([...new DataLoader(pairs, { batch_size: 2 })][0]!)).toEqual(['tensor([0, 1])', 'tensor([ 0, 10])']);
    const named = new StackDataset({ x: torch.arange(2), y: new Float32Array([0.5, 1]) });
    expect(named.index(1).y).toBe(1);
    const parts = random_split(data, [2, 4]);
    expect(parts.flatMap((part) => Array.from(part, (row) => row.item())).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('also a parameter, whose batches keep their history', () => {
    const weight = nn.Parameter(torch.tensor([1, 2, 3]));
    const [batch] = [...new DataLoader(weight, { batch_size: 3 })];
    batch!.sum().backward();
    expect(weight.grad!.tolist()).toEqual([1, 1, 1]);
    // PyTorch too refuses to hand such batches over.
    expect(() => texts(new DataLoader(weight, { num_workers: 1 }))).toThrow(/requires_grad/);
    const frozen = nn.Parameter(torch.tensor([1, 2, 3]), { requires_grad: false });
    expect(texts(new DataLoader(frozen, { batch_size: 3, num_workers: 1 }))).toEqual(['tensor([1., 2., 3.])']);
  });

  it('and a collate function gets a list of rows', () => {
    const lengths = new DataLoader(torch.zeros(4, 3), { batch_size: 4, collate_fn: (rows) => rows.map(texts) });
    expect([...lengths][0]).toHaveLength(4);
  });
});

describe('other sequences', () => {
  it('typed arrays keep their dtype', () => {
    const loaded = (data: Float32Array | Float64Array | Uint8Array | BigInt64Array): string[] =>
      texts(new DataLoader<number | bigint, torch.Tensor>(data as Float32Array, { batch_size: 2 }));
    expect(loaded(new Float32Array([1, 2, 3]))).toEqual(['tensor([1., 2.])', 'tensor([3.])']);
    expect(loaded(new Uint8Array([1, 2]))).toEqual(['tensor([1, 2], dtype=torch.uint8)']);
    expect(loaded(new BigInt64Array([1n, 2n]))).toEqual(['tensor([1, 2])']);
    expect(texts(new DataLoader(new Subset(new Float64Array([1, 2, 3]), [2, 0]), { batch_size: 2 }))).toEqual(
      ['tensor([3., 1.], dtype=torch.float64)']);
    const plain = new DataLoader(new Float32Array([1, 2]), { batch_size: 2, collate_fn: (rows) => rows });
    expect([...plain]).toEqual([[1, 2]]);
    expect(String(default_collate(new Int16Array([1, 2])))).toBe('tensor([1, 2], dtype=torch.int16)');
  });

  it('plain arrays and maps', () => {
    expect(texts(new DataLoader([1.5, 2], { batch_size: 2 }))).toEqual(['tensor([1.5000, 2.0000], dtype=torch.float64)']);
    expect([...new DataLoader(new Map([[0, 'a'], [1, 'b']]), { batch_size: 2 })]).toEqual([['a', 'b']]);
    expect(() => [...new DataLoader(new Map([['x', 1]]))]).toThrow('0');
    const words = new Map([['x', 'one'], ['y', 'two']]);
    expect([...new DataLoader(words, { sampler: ['y', 'x'] })]).toEqual([['two'], ['one']]);
  });
});
