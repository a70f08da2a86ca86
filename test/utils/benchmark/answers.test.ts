import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import answers from '../../golden/benchmark.json' with { type: 'json' };

const {
  Compare, FuzzedParameter, FuzzedSparseTensor, FuzzedTensor, Fuzzer, Measurement, ordered_unique, ParameterAlias,
  select_unit, set_torch_threads, TaskSpec, Timer, trim_sigfig, unit_to_english,
} = torch.utils.benchmark;
type Measurement = InstanceType<typeof Measurement>;
type Labels = Partial<Record<'label' | 'sub_label' | 'description' | 'env', string>> & { num_threads?: number };

const times = {
  one: [1.5e-3], few: [1e-6, 2e-6, 3e-6], wide: [1e-6, 2e-6, 3e-6, 10e-6, 1.7e-6],
  near: [1.001, 1.002, 1.003, 1.004, 1], some: [5.0e-9, 5.6e-9, 5.1e-9, 5.5e-9, 5.2e-9], long: [75.25, 76],
};
const task = (stmt = 'x.add(y)', setup = 'pass', labels: Labels = {}) => new TaskSpec(stmt, setup, labels);
const measured = (list: readonly number[], labels: Labels = {}): Measurement =>
  new Measurement(10, list.map((time) => time * 10), task(undefined, undefined, labels));

test('measurements print, and say what follows of them', () => {
  const labels = { label: 'A label', sub_label: 'part', description: 'what' };
  const made = Object.entries(times).map(([name, list]) => {
    const m = measured(list, labels);
    return [name, [String(m), m.median, m.mean, m.iqr, m.significant_figures, m.has_warnings, m.meets_confidence(0.3)]];
  });
  expect(Object.fromEntries(made)).toEqual(answers.measurements);
});

test('tasks print', () => {
  const tasks = [
    task(), task('a\nb'), task('a\nb', 'pass', { sub_label: 's' }), task(undefined, undefined, { label: 'L' }),
    task(undefined, undefined, { label: 'L', sub_label: 's', description: 'd' }), task(undefined, 'x = 1'),
    task('a\n\nb', 'x = 1\ny = 2'), task('a', undefined, { sub_label: 's', env: 'e', num_threads: 3 }),
  ];
  expect(tasks.map((each) => [each.title, each.setup_str(), each.summarize()])).toEqual(answers.tasks);
  expect([task().equals(task()), task().equals(task('other'))]).toEqual([true, false]);
});

const of = (time: number, n = 5): number[] => Array.from({ length: n }, () => time);
const cell = (sub_label: string, description: string, list: number[], num_threads = 1, label = 'ops', env?: string) =>
  measured(list, { label, sub_label, description, num_threads, ...(env === undefined ? {} : { env }) });

const comparisons: Record<string, () => Measurement[]> = {
  'plain': () => [cell('add', 'n=1', of(1e-6)), cell('add', 'n=100', of(2.345e-5)), cell('mul', 'n=1', of(1.1e-6)),
    cell('mul', 'n=100', of(5e-4))],
  'holes': () => [cell('add', 'n=1', of(1e-3)), cell('mul', 'n=100', of(5e-3))],
  'threads': () => [cell('add', 'a', of(1e-3, 4)), cell('add', 'b', of(1.05e-3, 4)), cell('add', 'a', of(3e-3, 4), 4),
    cell('add', 'b', of(9e-4, 4), 4), cell('mul', 'a', of(2.2e-3, 4), 4)],
  'labels': () => [cell('add', 'a', [1e-3], 1, 'first'), cell('add', 'a', [1e-3], 1, 'second')],
  'no label': () => [measured(of(2e-2, 4), { description: 'only' })],
  'environments': () => [cell('add', 'a', of(1e-3, 4), 1, 'ops', 'old'), cell('add', 'a', of(2e-3, 4), 1, 'ops', 'new build'),
    cell('mul', 'a', of(2e-3, 4), 1, 'ops', 'new build')],
  'replicates': () => [cell('add', 'a', [1e-3]), cell('add', 'a', [3e-3]), cell('add', 'b', [1e-2, 2e-2, 3e-2, 9e-2])],
};

test.each(Object.keys(answers.comparisons))('comparison %s', (name) => {
  const [list, options] = name.split(': ') as [string, string];
  const compare = new Compare(comparisons[list]!());
  if (options.includes('trim')) compare.trim_significant_figures();
  if (options.includes('columns') || options.includes('rows')) compare.colorize({ rowwise: options.includes('rows') });
  if (options.includes('warnings')) compare.highlight_warnings();
  expect(String(compare)).toBe(answers.comparisons[name as keyof typeof answers.comparisons]);
});

const sizes = () => [new FuzzedParameter('k0', 2, 64, 'loguniform'), new FuzzedParameter('k1', 2, 64, 'uniform'),
  new FuzzedParameter('share', 0.25, 0.75, 'uniform')];
const fuzzers: Record<string, () => InstanceType<typeof Fuzzer>> = {
  'sizes': () => new Fuzzer(sizes(), [new FuzzedTensor('x', ['k0', 'k1', 3], [1, 2, 1])], { seed: 3 }),
  'contiguous': () => new Fuzzer(sizes(), [[
    new FuzzedTensor('x', ['k0', 'k1'], { probability_contiguous: 1, dtype: torch.int32 }),
    new FuzzedTensor('y', ['k1'], { dtype: torch.float64 }),
  ]], { seed: 7 }),
  'limits': () => new Fuzzer(
    [new FuzzedParameter('dim', 1, 3, 'uniform', { strict: true }), new FuzzedParameter('k0', 4, 4096, 'loguniform'),
      new FuzzedParameter('k1', 4, 4096, 'loguniform')],
    [new FuzzedTensor('x', ['k0', 'k1', 2], {
      dim_parameter: 'dim', max_elements: 4096, min_elements: 64, max_allocation_bytes: 8192,
    })], { seed: 11 }),
  'constraints': () =>
    new Fuzzer(sizes(), [new FuzzedTensor('x', ['k0'])], [(p) => p['k0']! < p['k1']!], { seed: 2 }),
  'sparse': () => new Fuzzer(
    [new FuzzedParameter('k0', 4, 16, 'uniform'), new FuzzedParameter('k1', 4, 16, 'uniform'),
      new FuzzedParameter('density', 0.25, 0.5, 'uniform'), new FuzzedParameter('coalesced', 0, 1, 'uniform'),
      new FuzzedParameter('sparse_dim', 1, 2, 'uniform')],
    [new FuzzedSparseTensor('x', ['k0', 'k1'], { sparse_dim: 'sparse_dim' })], { seed: 5 }),
};

type Samples = [samples: [unknown, unknown, unknown][], rejected: number];

/** Elements of normal distributions are rounded by the kernel: six digits of them. */
const nearly = (_: string, value: unknown): unknown => (typeof value === 'number' && !Number.isInteger(value)
  ? Number(value.toPrecision(6)) : value);

function expectSamples(fuzzer: InstanceType<typeof Fuzzer>, [samples, rejected]: Samples): void {
  const made = [...fuzzer.take(samples.length)].map(([tensors, known, params]) => [
    Object.fromEntries(Object.entries(tensors).map(([key, tensor]) =>
      [key, [(tensor.to_dense().flatten().tolist() as number[]).slice(0, 5), [...tensor.shape]]])),
    Object.fromEntries(Object.entries(known).map(([key, value]) => [key, { ...value, order: value['order'] ?? [] }])),
    params,
  ]);
  expect(JSON.parse(JSON.stringify(made), nearly)).toEqual(JSON.parse(JSON.stringify(samples), nearly));
  expect(fuzzer.rejection_rate).toBe(rejected);
}

test.each(Object.keys(answers.fuzzers))('the fuzzer of %s draws what numpy and PyTorch draw', (name) => {
  expectSamples(fuzzers[name]!(), answers.fuzzers[name as keyof typeof answers.fuzzers] as unknown as Samples);
});

const { op_fuzzers: files } = torch.utils.benchmark;
const made: Record<string, (seed: number) => InstanceType<typeof Fuzzer>> = {
  unary: (seed) => new files.unary.UnaryOpFuzzer(seed),
  binary: (seed) => new files.binary.BinaryOpFuzzer(seed),
  sparse_unary: (seed) => new files.sparse_unary.UnaryOpSparseFuzzer(seed),
  sparse_binary: (seed) => new files.sparse_binary.BinaryOpSparseFuzzer(seed),
  spectral: (seed) => new files.spectral.SpectralOpFuzzer({ seed }),
};

test.each(Object.keys(answers.op_fuzzers))('the fuzzer for operators %s, as well', (name) => {
  const all = answers.op_fuzzers[name as keyof typeof answers.op_fuzzers] as unknown as [number, Samples][];
  expect(all.length).toBe(3);
  for (const [seed, samples] of all) expectSamples(made[name]!(seed), samples);
});

test('a parameter is another one\'s value, and a map says how likely values are', () => {
  const likely = new Map<unknown, number>([[8, 0.5], [new ParameterAlias('k'), 0.5]]);
  const fuzzer = new Fuzzer([new FuzzedParameter('k', 100, 200, 'uniform'), new FuzzedParameter({ name: 'l', distribution: likely })],
    [new FuzzedTensor('x', ['k', 'l'])], { seed: 0 });
  const params = [...fuzzer.take(20)].map(([, , each]) => each);
  expect(params.every(({ k, l }) => l === 8 || l === k)).toBe(true);
  expect(new Set(params.map(({ l }) => l === 8)).size).toBe(2);
  expect(() => new FuzzedParameter({ name: 'l', distribution: { a: 0.5, b: 0.7 } })).toThrow('Distribution is not normalized');
});

const errors: Record<string, () => unknown> = {
  'distribution': () => new FuzzedParameter('x', 1, 2, 'normal'),
  'negative': () => new FuzzedParameter({ name: 'x', distribution: { a: -1, b: 2 } }),
  'twice': () => new Fuzzer([new FuzzedParameter('x', 1, 2, 'uniform')], [new FuzzedTensor('x', [1])]),
  'impossible': () => [...new Fuzzer([new FuzzedParameter('k', 1, 2, 'uniform')], [], [() => false], { seed: 1 }).take(1)],
  'language': () => new Timer('x', { language: 'fortran' }),
  'global setup': () => new Timer('x', { global_setup: 'y' }),
  'repeat': () => new Timer('x').repeat(),
  'autorange': () => new Timer('x').autorange(),
  'digits': () => trim_sigfig(1.5, 1.5),
  'unit': () => unit_to_english('h'),
  'not measured': () => new Compare([3 as never]),
};
test.each(Object.keys(answers.errors))('error: %s', (name) => {
  const { error, text } = answers.errors[name as keyof typeof answers.errors];
  let thrown: unknown;
  try {
    errors[name]!();
  } catch (caught) {
    thrown = caught;
  }
  expect(thrown).toMatchObject({ name: error, message: text });
});

test('units, digits, threads', () => {
  expect(answers.units.map(([value]) => [value, ...select_unit(value as number)])).toEqual(answers.units);
  expect(['ns', 'us', 'ms', 's'].map((unit) => unit_to_english(unit))).toEqual(answers.english);
  expect(answers.trimmed.map(([x, n]) => [x, n, trim_sigfig(x!, n!)])).toEqual(answers.trimmed);
  expect(ordered_unique([3, 1, 3, 2, 1])).toEqual(answers.unique);
  const before = torch.get_num_threads();
  expect(set_torch_threads(2, () => torch.get_num_threads())).toBe(answers.threads);
  expect(torch.get_num_threads()).toBe(before);
  expect(String(new ParameterAlias('x'))).toBe(answers.alias);
});
