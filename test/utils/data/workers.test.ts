// Loaders with workers give what loaders without give, and what PyTorch's processes give.
import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import {
  DataLoader, Dataset, type DataLoaderOptions, get_worker_info, StackDataset, Subset, TensorDataset,
} from 'nodetorch/utils/data';
import { describe, expect, test, vi } from 'vitest';
import * as parts from './parts/datasets.mjs';
import { golden, later, ownLater, plain, range } from './support.ts';

const made = (count: number, make: typeof parts.square, options: object = {}) =>
  new DataLoader<unknown, unknown>(new parts.Made(count, make), { num_workers: 2, batch_size: null, ...options });

// More workers than processors are warned of, which this machine may not have.
vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);

function thrown(call: () => unknown): Error & Record<string, unknown> {
  try {
    call();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('nothing was thrown');
}

describe('as PyTorch', () => {
  const rows = golden.loaders.filter(({ options }) => 'num_workers' in options);
  test.each(rows)('loader: $options', ({ options, rows }) => {
    for (const [i, row] of rows.entries()) {
      const seed = golden.seeds[i]!;
      torch.manual_seed(seed);
      const data = new TensorDataset(torch.arange(10), torch.arange(20, { dtype: torch.float32 }).view(10, 2));
      const generator = torch.Generator().manual_seed(seed + 5);
      const loader = new DataLoader(data, {
        ...options as Omit<DataLoaderOptions, 'collate_fn'>, generator: options.generator === true ? generator : null,
      });
      const epochs = [0, 1].map(() => [...loader].map(([numbers]) => numbers.tolist()));
      const last = [...loader].at(-1);
      expect([loader.length, epochs, plain(last), later(), ownLater(generator)]).toEqual(row);
    }
  });

  test('each worker draws its own random numbers, and the main thread those it would have drawn anyway', () => {
    for (const [i, [epochs, after]] of golden.seeded.entries()) {
      torch.manual_seed(golden.seeds[i]!);
      const loader = new DataLoader(new parts.Noise(), { batch_size: 2, num_workers: 2 });
      const drawn = [0, 1].map(() => [...loader].map((batch) => batch.flatten().tolist() as number[]));
      expect(drawn).toEqual(epochs);
      expect(later()).toEqual(after);
    }
  });

  test('a stream is every worker\'s own, unless it asks which part is its', () => {
    const loader = new DataLoader(new parts.Stream(5), { batch_size: 2, num_workers: 2 });
    expect(Array.from(loader, plain)).toEqual(golden.datasets['stream, two workers']);
    const split = new DataLoader(new parts.SplitStream(7), { batch_size: 2, num_workers: 2 });
    expect(Array.from(split, (batch) => batch.tolist())).toEqual([[0, 2], [1, 3], [4, 6], [5]]);
  });

  test('no batch in advance is refused', () => {
    const [kind, message] = golden.errors['no prefetch']!;
    const loader = new DataLoader(range(3), { num_workers: 1, prefetch_factor: 0 });
    expect(thrown(() => [...loader])).toMatchObject({ name: kind, message });
  });
});

test.each([1, 2, 3])('%i workers give the batches of none, in the same order', (num_workers) => {
  torch.manual_seed(1);
  const tensors = new TensorDataset(torch.randn(23, 3), torch.arange(23));
  const dataset = new StackDataset({ pair: new Subset(tensors, range(20)), name: range(20).map(String) });
  for (const options of [{ batch_size: 3 }, { batch_size: 4, drop_last: true }, { batch_size: null }]) {
    const plainly = Array.from(new DataLoader(dataset, options), plain);
    const shared = Array.from(new DataLoader(dataset, { ...options, num_workers }), plain);
    expect(shared).toEqual(plainly);
  }
});

describe('a worker', () => {
  test('knows itself, and computes on one thread', () => {
    expect(get_worker_info()).toBeNull();
    const threads = torch.get_num_threads();
    torch.manual_seed(3);
    const base = BigInt(torch.empty([], { dtype: torch.int64 }).random_().item({ bigint: true }));
    torch.manual_seed(3);
    const samples = [...made(4, parts.whoAndWhere)] as unknown[][];
    expect(samples.map((sample) => sample.slice(0, 5))).toEqual(range(4).map((i) =>
      [i % 2, 2, String(base + BigInt(i % 2)), true, 1]));
    expect(new Set(samples.map((sample) => sample[5])).size).toBe(2);
    expect(torch.get_num_threads()).toBe(threads);
  });

  test('is prepared by worker_init_fn', () => {
    expect([...made(4, parts.shifted, { worker_init_fn: parts.shift })]).toEqual([100, 201, 102, 203]);
  });

  test('may wait for samples, which the main thread does not', () => {
    const loader = new DataLoader(new parts.Made(5, parts.later), { batch_size: 2, num_workers: 2 });
    expect(Array.from(loader, plain)).toEqual(
      Array.from(new DataLoader(range(5).map((i) => [i, torch.full([2], i)]), { batch_size: 2 }), plain));
    expect([...made(2, parts.later)].map(plain)).toEqual(
      [0, 1].map((i) => [i, plain(torch.full([2], i))]));
    expect(() => [...new DataLoader(new parts.Made(5, parts.later))]).toThrow(/num_workers of 1 or more/);
  });

  test('is used again by the next loop, with a new copy of the dataset', () => {
    const threads = new Set<unknown>();
    for (let i = 0; i < 6; i++) {
      for (const id of made(100, parts.thread)) {
        threads.add(id);
        if (i % 2 === 0) break;
      }
    }
    // The test before may have left some; but not two for each of these loops.
    expect(threads.size).toBeLessThan(7);
    const counts = [0, 1].map(() => ([...made(4, parts.countCalls)] as [number, number][]).map(([own]) => own));
    expect(counts).toEqual([[1, 1, 2, 2], [1, 1, 2, 2]]);
  });
});

test('keys of any kind reach a worker', () => {
  const keyed = [[{ name: 'a' }, 1n], [torch.tensor(2), null]];
  const options = { batch_sampler: keyed, collate_fn: parts.asList };
  const gave = (num_workers: number): unknown[] => [
    ...new DataLoader(new parts.Made(9, parts.keep as never), { ...options, num_workers }) as Iterable<unknown>];
  expect(gave(1).map(plain)).toEqual(gave(0).map(plain));
  expect((gave(2) as [unknown, torch.Tensor][][])[1]![0]).toBeInstanceOf(torch.Tensor);
});

describe('workers that stay', () => {
  test('keep their copy of the dataset', () => {
    const loader = made(4, parts.countCalls, { persistent_workers: true });
    const epochs = [0, 1].map(() => ([...loader] as [number, number][]).map(([own]) => own));
    expect(epochs).toEqual([[1, 1, 2, 2], [3, 3, 4, 4]]);
  });

  test('start each epoch anew, also after one that was left', () => {
    const loader = made(20, parts.square, { persistent_workers: true });
    for (const value of loader) if (value === 9) break;
    expect([...loader]).toEqual(range(20).map((i) => i * i));
    const iterator = loader[Symbol.iterator]();
    iterator.next();
    expect([...loader].length).toBe(20);
  });

  test('go on with streams', () => {
    const loader = new DataLoader(new parts.SplitStream(5), {
      batch_size: 2, num_workers: 2, persistent_workers: true,
    });
    const epoch = [[0, 2], [1, 3], [4]];
    expect([0, 1].map(() => Array.from(loader, (batch) => batch.tolist()))).toEqual([epoch, epoch]);
  });
});

test('out of order, every batch still comes once', () => {
  const order = [...made(30, parts.slow, { in_order: false })] as number[];
  expect([...order].sort((a, b) => a - b)).toEqual(range(30));
  expect(order.indexOf(1)).toBeGreaterThan(1);
});

describe('memory', () => {
  test('of the dataset is shared: a worker that stays sees what the main thread writes', () => {
    const numbers = torch.arange(4);
    const options = { batch_size: 4, num_workers: 1, persistent_workers: true };
    const loader = new DataLoader(new TensorDataset(numbers), options);
    const read = (): unknown => [...loader].map(([batch]) => batch.tolist());
    expect(read()).toEqual([[0, 1, 2, 3]]);
    numbers.mul_(10);
    expect(read()).toEqual([[0, 10, 20, 30]]);
  });

  test('of a worker\'s typed array outlives the worker\'s array', () => {
    const batches = [...made(40, parts.sharedFloats)] as torch.Tensor[];
    torch.collect({ major: true });
    expect(batches.map((batch) => batch.sum().item())).toEqual(range(40).map((i) => 1000 * i));
  });

  test('of a batch arrives whole from an own collate_fn', () => {
    const loader = new DataLoader(new parts.Made(6, parts.square), {
      batch_size: 3, num_workers: 2, collate_fn: parts.bigBatch,
    });
    const batches = [...loader];
    expect(batches.map(({ samples }) => samples)).toEqual([[0, 1, 4], [9, 16, 25]]);
    for (const { noise } of batches) expect(noise.ge(0).all().item()).toBe(true);
  });

  test('of a leaf keeps its wish for a gradient; what belongs to a graph is refused as in Python', () => {
    const [leaf] = made(1, parts.withGradient) as Iterable<torch.Tensor>;
    expect([leaf!.requires_grad, leaf!.is_leaf]).toEqual([true, true]);
    expect(() => [...made(1, parts.ofGraph)]).toThrow(/Cowardly refusing to serialize non-leaf tensor/);
  });
});

describe('an error', () => {
  test('of a sample arrives with class, message and stack, and names the worker', () => {
    const seen: unknown[] = [];
    const error = thrown(() => {
      for (const value of made(8, parts.failAtThree)) seen.push(value);
    });
    expect(seen).toEqual([0, 1, 2]);
    expect(error).toBeInstanceOf(torch.ValueError);
    expect(error.message).toMatch(
      /^Caught ValueError in DataLoader worker process 1\.\nOriginal ValueError: three is not allowed\n +at .*datasets\.mjs/);
  });

  test('does not end the epoch for who asks on', () => {
    const iterator = made(8, parts.failAtThree)[Symbol.iterator]();
    const seen = range(9).map(() => {
      try {
        return iterator.next().value;
      } catch {
        return 'error';
      }
    });
    expect(seen).toEqual([0, 1, 2, 'error', 4, 5, 6, 7, undefined]);
  });

  test.each([
    ['of an own class', parts.failOwn, 'OwnError', 'Original OwnError: of my own'],
    ['that is no Error', parts.failPlain, 'Error', 'only text'],
    ['of the system', parts.failFile, 'Error', 'ENOENT'],
  ])('%s keeps its name', (_, make, name, text) => {
    const error = thrown(() => [...made(2, make)]);
    expect(error).toMatchObject({ name, message: expect.stringContaining(text) as string });
    if (make === parts.failFile) expect(error).toMatchObject({ code: 'ENOENT', path: '/nowhere' });
  });

  test('in collate_fn and worker_init_fn arrives too', () => {
    expect(thrown(() => [...made(4, parts.square, { batch_size: 2, collate_fn: parts.failCollate })])).toMatchObject({
      name: 'RuntimeError', message: expect.stringContaining('no batch today') as string,
    });
    const error = thrown(() => [...made(4, parts.square, { worker_init_fn: parts.failInit })]);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/^Caught RangeError in DataLoader worker process 1\.\n.*cannot begin/);
  });

  test('is what a batch gives that cannot be sent', () => {
    expect(thrown(() => [...made(2, parts.square, { batch_size: 2, collate_fn: parts.outside })]).message).toMatch(
      /Caught TypeError in DataLoader worker process 0\.[^]*the batch is a function \(class \{\}\)/);
  });

  test('says that a worker ended', () => {
    const seen: unknown[] = [];
    const error = thrown(() => {
      for (const value of made(8, parts.exitAtThree)) seen.push(value);
    });
    // The other worker's last sample may be on its way.
    expect([0, 1, 2].slice(0, seen.length)).toEqual(seen);
    expect(error).toMatchObject({
      name: 'RuntimeError', message: expect.stringMatching(/^DataLoader worker \(thread id\(s\) \d+\) exited/) as string,
    });
    expect([...made(2, parts.square)]).toEqual([0, 1]);
  });

  test('says that a batch took too long', () => {
    const error = thrown(() => [...made(4, parts.endless, { timeout: 0.3 })]);
    expect(error).toMatchObject({ name: 'RuntimeError', message: 'DataLoader timed out after 0.3 seconds' });
    expect([...made(2, parts.square)]).toEqual([0, 1]);
  });
});

describe('what a worker cannot have is refused before any starts:', () => {
  class Unknown extends Dataset<number> {
    override __getitem__(index: number): number {
      return index;
    }

    __len__(): number {
      return 3;
    }
  }
  const start = (dataset: Dataset<unknown>, options: object = {}) => thrown(() =>
    new DataLoader(dataset, { num_workers: 1, ...options })[Symbol.iterator]());

  test('a class of unknown origin', () => {
    const { name, message } = start(new Unknown());
    expect(name).toBe('TypeError');
    expect(message).toMatch(/^dataset is an instance of Unknown.*portable\(import\.meta\.url, \{ Unknown \}\)/);
    expect(start(new Subset(new Unknown(), [1])).message).toMatch(/^dataset\.dataset is an instance of Unknown/);
  });

  test('a function of unknown origin', () => {
    const transform = (x: number): number => x + 1;
    expect(start(new parts.Made(2, transform as never)).message).toMatch(
      /^dataset\.make is a function \(\(x\) => x \+ 1\).*portable\(import\.meta\.url, \{ transform \}\)/);
    expect(start(new parts.Noise(), { collate_fn: () => 1 }).message).toMatch(/^collate_fn is a function/);
    expect(start(new parts.Noise(), { worker_init_fn: () => 1 }).message).toMatch(/^worker_init_fn is a function/);
  });

  test('a symbol', () => {
    expect(start(new parts.Holder({ mark: Symbol('mine') })).message).toMatch(/^dataset\.mark is a symbol/);
  });
});

describe('a dataset reaches a worker', () => {
  test('through __reduce__, where its fields are private', () => {
    const dataset = new parts.Sealed([1, 'two', torch.ones(1)], { deep: [1] });
    expect([...new DataLoader<unknown, unknown>(dataset, { num_workers: 1, batch_size: null })].map(plain)).toEqual(
      [1, 'two', plain(torch.ones(1))]);
  });

  test('with objects that are called as functions', () => {
    const dataset = new parts.Made(2, parts.scaled);
    const scale = new parts.Scale(10);
    Object.assign(dataset, { scale, same: scale });
    const loader = new DataLoader<unknown, unknown>(dataset, { num_workers: 1, batch_size: null });
    expect([...loader]).toEqual([[0, true, true], [10, true, true]]);
    class Unsaid extends parts.Scale {}
    Object.assign(dataset, { scale: new Unsaid(1) });
    expect(() => [...loader]).toThrow(/^dataset\.scale is an instance of Unsaid/);
  });

  test('with fields of all kinds', () => {
    const tensor = torch.ones(2);
    const cycle: Record<string, unknown> = {};
    Object.assign(cycle, { self: cycle, list: [cycle] });
    const generator = torch.Generator().manual_seed(9);
    const expected = torch.rand(2, { generator: torch.Generator().manual_seed(9) }).tolist();
    const holder = new parts.Holder({
      tell: parts.tellKinds, tensor, again: tensor, cycle, generator,
      map: new Map([['a', 1], ['b', 2]]), ordered: new OrderedDict([['z', torch.ones(1)]]), set: new Set([3, 4]), date: new Date(0), pattern: /a+/g, big: 12n,
      nothing: null, array: new Float32Array([1, 2]), dtype: torch.int16, device: torch.device('cpu'),
      size: torch.Size([2, 3]), odd: JSON.parse('{"__proto__": 1}') as object,
      inner: new parts.Made(3, parts.square),
    });
    const [[text]] = [...new DataLoader(holder, { num_workers: 1 })] as [string[]];
    expect(JSON.parse(text!)).toEqual({
      map: [['a', 1], ['b', 2]], ordered: ['z'], set: [3, 4], date: '1970-01-01T00:00:00.000Z', pattern: '/a+/g', big: '12',
      nothing: true, array: [1, 2], same: true, dtype: true, device: 'cpu', size: 'torch.Size([2, 3])',
      drawn: expected, noProto: true, inner: 3,
    });
  });
});
