// The orders of samplers, splits and loaders are PyTorch's for the same seed, and so are the numbers drawn afterwards.
import * as torch from 'nodetorch';
import {
  BatchSampler, DataLoader, DistributedSampler, random_split, RandomSampler, type Sampler, SequentialSampler,
  SubsetRandomSampler, TensorDataset, WeightedRandomSampler,
} from 'nodetorch/utils/data';
import { describe, expect, test } from 'vitest';
import { golden, later, ownLater, plain, range } from './support.ts';

const weights = [0.1, 0.9, 0.4, 0.7, 3.0, 0.6];
const subset = [3, 1, 4, 15, 9, 2, 6];

type MakeSampler = (generator: torch.Generator) => Sampler<unknown>;

const samplers: Record<string, MakeSampler> = {
  'sequential': () => new SequentialSampler(range(7)),
  'random': () => new RandomSampler(range(11)),
  'random, own generator': (generator) => new RandomSampler(range(11), { generator }),
  'random, num_samples above': () => new RandomSampler(range(5), { num_samples: 13 }),
  'random, num_samples below': (generator) => new RandomSampler(range(9), { num_samples: 4, generator }),
  'random, num_samples twice': (generator) => new RandomSampler(range(5), { num_samples: 10, generator }),
  'replacement': () => new RandomSampler(range(10), { replacement: true }),
  'replacement, num_samples': (generator) => new RandomSampler(range(10), true, 70, generator),
  'replacement, 64': (generator) => new RandomSampler(range(10), true, 64, generator),
  'subset': () => new SubsetRandomSampler(subset),
  'subset, own generator': (generator) => new SubsetRandomSampler(subset, generator),
  'weighted': () => new WeightedRandomSampler(weights, 12),
  'weighted, own generator': (generator) => new WeightedRandomSampler(weights, 12, true, generator),
  'weighted, no replacement': () => new WeightedRandomSampler(weights, 5, { replacement: false }),
  'batches': (generator) => new BatchSampler(new RandomSampler(range(11), { generator }), 4, false),
  'batches, drop_last': () => new BatchSampler(new RandomSampler(range(11)), 4, true),
  'batches that fit': (generator) => new BatchSampler(new RandomSampler(range(8), { generator }), 4, false),
};

function samplerOf(name: string): MakeSampler {
  const [kind, replicas, rank, shuffle, drop] = name.split(' ');
  if (kind !== 'distributed') return samplers[name]!;
  return () => new DistributedSampler(
    range(5), Number(replicas), Number(rank), shuffle === 'True', 3, drop === 'True');
}

describe.each(golden.seeds.map((seed, i) => [seed, i] as const))('seed %i', (seed, row) => {
  test.each(Object.keys(golden.samplers))('sampler: %s', (name) => {
    torch.manual_seed(seed);
    const generator = torch.Generator().manual_seed(seed + 1);
    const sampler = samplerOf(name)(generator);
    const epochs = [0, 1].map((epoch) => {
      if (sampler instanceof DistributedSampler) sampler.set_epoch(epoch);
      return [...sampler];
    });
    expect([sampler.length, epochs, later(), ownLater(generator)]).toEqual(golden.samplers[name]![row]);
  });

  test.each(golden.splits)('random_split of $total into $lengths', ({ total, lengths, rows }) => {
    torch.manual_seed(seed);
    const parts = random_split(range(total), lengths);
    const own = random_split(range(total), lengths, { generator: torch.Generator().manual_seed(seed) });
    const indices = (split: typeof parts): unknown => split.map((part) => [...Array.from(part.indices)]);
    expect([indices(parts), indices(own), later()]).toEqual(rows[row]!.slice(0, 3));
  });
});

// Workers: test/utils/data/workers.test.ts has those rows.
describe.each(golden.loaders.filter(({ options }) => !('num_workers' in options)))(
  'loader: $options', ({ options, rows }) => {
    test.each(rows.map((row, i) => [golden.seeds[i]!, row] as const))('seed %i', (seed, row) => {
      torch.manual_seed(seed);
      const data = new TensorDataset(torch.arange(10), torch.arange(20, { dtype: torch.float32 }).view(10, 2));
      const generator = torch.Generator().manual_seed(seed + 5);
      const loader = new DataLoader(data, {
        ...options as object,
        ...(options.generator === true && { generator }),
        ...(options.sampler === 'weighted' && { sampler: new WeightedRandomSampler(range(10).fill(1), 9) }),
        ...(options.batch_sampler === 'batches' && { batch_sampler: new BatchSampler(new RandomSampler(data), 4, false) }),
      });
      const epochs = [0, 1].map(() => [...loader].map(([numbers]) => numbers!.tolist()));
      const last = [...loader].at(-1);
      expect([loader.length, epochs, plain(last), later(), ownLater(generator)]).toEqual(row);
    });
  });
