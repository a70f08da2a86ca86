import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { native } from '../../dist/addon/binding.js';
import { testCalls } from '../calls.js';

const names = native.operator_names();
const argumentKinds = new Map<string, string>();
const returnKinds = new Map<string, string>();
for (const name of names) {
  const schema = native.schema(name);
  for (const argument of schema.arguments) argumentKinds.set(argument.type, name);
  for (const result of schema.returns) returnKinds.set(result.type, name);
}

test('every operator of every namespace is planned', () => {
  // Private names and namespaces of accelerators count too; libtorch 2.11 to 2.15 have between 3,300 and 3,500.
  expect(names.length).toBeGreaterThan(3000);
  for (const name of names) expect(typeof native.bind(name, false), name).toBe('function');
});

test('every operator is reached through torch.ops', () => {
  for (const full of names) {
    const [, space, name, overload] = /^(.*?)::([^.]*)\.?(.*)$/.exec(full)!;
    const packet = torch.ops[space][name];
    expect(typeof packet, full).toBe('function');
    expect(typeof packet[overload || 'default'], full).toBe('function');
  }
  expect(torch.ops.aten.no_such_operator).toBeUndefined();
  expect(() => native.bind('aten::no_such_operator', false)).toThrow("no operator is called 'aten::no_such_operator'");
});

describe('a call for each kind of argument and result, against PyTorch', () => testCalls('argument_kinds'));

const { aten, quantized } = torch.ops;
const weight = (...shape: number[]): Tensor =>
  aten.quantize_per_tensor.default(torch.ones(shape), 0.5, 0, torch.qint8) as Tensor;
const perRow = aten.quantize_per_channel.default(torch.ones(4, 8), torch.ones(4), torch.zeros(4), 0, torch.quint8);
const cell = (): unknown[] => {
  const packed = (): unknown => quantized.linear_prepack.default(weight(6, 2), null);
  return [packed(), packed(), torch.zeros(6), torch.zeros(6), true];
};
const seeded = (seed: number): torch.Generator => new torch.Generator().manual_seed(seed);
const vector = torch.tensor([1, 2, 3]);

/** Kinds that the golden notation has no words for: operator, arguments, what comes out. */
const samples: [operator: string, args: () => unknown[], wanted: unknown][] = [
  ['aten::mul.Scalar', () => [vector, new torch.Complex(0, 1)], [[0, 1], [0, 2], [0, 3]]],
  ['aten::full', () => [[2], 2n ** 60n, { dtype: torch.int64 }], [2n ** 60n, 2n ** 60n]],
  ['aten::randn.generator', () => [[2], { generator: seeded(0) }], [1.540996, -0.2934289]],
  ['aten::randn.generator', () => [[2], { generator: null }], undefined],
  ['aten::empty.memory_format', () => [[1, 2, 1, 1], { memory_format: torch.channels_last, layout: torch.strided }], undefined],
  ['aten::zeros', () => [[2], { device: torch.device('cpu') }], [0, 0]],
  ['aten::zeros', () => [[2], { device: 'cpu' }], [0, 0]],
  ['aten::to.dtype_layout', () => [vector, { dtype: torch.int32, layout: torch.strided, device: 'cpu' }], [1, 2, 3]],
  ['aten::contiguous', () => [vector, { memory_format: torch.contiguous_format }], [1, 2, 3]],
  ['aten::is_contiguous.memory_format', () => [vector, torch.contiguous_format], true],
  ['aten::_autocast_to_reduced_precision', () => [vector, false, false, torch.float16, torch.bfloat16], [1, 2, 3]],
  ['aten::to.device', () => [vector, torch.device('cpu'), torch.float64], [1, 2, 3]],
  ['aten::qscheme', () => [weight(1)], torch.per_tensor_affine],
  ['aten::q_scale', () => [weight(1)], 0.5],
  ['aten::sym_is_contiguous', () => [vector, torch.contiguous_format], true],
  ['quantized::conv2d_stride', () => [
    quantized.conv2d_prepack.default(weight(1, 1, 2, 1), null, [2, 3], [0, 0], [1, 1], 1)], [2, 3]],
  ['profiler::_record_function_enter_new', () => ['sample', null], undefined],
  ['_test::get_first', () => [[['a', 'b'], ['c']]], 'a'],
  ['aten::slice.Tensor', () => [vector, 0, 0, 2n ** 63n - 1n, 2], [1, 3]],
  ['aten::promote_types', () => [torch.int8, torch.uint8], torch.int16],
  ['aten::result_type.Scalar', () => [torch.tensor([1], { dtype: torch.int64 }), 2.5], torch.float32],
  ['aten::_validate_sparse_compressed_tensor_args', () => [
    torch.tensor([0, 1]).long(), torch.tensor([0]).long(), torch.ones(1), [1, 1], torch.sparse_csr], undefined],
  ['mkldnn::_linear_pointwise', () => [torch.ones(1, 2), torch.ones(3, 2), null, 'none', [], ''], [[2, 2, 2]]],
  ['quantized::linear_prepack', () => [weight(2, 2), null], undefined],
  ['quantized::linear_dynamic', () => [torch.ones(1, 2), quantized.linear_prepack.default(weight(2, 2), null)], [[2, 2]]],
  ['quantized::conv3d_stride', () => [
    quantized.conv3d_prepack.default(weight(1, 1, 1, 1, 1), null, [1, 2, 3], [0, 0, 0], [1, 1, 1], 1)], [1, 2, 3]],
  ['quantized::embedding_bag_prepack', () => [perRow], undefined],
  ['quantized::embedding_byte', () => [
    quantized.embedding_bag_prepack.default(perRow), torch.tensor([1]).long()], [[1, 1, 1, 1, 1, 1, 1, 1]]],
  ['quantized::make_quantized_cell_params_dynamic', () => cell(), undefined],
  ['aten::quantized_gru.data', () => [
    torch.zeros(1, 2), torch.tensor([1]).long(), torch.zeros(1, 1, 2),
    [quantized.make_quantized_cell_params_dynamic.default(...cell())], true, 1, 0, false, false],
  [[[0, 0]], [[[0, 0]]]]],
  ['mkldnn_prepacked::conv2d_run', () => [
    torch.ones(1, 1, 2, 2),
    torch.ops.mkldnn_prepacked.conv2d_prepack.default(
      torch.ones(1, 1, 2, 2), null, [1, 1], [0, 0], [1, 1], 1, [1, 1, 2, 2], 'none')], [[[[4]]]]],
  ['aten::item', () => [torch.tensor(new torch.Complex(1, -2))], new torch.Complex(1, -2)],
  ['aten::item', () => [torch.tensor([2n ** 60n]).squeeze()], 2n ** 60n],
];

function flat(value: unknown): unknown {
  if (value instanceof torch.Tensor) return flat((value as Tensor).tolist({ bigint: value.dtype === torch.int64 }));
  if (Array.isArray(value)) return value.map(flat);
  return value instanceof torch.Complex ? [value.re, value.im] : value;
}

function call(name: string, args: unknown[]): unknown {
  const [, space, operator, overload] = /^(.*?)::([^.]*)\.?(.*)$/.exec(name)!;
  return torch.ops[space][operator][overload || 'default'](...args);
}

function expectClose(actual: unknown, wanted: unknown): void {
  if (Array.isArray(wanted)) {
    expect(actual).toHaveLength(wanted.length);
    wanted.forEach((item, i) => expectClose((actual as unknown[])[i], item));
  } else if (typeof wanted === 'number') expect(actual).toBeCloseTo(wanted, 5);
  else expect(actual).toEqual(wanted);
}

test.each(samples.map(([name, args, wanted], i) => [`${i} ${name}`, name, args, wanted] as const))(
  '%s', (_, name, args, wanted) => {
    const result = call(name, args());
    if (native.schema(name).returns.length === 0) expect(result).toBeUndefined();
    else if (wanted === undefined) expect(result).toBeTypeOf('object');
    else expectClose(flat(result), flat(wanted));
  });

test('no kind of argument or result is without a sample', () => {
  const golden = JSON.parse(readFileSync(new URL('../golden/argument_kinds.json', import.meta.url), 'utf8')) as [string][];
  const called = golden.map(([name]) => name.split('.')).filter(([ops]) => ops === 'ops')
    .map(([, space, name, overload = 'default']) => `${space}::${name}${overload === 'default' ? '' : `.${overload}`}`)
    .filter((name) => names.includes(name));
  const used = [...called, ...samples.map(([name]) => name)].map((name) => native.schema(name));
  const withSample = new Set(
    used.flatMap(({ arguments: list, returns }) => [...list, ...returns].map(({ type }) => type)));
  const missing = new Set([...argumentKinds.keys(), ...returnKinds.keys()].filter((kind) => !withSample.has(kind)));
  expect([...missing].filter((kind) => !unreachable.includes(kind))).toEqual([]);
});

// What one process on a CPU cannot have (process groups, symmetric memory, streams, packed weights of another engine),
// what no operator makes (a storage), and the lists and objects that only operators of those take.
const unreachable = [
  'Any', 'Dict(Tensor, Tensor)', 'Storage', 'Stream', 'Tensor[][]', 'str[]', '__torch__.torch.classes.c10d.ProcessGroup',
  '__torch__.torch.classes.c10d.ReduceOp', '__torch__.torch.classes.c10d.SymmetricMemory',
  '__torch__.torch.classes.c10d.Work',
  '__torch__.torch.classes.sparse.LinearPackedParamsBase',
];

test.each([
  ['aten::record_stream', [vector, vector], 'unknown parameter type'],
  ['aten::set_.source_Storage', [vector, {}], 'set_() missing 1 required positional arguments: "source"'],
  ['c10d::barrier', [vector, {}, []], 'barrier()'],
  ['aten::get_gradients', [7], 'There were no tensor arguments'],
] as const)('a kind that nobody can make is refused: %s', (name, args, text) => {
  expect(() => call(name, [...args])).toThrow(text);
});

describe('what comes back is the same object', () => {
  test('in-place operators give back the tensor they were called on', () => {
    const a = torch.tensor([1, 2]);
    expect(a.add_(1)).toBe(a);
    expect(aten.add_.Tensor(a, a)).toBe(a);
    expect(a.tolist()).toEqual([4, 6]);
  });

  test('out= gives back the tensor it names', () => {
    const out = torch.empty(2);
    expect(torch.add(torch.tensor([1, 2]), 1, { out })).toBe(out);
    expect(aten.add.out(torch.tensor([1, 2]), torch.tensor([5, 5]), { out })).toBe(out);
    expect(out.tolist()).toEqual([6, 7]);
  });

  test('out= with one tensor for each result', () => {
    const values = torch.empty(0);
    const indices = torch.empty(0, { dtype: torch.int64 });
    const result = torch.max(torch.tensor([[1, 5], [7, 2]]), 1, { out: [values, indices] });
    expect(result[0]).toBe(values);
    expect(result.indices).toBe(indices);
    expect([values.tolist(), indices.tolist()]).toEqual([[5, 7], [1, 0]]);
  });

  test('an in-place operator on lists gives back nothing and writes', () => {
    const a = torch.tensor([1, 2]);
    expect(aten._foreach_add_.Scalar([a, a], 1)).toBeUndefined();
    expect(a.tolist()).toEqual([3, 4]);
  });
});

test('several results have names', () => {
  const { values, indices } = torch.sort(torch.tensor([3, 1, 2]));
  const [first, second] = torch.sort(torch.tensor([3, 1, 2]));
  expect(values.tolist()).toEqual(first.tolist());
  expect(indices.tolist()).toEqual(second.tolist());
});

test('undefined takes the default, null is None', () => {
  expect(flat(aten.argmax.default(torch.tensor([1, 3]), undefined, undefined))).toBe(1n);
  expect(flat(aten.sum.dim_IntList(torch.ones(2, 2), null, undefined, { dtype: null }))).toBe(4);
  expect(flat(aten.std.correction(torch.tensor([1, 3]), { correction: undefined }))).toBeCloseTo(Math.SQRT2);
});

test('arguments may be named from where the positional ones end', () => {
  expect(torch.sum({ input: torch.ones(2, 3), dim: 0 }).tolist()).toEqual([2, 2, 2]);
  expect(torch.transpose(torch.ones(2, 3), { dim0: 0, dim1: 1 }).shape).toEqual([3, 2]);
  const sum = torch.sum as (...args: unknown[]) => unknown;
  expect(() => sum(torch.ones(2), { input: torch.ones(2) })).toThrow(TypeError);
});

test('the addon checks for itself what TypeScript lets through', () => {
  const add = native.bind('aten::add.Tensor', false);
  expect(() => add()).toThrow('add() missing 1 required positional argument');
  expect(() => add(1, 2)).toThrow("add(): argument 'self' (position 1) must be Tensor, not number");
  expect(() => add({}, Symbol('x'))).toThrow(TypeError);
  expect(() => add(1, 2, 3, 4)).toThrow('add() takes 3 arguments but 4 were given');
});
