// Random numbers against PyTorch's: the committed ones, and those of a torch in python3 where there is one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { afterEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The draws of scripts/golden/random_numbers.py, by the same names. */
const draws: Record<string, () => torch.Tensor> = {
  rand: () => torch.rand(5),
  rand_double: () => torch.rand(5, { dtype: torch.float64 }),
  randn: () => torch.randn(5),
  randn_many: () => torch.randn(40).index('20:'),
  randint: () => torch.randint(0, 1000, [8]),
  randint_signed: () => torch.randint(-5, 5, [8]),
  randperm: () => torch.randperm(10),
  bernoulli: () => torch.bernoulli(torch.full([10], 0.5)),
  multinomial: () => torch.multinomial(torch.tensor([1, 2, 3, 4]), 6, true),
  uniform_: () => torch.empty(4).uniform_(-2, 3),
  normal_: () => torch.empty(4).normal_(1, 2),
  exponential_: () => torch.empty(4).exponential_(),
  dropout: () => torch.dropout(torch.ones(10), 0.5, true),
};

type Answers = Record<string, Record<string, number[]>>;

// Mantissas of the generator's bits are exact; log, cos and exp may differ in the last digits between processors.
function compare(answers: Answers): void {
  describe.each(Object.keys(answers))('seed %s', (seed) => {
    test.each(Object.keys(draws))('%s', (name) => {
      torch.manual_seed(BigInt(seed));
      const actual = draws[name]!().tolist() as number[];
      const expected = answers[seed]![name]!;
      expect(actual).toHaveLength(expected.length);
      actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    });
  });
}

const golden = JSON.parse(readFileSync(`${root}/test/golden/random_numbers.json`, 'utf8')) as Answers;
const python = spawnSync(process.env['NODETORCH_REFERENCE_PYTHON'] ?? 'python3', ['scripts/golden/random_numbers.py'], {
  cwd: root, encoding: 'utf8',
});

test('both sides make the same draws', () => {
  for (const answers of Object.values(golden)) expect(Object.keys(answers).sort()).toEqual(Object.keys(draws).sort());
});

describe('as PyTorch 2.15', () => compare(golden));

describe.skipIf(python.status !== 0)('as the PyTorch in python3', () => {
  compare(python.status === 0 ? (JSON.parse(python.stdout) as Answers) : { 0: {} });
});

test('seeds are kept, counted from the upper end where negative, and given back', () => {
  expect(torch.manual_seed(42)).toBe(torch.default_generator);
  expect(torch.initial_seed()).toBe(42);
  expect(torch.manual_seed(-1).initial_seed()).toBe(2n ** 64n - 1n);
  expect(torch.manual_seed(2n ** 64n - 1n).initial_seed()).toBe(2n ** 64n - 1n);
  const chosen = torch.seed();
  expect(torch.initial_seed()).toBe(chosen);
  expect(torch.seed()).not.toBe(chosen);
});

test('what is no seed is an error', () => {
  expect(() => torch.manual_seed(1.5)).toThrow('manual_seed expected a long, but got float');
  expect(() => torch.manual_seed('1' as unknown as number)).toThrow('manual_seed expected a long, but got string');
  expect(() => torch.manual_seed(2n ** 64n)).toThrow('Overflow when unpacking long long');
  expect(() => torch.manual_seed(-(2n ** 63n) - 1n)).toThrow('Overflow when unpacking long long');
  expect(() => torch.manual_seed(NaN)).toThrow('manual_seed expected a long, but got float');
});

test('a Generator has a sequence of its own', () => {
  const generator = torch.Generator();
  expect(generator).toBeInstanceOf(torch.Generator);
  expect(generator.initial_seed()).toBe(67280421310721);
  expect(generator.device).toBe(torch.device('cpu'));
  expect(generator.manual_seed(7)).toBe(generator);

  torch.manual_seed(7);
  const own = torch.randn(3, { generator }).tolist();
  expect(torch.randn(3).tolist()).toEqual(own);
  expect(torch.randn(3, { generator }).tolist()).not.toEqual(own);
  expect(new torch.Generator('cpu').manual_seed(7).initial_seed()).toBe(7);
});

test('states are copies, and are put back', () => {
  torch.manual_seed(3);
  const state = torch.get_rng_state();
  expect([state.dtype, state.dim()]).toEqual([torch.uint8, 1]);
  const first = torch.rand(4).tolist();
  torch.set_rng_state(state);
  expect(torch.rand(4).tolist()).toEqual(first);

  const generator = new torch.Generator();
  generator.set_state(state);
  expect(torch.rand(4, { generator }).tolist()).toEqual(first);
  expect(generator.initial_seed()).toBe(3);
});

test('a state must be one', () => {
  expect(() => torch.set_rng_state(torch.ones(3))).toThrow('RNG state must be a torch.ByteTensor');
  expect(() => torch.set_rng_state(torch.ones(3, { dtype: torch.uint8 }))).toThrow(
    'CPUGeneratorImplState of size 5056 but found the input RNG state size to be 3');
  expect(() => torch.set_rng_state([1] as unknown as torch.Tensor)).toThrow(TypeError);
});

test('fork_rng leaves the generator as it was, however the function ends', () => {
  torch.manual_seed(5);
  const drawn = torch.random.fork_rng(() => torch.rand(2).tolist());
  expect(() => torch.random.fork_rng(() => {
    torch.rand(100);
    throw new Error('inside');
  })).toThrow('inside');
  expect(() => torch.random.fork_rng(async () => torch.rand(1))).toThrow('fork_rng(): the callback is async');
  expect(torch.rand(2).tolist()).toEqual(drawn);
  torch.random.fork_rng(() => torch.rand(2), { enabled: false });
  expect(torch.rand(2).tolist()).not.toEqual(drawn);
});

describe('settings of the process', () => {
  afterEach(() => torch.set_default_dtype(torch.float32));

  test('threads', () => {
    torch.set_num_threads(1);
    expect(torch.get_num_threads()).toBe(1);
    expect(torch.get_num_interop_threads()).toBeGreaterThan(0);
    for (const set of [torch.set_num_threads, torch.set_num_interop_threads]) {
      expect(() => set(0)).toThrow(`${set.name} expects a positive integer`);
      expect(() => set(1.5)).toThrow(`${set.name} expects an int, but got float`);
      expect(() => set('2' as unknown as number)).toThrow(`${set.name} expects an int, but got string`);
    }
  });

  test('the default dtype is what numbers become', () => {
    expect(torch.get_default_dtype()).toBe(torch.float32);
    torch.set_default_dtype(torch.float64);
    expect([torch.tensor([1.5]), torch.ones(1), torch.rand(1)].map((each) => each.dtype))
      .toEqual([torch.float64, torch.float64, torch.float64]);
    expect(() => torch.set_default_dtype(torch.int64)).toThrow(
      'only floating-point types are supported as the default type');
    expect(() => torch.set_default_dtype('float64' as unknown as torch.dtype)).toThrow('invalid dtype object');
  });
});
