import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import {
  AnyType, AVG, AggregationType, Argument, AwaitType, BoolType, ComplexType, DeviceObjType, DictType,
  DispatchKey as KEY,
  DispatchKeySet, EnumType, FloatType, fork, FunctionSchema, Future, FutureType, InferredType, IntType, ListType,
  LockingLogger, NoneType, NumberType, OptionalType, parse_schema, PyObjectType, RRefType, StreamObjType, StringType,
  SymBoolType, SymIntType, Tag, TensorType, TupleType, Type, typename, UnionType, unify_type_list, wait,
} from 'nodetorch';
import { describe, expect, test } from 'vitest';

// scripts/golden/jit_types.py says how these are written.
interface Golden {
  readonly expressions: Readonly<Record<string, string | readonly [kind: string, message: string]>>;
  readonly single: Readonly<Record<string, readonly [text: string, kind: string, repr: string]>>;
  readonly arguments: readonly (readonly unknown[])[];
  readonly Tag: Readonly<Record<string, number>>;
  readonly DispatchKey: Readonly<Record<string, number>>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/jit_types.json', import.meta.url), 'utf8')) as Golden;

const [I, F, S, T, N] = [IntType.get(), FloatType.get(), StringType.get(), TensorType.get(), NoneType.get()];
const ONES = torch.ones(2, 3);
const SCHEMA = parse_schema(
  "aten::f.out(Tensor self, Tensor(b)[] other, *, Scalar alpha=1, int[2] s=[1,2], str? x='hi', float f=1.5, " +
    'bool b=True, SymInt? n=None, float[] e=[], Tensor(a!) out) -> (Tensor(a!), int[] y)');
const [NEW, OLD] = [parse_schema('f(Tensor a, int b=1) -> Tensor'), parse_schema('f(Tensor a) -> Tensor')];
const BREAKS = parse_schema('f(Tensor a, int b) -> Tensor');
const SET = (key: torch.DispatchKey): DispatchKeySet => new DispatchKeySet(key);
const list = (of: Type): ListType => new ListType(of);

/** What Python prints, as a value that prints so. */
const tuple = (...values: unknown[]): { readonly tuple: readonly unknown[] } => ({ tuple: values });
function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value.includes("'") ? `"${value}"` : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  if (value instanceof torch.device) return `device(type='${value.type}')`;
  if (typeof value === 'object' && 'tuple' in value) return `(${(value.tuple as unknown[]).map(repr).join(', ')})`;
  return typeof value === 'object' ? inspect(value) : String(value);
}

const here: Readonly<Record<string, () => unknown>> = {
  'ListType(I)': () => list(I),
  'ListType(I).str()': () => list(I).str(),
  'ListType(I).containedTypes()': () => list(I).containedTypes(),
  'ListType(I).getElementType()': () => list(I).getElementType(),
  'ListType.ofStrings()': () => ListType.ofStrings(),
  'OptionalType(T)': () => new OptionalType(T),
  'OptionalType(T).str()': () => new OptionalType(T).str(),
  'OptionalType(OptionalType(I))': () => new OptionalType(new OptionalType(I)),
  'OptionalType.ofTensor().kind()': () => OptionalType.ofTensor().kind(),
  'DictType(S, I).str()': () => new DictType(S, I).str(),
  'DictType(T, I)': () => new DictType(T, I),
  'DictType(S, I).getKeyType()': () => new DictType(S, I).getKeyType(),
  'TupleType([I, T])': () => new TupleType([I, T]),
  'TupleType([I, T]).str()': () => new TupleType([I, T]).str(),
  'TupleType([I, T]).elements()': () => new TupleType([I, T]).elements(),
  'TupleType([]).str()': () => new TupleType([]).str(),
  'UnionType([I, T])': () => new UnionType([I, T]),
  'UnionType([I, S]).str()': () => new UnionType([I, S]).str(),
  'UnionType([I, F, N])': () => new UnionType([I, F, N]),
  'ListType(UnionType([I, S])).str()': () => list(new UnionType([I, S])).str(),
  'FutureType(I).str()': () => new FutureType(I).str(),
  'AwaitType(I).str()': () => new AwaitType(I).str(),
  'RRefType(I).str()': () => new RRefType(I).str(),
  'RRefType(I).getElementType()': () => new RRefType(I).getElementType(),
  "EnumType('a.B', I, [])": () => new EnumType('a.B', I, []),
  "InferredType('why').reason()": () => new InferredType('why').reason(),
  "InferredType('why').success()": () => new InferredType('why').success(),
  'InferredType(I).type()': () => new InferredType(I).type(),
  'T.dim()': () => T.dim(),
  'T.sizes()': () => T.sizes(),
  'T.varyingSizes()': () => T.varyingSizes(),
  'T.strides()': () => T.strides(),
  'T.undefined()': () => T.undefined(),
  'T.symbolic_sizes()': () => T.symbolic_sizes(),
  'T.with_sizes([2, 3]).str()': () => T.with_sizes([2, 3]).str(),
  'T.with_sizes([2, 3]).sizes()': () => T.with_sizes([2, 3]).sizes(),
  'T.with_sizes([2, 3]).dim()': () => T.with_sizes([2, 3]).dim(),
  'T.with_sizes([2, None]).sizes()': () => T.with_sizes([2, null]).sizes(),
  'T.with_sizes([2, None]).varyingSizes()': () => T.with_sizes([2, null]).varyingSizes(),
  'T.with_dtype(torch.float32).scalarType()': () => T.with_dtype(torch.float32).scalarType(),
  'T.with_dtype(torch.float32).dtype()': () => T.with_dtype(torch.float32).dtype(),
  'T.dtype()': () => T.dtype(),
  'T.device()': () => T.device(),
  "T.with_device(torch.device('cpu')).device()": () => T.with_device('cpu').device(),
  "T.with_device(torch.device('cpu')).str()": () => T.with_device(torch.device('cpu')).str(),
  'TensorType.create_from_tensor(ONES).str()': () => TensorType.create_from_tensor(ONES).str(),
  'TensorType.create_from_tensor(ONES).strides()': () => TensorType.create_from_tensor(ONES).strides(),
  'TensorType.create_from_tensor(ONES).symbolic_sizes()': () => TensorType.create_from_tensor(ONES).symbolic_sizes(),
  'TensorType.create_from_tensor(ONES.t()).contiguous().str()': () =>
    TensorType.create_from_tensor(ONES.t()).contiguous().str(),
  'TensorType.create_from_tensor(ONES).requires_grad()': () => TensorType.create_from_tensor(ONES).requires_grad(),
  'TensorType.getInferred()': () => TensorType.getInferred(),
  'I.requires_grad()': () => I.requires_grad(),
  'T.requires_grad()': () => T.requires_grad(),
  'I.isSubtypeOf(NumberType.get())': () => I.isSubtypeOf(NumberType.get()),
  'NumberType.get().isSubtypeOf(I)': () => NumberType.get().isSubtypeOf(I),
  'I == IntType.get()': () => I.equals(IntType.get()),
  'I == F': () => I.equals(F),
  'I.is_interface_type()': () => I.is_interface_type(),
  'unify_type_list([I, N])': () => unify_type_list([I, N]),
  'unify_type_list([I, I])': () => unify_type_list([I, I]),
  'unify_type_list([I, F])': () => unify_type_list([I, F]),
  'unify_type_list([S, T])': () => unify_type_list([S, T]),
  'unify_type_list([])': () => unify_type_list([]),
  'Type()': () => new Type(),
  'IntType()': () => new IntType(),
  'SCHEMA': () => SCHEMA,
  'SCHEMA.name': () => SCHEMA.name,
  'SCHEMA.overload_name': () => SCHEMA.overload_name,
  'SCHEMA.is_mutable': () => SCHEMA.is_mutable,
  'SCHEMA._is_view_op()': () => SCHEMA._is_view_op(),
  'OLD.is_mutable': () => OLD.is_mutable,
  'OLD._is_view_op()': () => OLD._is_view_op(),
  "parse_schema('f(Tensor(a) x) -> Tensor(a)')._is_view_op()": () =>
    parse_schema('f(Tensor(a) x) -> Tensor(a)')._is_view_op(),
  'NEW.is_backward_compatible_with(OLD)': () => NEW.is_backward_compatible_with(OLD),
  'OLD.is_backward_compatible_with(NEW)': () => OLD.is_backward_compatible_with(NEW),
  'NEW.check_forward_compatible_with(OLD)': () => tuple(...NEW.check_forward_compatible_with(OLD)),
  'BREAKS.check_forward_compatible_with(OLD)': () => tuple(...BREAKS.check_forward_compatible_with(OLD)),
  'NEW == OLD': () => NEW.equals(OLD),
  'OLD == OLD': () => OLD.equals(parse_schema(String(OLD))),
  "parse_schema('f(')": () => parse_schema('f('),
  "parse_schema('f(Tensor a, xx b) -> ()')": () => parse_schema('f(Tensor a, xx b) -> ()'),
  "FunctionSchema('n', 'o', [Argument('x', I, None, 3, True, None)], [], False, False)": () =>
    new FunctionSchema('n', 'o', [new Argument('x', I, null, 3, true, null)], [], false, false),
  "FunctionSchema('n', '', [Argument('x', ListType(I), 2, [1, 2], False, None)], SCHEMA.returns, False, False)": () =>
    new FunctionSchema('n', '', [new Argument('x', list(I), 2, [1, 2], false, null)], SCHEMA.returns, false, false),
  'SET(KEY.CPU)': () => SET(KEY.CPU),
  'SET(KEY.CPU).raw_repr()': () => SET(KEY.CPU).raw_repr(),
  'SET(KEY.CPU) | SET(KEY.AutogradCPU)': () => SET(KEY.CPU).or(SET(KEY.AutogradCPU)),
  '(SET(KEY.CPU) | SET(KEY.AutogradCPU)).highestPriorityTypeId()': () =>
    SET(KEY.CPU).or(SET(KEY.AutogradCPU)).highestPriorityTypeId(),
  'SET(KEY.CPU).has(KEY.CUDA)': () => SET(KEY.CPU).has(KEY.CUDA),
  'SET(KEY.CPU).add(KEY.CUDA)': () => SET(KEY.CPU).add(KEY.CUDA),
  'SET(KEY.CPU).remove(KEY.CPU)': () => SET(KEY.CPU).remove(KEY.CPU),
  'SET(KEY.CPU) - SET(KEY.CPU)': () => SET(KEY.CPU).sub(SET(KEY.CPU)),
  'SET(KEY.CPU) == SET(KEY.CPU)': () => SET(KEY.CPU).equals(SET(KEY.CPU)),
  'SET(KEY.CPU) & SET(KEY.AutogradCPU)': () => SET(KEY.CPU).and(SET(KEY.AutogradCPU)),
  'SET.from_raw_repr(65537)': () => DispatchKeySet.from_raw_repr(65537),
  'SET(KEY.Undefined)': () => SET(KEY.Undefined),
  'str(KEY.CPU)': () => String(KEY.CPU),
  'Tag.core': () => Tag.core,
  'str(Tag.pointwise)': () => String(Tag.pointwise),
  'AggregationType.SUM': () => AggregationType.SUM,
  'AVG': () => AVG,
  "LockingLogger().get_counter_val('x')": () => new LockingLogger().get_counter_val('x'),
  'torch.LoggerBase()': () => new torch.LoggerBase(),
  'torch.PRIVATE_OPS': () => tuple(...torch.PRIVATE_OPS),
  'torch.profiler_allow_cudagraph_cupti_lazy_reinit_cuda12()': () =>
    torch.profiler_allow_cudagraph_cupti_lazy_reinit_cuda12(),
  'typename(ONES)': () => typename(ONES),
  'typename(ONES.double())': () => typename(ONES.double()),
  'typename(torch.nn.Linear)': () => typename(torch.nn.Linear),
  'typename(torch.nn.Linear(1, 1))': () => typename(new torch.nn.Linear(1, 1)),
  'typename(torch.nn.functional.relu)': () => typename(torch.nn.functional.relu),
  'typename(torch.relu)': () => typename(torch.relu),
  'typename(torch.optim.SGD)': () => typename(torch.optim.SGD),
  'typename(torch.float32)': () => typename(torch.float32),
  "typename(torch.device('cpu'))": () => typename(torch.device('cpu')),
  'typename(torch.Size([1]))': () => typename(torch.Size([1])),
  'typename(torch.Generator())': () => typename(new torch.Generator()),
  'typename([])': () => typename([]),
  'typename(3)': () => typename(3),
  "typename('a')": () => typename('a'),
  'typename(None)': () => typename(null),
  'typename(torch.nn.Parameter(ONES))': () => typename(torch.nn.Parameter(ONES)),
  'fork(lambda x: x + 1, 2).value()': () => fork((x: number) => x + 1, 2).value(),
  'wait(fork(lambda x: x + 1, 2))': () => wait(fork((x: number) => x + 1, 2)),
  'Future([]).done()': () => new Future([]).done(),
  'fork(3)': () => fork(3 as never),
};

test('every expression of PyTorch has its counterpart', () => {
  expect(Object.keys(here)).toEqual(Object.keys(golden.expressions));
});

// A tuple of one has a comma more in Python.
const shown: Readonly<Record<string, string>> = { 'torch.PRIVATE_OPS': "('unique_dim')" };

test.each(Object.entries(here))('%s is as in PyTorch', (text, make) => {
  const wanted = golden.expressions[text]!;
  if (typeof wanted === 'string') {
    expect(repr(make())).toBe(shown[text] ?? wanted);
    return;
  }
  const [name, message] = wanted;
  expect(make).toThrow(expect.objectContaining({ name, message: expect.stringContaining(message) as string }));
});

test('types that are alone in their class', () => {
  const classes = {
    AnyType, NoneType, BoolType, FloatType, ComplexType, IntType, SymIntType, SymBoolType, NumberType, StringType,
    DeviceObjType, StreamObjType, PyObjectType, TensorType,
  };
  const got = Object.entries(classes).map(([name, each]) => {
    const type = each.get();
    expect(type).toBeInstanceOf(each as unknown as typeof Type);
    return [name, [type.str(), type.kind(), String(type)]];
  });
  expect(Object.fromEntries(got)).toEqual(golden.single);
});

test('the arguments and results of a schema say what PyTorch says', () => {
  const got = [...SCHEMA.arguments, ...SCHEMA.returns].map((one) => [
    one.name, String(one.type), String(one.real_type), one.N, one.has_default_value(), one.default_value,
    one.alias_info &&
      [one.alias_info.is_write, [...one.alias_info.before_set].sort(), [...one.alias_info.after_set].sort()],
    one.is_write, one.is_out, one.kwarg_only,
  ]);
  expect(got).toEqual(golden.arguments);
});

describe('enums have PyTorch\'s names and numbers', () => {
  test('Tag', () => {
    expect(Object.fromEntries(Object.values(Tag).map((tag) => [tag.name, tag.value]))).toEqual(golden.Tag);
  });
  test('DispatchKey', () => {
    const got = Object.keys(golden.DispatchKey).map((name) => [name, KEY[name as torch.DispatchKeyName]?.value]);
    expect(Object.fromEntries(got)).toEqual(golden.DispatchKey);
  });
});

test.each([
  'aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor',
  'aten::split(Tensor(a -> *) self, SymInt[] split_size, int dim=0) -> Tensor(a)[]',
  'aten::lstm(Tensor input, Tensor[] hx, bool has_biases, int num_layers, float dropout) -> (Tensor, Tensor, Tensor)',
])('%s reads as the same schema when it is printed', (text) => {
  const schema = parse_schema(text);
  expect(parse_schema(String(schema)).equals(schema)).toBe(true);
});

test('arguments that are no types are refused', () => {
  expect(() => new ListType(3 as never)).toThrow(TypeError);
  expect(() => I.isSubtypeOf('int' as never)).toThrow(TypeError);
  expect(() => I.dim()).toThrow(torch.RuntimeError);
  expect(() => new Argument('x', I, null, {} as never, false, null)).toThrow(TypeError);
});

test('keys that are excluded are passed over, to the end of the block or of the function', () => {
  const set = SET(KEY.AutogradCPU);
  const x = torch.ones(1, { requires_grad: true });
  expect(torch.ExcludeDispatchKeyGuard(set, () => x.mul(2).requires_grad)).toBe(false);
  expect(x.mul(2).requires_grad).toBe(true);
  {
    using _ = torch.ExcludeDispatchKeyGuard(set);
    expect(x.mul(2).requires_grad).toBe(false);
    torch.ExcludeDispatchKeyGuard(set, () => undefined);
    expect(x.mul(2).requires_grad).toBe(false);
  }
  expect(() => torch.ExcludeDispatchKeyGuard(set, () => {
    throw new Error('mine');
  })).toThrow('mine');
  expect(x.mul(2).requires_grad).toBe(true);
});

test('a Future is complete once, calls back, and can be awaited', async () => {
  const future = new Future<number>([]);
  const seen: number[] = [];
  future.add_done_callback((done) => seen.push(done.value()));
  const next = future.then((done) => done.value() + 1);
  expect(() => future.value()).toThrow(torch.RuntimeError);
  expect(() => future.wait()).toThrow(/never end/);
  future.set_result(3);
  expect([next.value(), next.wait(), seen]).toEqual([4, 4, [3]]);
  expect(() => future.set_result(4)).toThrow(/marked completed once/);
  expect(await future).toBe(3);
  const failed = future.then(() => {
    throw new TypeError('mine');
  });
  expect(() => failed.wait()).toThrow('Got the following error when running the callback: TypeError: mine');
  await expect((async () => failed)()).rejects.toThrow(/running the callback/);
  expect(() => fork(() => {
    throw new TypeError('mine');
  })).toThrow('mine');
});

test('init_num_threads and get_file_path', () => {
  const threads = torch.get_num_threads();
  torch.init_num_threads();
  expect(torch.get_num_threads()).toBe(threads);
  expect(torch.get_file_path('lib', 'x').endsWith('/lib/x')).toBe(true);
});

test('a schema that nests deeper than libtorch can read ends with an error', () => {
  const nested = (depth: number): string => `f(${'('.repeat(depth)}int${')'.repeat(depth)} x) -> ()`;
  expect(String(parse_schema(nested(100)))).toContain('int');
  expect(() => parse_schema(nested(100_000))).toThrow('parse_schema(): types nest 100001 deep here, at most 200 are read');
  expect(() => parse_schema(`f(int${'[]'.repeat(100_000)} x) -> ()`)).toThrow('at most 200 are read');
});
