// Functions compiled from TorchScript's text, and their graphs; lists, dicts and archives by their records.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import {
  AliasDb, Block, BufferDict, CompilationUnit, Graph, import_ir_module, import_ir_module_from_buffer, IntType,
  ModuleDict, Node, ParameterDict, parse_ir, PyTorchFileReader, PyTorchFileWriter, ScriptDict, ScriptDictIterator,
  ScriptDictKeyIterator, ScriptFunction, ScriptList, ScriptListIterator, ScriptMethod, ScriptModule, ScriptObject,
  ScriptObjectProperty, TensorType, Use, Value,
} from 'nodetorch';
import { BytesIO } from 'nodetorch/serialization';
import { describe, expect, test } from 'vitest';

const ones = torch.ones(3);

test('a unit compiles functions of text, which run and have gradients', () => {
  const unit = new CompilationUnit(`
def scale(x, by: float = 2.0):
    return x * by
def twice(x):
    y = scale(x)
    if bool(y.sum() > 100):
        y = y - 1
    return scale(y, by=3.0).to(torch.float64)
`);
  const twice = unit.find_function('twice')!;
  expect(unit.get_functions().map(({ name }) => name)).toEqual(['scale', 'twice']);
  expect(unit.find_function('none')).toBeNull();
  const x = torch.ones(3, { requires_grad: true });
  const out = twice<torch.Tensor>(x);
  expect([out.tolist(), out.dtype]).toEqual([[6, 6, 6], torch.float64]);
  out.sum().backward();
  expect(x.grad!.tolist()).toEqual([6, 6, 6]);
  const { scale } = unit as CompilationUnit & { scale: ScriptFunction };
  expect(scale<torch.Tensor>(ones, { by: 5 }).tolist()).toEqual([5, 5, 5]);
  expect(String(twice.schema)).toBe('twice(Tensor x) -> Tensor');
  expect(unit.find_function('scale')!.code).toBe('def scale(x: Tensor,\n    by: float=2.) -> Tensor:\n  return torch.mul(x, by)\n');
  const saved = torch.jit.load(unit.find_function('scale')!.save_to_buffer());
  expect(saved(ones, 2).tolist()).toEqual([2, 2, 2]);
  expect(() => unit.define('def scale(x):\n    return x\n')).toThrow("method 'scale' already defined.");
  expect(() => new CompilationUnit('def f(x):\n    return foo(x)\n')).toThrow(/undefined value foo/);
});

describe('a graph', () => {
  const text = `graph(%x : Tensor,
      %flag : bool):
  %2 : int = prim::Constant[value=1]()
  %3 : Tensor = prim::If(%flag)
    block0():
      %4 : Tensor = aten::add(%x, %x, %2)
      -> (%4)
    block1():
      %5 : Tensor = aten::relu_(%x)
      -> (%5)
  return (%3)
`;
  const graph = parse_ir(text);
  const nodes = [...graph.nodes()];

  test('is read from text, and printed', () => {
    expect(graph.str(false)).toBe(text);
    expect(String(graph.copy())).toBe(String(graph));
    expect(graph).toBeInstanceOf(Graph);
    expect([...new Graph().nodes()]).toEqual([]);
    expect(() => graph.lint()).not.toThrow();
  });
  test('has nodes, with what goes in and comes out', () => {
    expect(nodes.map((node) => node.kind())).toEqual(['prim::Constant', 'prim::If']);
    expect(graph.findAllNodes('aten::add').length).toBe(1);
    expect(graph.findAllNodes('aten::add', { recurse: false })).toEqual([]);
    expect(graph.findNode('aten::none')).toBeNull();
    const add = graph.findNode('aten::add')!;
    expect(add).toBeInstanceOf(Node);
    expect([...add.inputs()].map((value) => value.debugName())).toEqual(['x', 'x', '2']);
    expect([add.inputsSize(), add.outputsSize(), add.hasMultipleOutputs(), add.hasUses()]).toEqual([3, 1, false, true]);
    expect(add.schema()).toMatch(/^aten::add\.Tensor\(Tensor self/);
    expect(add.namedInput('alpha').debugName()).toBe('2');
    expect(() => add.input()).toThrow("Tried to access a single input on node 'aten::add' which has 3 outputs.");
    expect(add.output().equals(add.outputsAt(0))).toBe(true);
    expect(nodes[0]!.isBefore(nodes[1]!)).toBe(true);
    expect(nodes[1]!.isAfter(nodes[0]!)).toBe(true);
    expect(nodes[0]!.equals([...graph.nodes()][0]!)).toBe(true);
  });
  test('has attributes of its kinds', () => {
    const [constant] = nodes;
    expect(constant!.attributeNames()).toEqual(['value']);
    expect([constant!.kindOf('value'), constant!.i('value'), constant!.hasAttribute('none')]).toEqual(['i', 1, false]);
    expect(() => constant!.t('value')).toThrow("required keyword attribute 'value' has the wrong type");
    expect(() => constant!.i('zz')).toThrow("required keyword attribute 'zz' is undefined");
    expect(constant!.output().toIValue()).toBe(1);
  });
  test('has blocks, values and uses', () => {
    const [, branch] = nodes;
    const blocks = [...branch!.blocks()];
    expect(blocks.map((block) => [...block.nodes()].map((node) => node.kind()))).toEqual([['aten::add'], ['aten::relu_']]);
    expect(blocks[0]).toBeInstanceOf(Block);
    expect(blocks[0]!.owningNode()!.equals(branch!)).toBe(true);
    const [x] = graph.inputs();
    expect(x).toBeInstanceOf(Value);
    expect(x!.uses().map(({ user, offset }) => [user.kind(), offset])).toEqual(
      [['aten::add', 0], ['aten::add', 1], ['aten::relu_', 0]]);
    expect(x!.uses()[0]).toBeInstanceOf(Use);
    expect(x!.uses()[1]!.isAfter(x!.uses()[0]!)).toBe(true);
    expect([String(x!.type()), x!.node().kind(), x!.isCompleteTensor()]).toEqual(['Tensor', 'prim::Param', false]);
    expect(graph.return_node().kind()).toBe('prim::Return');
    const copy = graph.copy();
    const [first] = copy.inputs();
    first!.setDebugName('input').setType(TensorType.get());
    expect(copy.str(false)).toContain('graph(%input : Tensor');
    expect(() => first!.setDebugName('12')).toThrow();
  });
  test('knows what may be the same memory', () => {
    const aliases = graph.alias_db();
    expect(aliases).toBeInstanceOf(AliasDb);
    const [x] = graph.inputs();
    const added = graph.findNode('aten::add')!.output();
    const changed = graph.findNode('aten::relu_')!.output();
    expect(aliases.has_writers(x!)).toBe(true);
    expect([aliases.may_contain_alias(x!, changed), aliases.may_contain_alias(x!, added)]).toEqual([true, false]);
    expect(aliases.to_graphviz_str()).toContain('digraph');
  });
  test('becomes a function', () => {
    const made = new CompilationUnit().create_function('made', graph);
    expect(made).toBeInstanceOf(ScriptFunction);
    expect(made<torch.Tensor>(ones, true).tolist()).toEqual([2, 2, 2]);
    expect(made<torch.Tensor>(ones.neg(), false).tolist()).toEqual([0, 0, 0]);
  });
});

test('classes without a constructor say so', () => {
  const classes = [Node, Value, Block, Use, AliasDb, ScriptFunction, ScriptMethod, ScriptObject, ScriptObjectProperty];
  for (const Class of classes) {
    expect(() => Reflect.construct(Class, [])).toThrow(/: No constructor defined!$/);
  }
});

test('a module of libtorch\'s is made by hand, and has dicts of its members', () => {
  const unit = new CompilationUnit();
  const module = new ScriptModule('__torch__.Net', unit, true);
  module._register_attribute('scale', IntType.get(), 3);
  module._register_attribute('inner', torch.TensorType.get(), ones);
  module._define('def forward(self, x):\n    return x * self.scale + self.inner\n');
  expect(module._get_method('forward')<torch.Tensor>(ones).tolist()).toEqual([4, 4, 4]);
  expect([module.hasattr('scale'), module.hasattr('nope'), module._has_method('forward')]).toEqual([true, false, true]);
  module.setattr('scale', 5);
  expect(module.getattr('scale')).toBe(5);
  expect(() => module.setattr('nope', 1)).toThrow(/does not have an attribute with name 'nope'/);
  expect(() => module._get_method('nope')).toThrow("Method 'nope' is not defined.");
  expect(module.qualified_name).toBe('__torch__.Net');
  expect(module.dump_to_str()).toContain('module __torch__.Net {');
  expect(module.__copy__().equals(module)).toBe(false);
  const read = import_ir_module_from_buffer(
    { cu: new CompilationUnit(), buffer: module.save_to_buffer(), map_location: null, _extra_files: {} });
  expect(read._get_method('forward')<torch.Tensor>(ones).tolist()).toEqual([6, 6, 6]);
  expect(read._get_method('forward').owner.equals(read)).toBe(true);
  expect(read._properties()).toEqual([]);
  expect([...read.children()]).toEqual([]);
});

test('the dicts of a module are views of it', () => {
  class Inner extends torch.jit.ScriptModule {
    weight = torch.nn.Parameter(torch.ones(2));
    constructor() {
      super();
      this.register_buffer('seen', torch.zeros(1));
      this.define('def forward(self, x):\n    self.seen = self.seen + 1\n    return x * self.weight\n');
    }
  }
  class Outer extends torch.jit.ScriptModule {
    inner = new Inner();
    constructor() {
      super();
      this.define('def forward(self, x):\n    return self.inner(x)\n');
    }
  }
  const outer = new Outer();
  const inner = outer.inner._c;
  expect(new ModuleDict(outer._c).items().map(([name]) => name)).toEqual(['inner']);
  const [parameters, buffers] = [new ParameterDict(inner), new BufferDict(inner)];
  expect(parameters.items().map(([name, value]) => [name, value.tolist()])).toEqual([['weight', [1, 1]]]);
  expect(parameters.getattr('weight')).toBe(parameters.getattr('weight'));
  const before = buffers.getattr('seen');
  outer(torch.ones(2));
  expect(buffers.getattr('seen')).not.toBe(before);
  expect(buffers.getattr('seen').tolist()).toEqual([1]);
  buffers.setattr('seen', torch.tensor([9]));
  expect((outer.inner as unknown as { seen: torch.Tensor }).seen.tolist()).toEqual([9]);
  expect([parameters.contains('weight'), buffers.contains('weight')]).toEqual([true, false]);
  expect(() => parameters.getattr('nope')).toThrow();
});

test('a list of TorchScript is changed in place', () => {
  const values = new ScriptList([1, 2, 3]);
  const append = new CompilationUnit('def f(xs: List[int]):\n    xs.append(4)\n    return len(xs)\n').find_function('f')!;
  expect(append(values)).toBe(4);
  expect(String(values)).toBe('[1, 2, 3, 4]');
  expect([...values]).toEqual([1, 2, 3, 4]);
  expect(values[Symbol.iterator]()).toBeInstanceOf(ScriptListIterator);
  expect([values.length, values.__getitem__(-1), values.pop(), values.pop(0)]).toEqual([4, 4, 4, 1]);
  values.append(2);
  values.insert(0, 7);
  values.extend([5, 2]);
  values.__setitem__(1, 8);
  expect([...values]).toEqual([7, 8, 3, 2, 5, 2]);
  expect([values.count(2), values.__contains__(5), values.__contains__(6)]).toEqual([2, true, false]);
  values.remove(2);
  values.__delitem__(0);
  expect([...values]).toEqual([8, 3, 5, 2]);
  expect(() => values.__getitem__(5)).toThrow('list index out of range');
  expect(() => values.append('a')).toThrow(TypeError);
  expect(() => values.remove(77)).toThrow('list.remove(x): x not in list');
  expect(() => new ScriptList([1, 'a'])).toThrow(/^Unable to infer type of list/);
  values.clear();
  expect(values.length).toBe(0);
  expect(new ScriptList([]).length).toBe(0);
});

test('a dict of TorchScript is changed in place', () => {
  const table = new ScriptDict({ a: 1, b: 2 });
  const set = new CompilationUnit('def f(xs: Dict[str, int]):\n    xs["c"] = 3\n    return len(xs)\n').find_function('f')!;
  expect(set(table)).toBe(3);
  expect(table.items()).toBeInstanceOf(ScriptDictIterator);
  expect(table.keys()).toBeInstanceOf(ScriptDictKeyIterator);
  expect([...table.items()]).toEqual([['a', 1], ['b', 2], ['c', 3]]);
  expect([...table]).toEqual(['a', 'b', 'c']);
  table.__setitem__('a', 9);
  table.__delitem__('b');
  expect([table.length, table.__getitem__('a'), table.__contains__('b')]).toEqual([2, 9, false]);
  expect(() => table.__getitem__('z')).toThrow(RangeError);
  expect(() => table.__setitem__('a', 'x')).toThrow('dict value is of the wrong type');
  expect(() => table.__setitem__(3, 1)).toThrow('dict key is of the wrong type');
  expect([...new ScriptDict(new Map([[1, 'one']])).items()]).toEqual([[1, 'one']]);
});

test('archives are written and read record by record', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-records-'));
  const path = join(folder, 'some.zip');
  const writer = new PyTorchFileWriter(path);
  writer.write_record('a', 'hello', 5);
  writer.write_record('b', new Uint8Array([1, 2, 3]), 2);
  expect(writer.archive_name()).toBe('some');
  expect(() => writer.write_record('a', 'hello', 5)).toThrow(/Tried to serialize file twice: a/);
  expect(() => writer.write_record('c', 'hello', 9)).toThrow(RangeError);
  writer.write_end_of_file();
  expect(() => writer.write_end_of_file()).toThrow();
  expect(writer.get_all_written_records()).toEqual(new Set(['a', 'b', 'version', 'byteorder', '.data/serialization_id']));
  const memory = new BytesIO();
  const second = new PyTorchFileWriter(memory);
  second.write_record('a', 'hello', 5);
  second.write_end_of_file();
  for (const from of [path, memory.getvalue()]) {
    const reader = new PyTorchFileReader(from);
    expect(Buffer.from(reader.get_record('a')).toString()).toBe('hello');
    expect([reader.has_record('a'), reader.has_record('z'), reader.get_record_size('a')]).toEqual([true, false, 5]);
    expect(reader.get_record_offset('a') % 64).toBe(0);
    expect(reader.get_record_header_offset('a')).toBe(0);
    expect(() => reader.get_record('z')).toThrow(/^PytorchStreamReader failed locating file z: file not found/);
  }
  const reader = new PyTorchFileReader(path);
  expect([...reader.get_record('b')]).toEqual([1, 2]);
  expect(reader.get_all_records()).toEqual(['a', 'b', 'version', 'byteorder', '.data/serialization_id']);
  expect(reader.serialization_id()).toBe(writer.serialization_id());
  expect(() => new PyTorchFileReader('/nope')).toThrow(/^open file failed because of errno 2 on fopen: No such file or directory, file path: \/nope/);
  expect(() => new PyTorchFileReader(new Uint8Array(3))).toThrow(/^PytorchStreamReader failed|istream reader failed/);
  expect(() => new PyTorchFileWriter('/nonexist/dir/x')).toThrow('Parent directory /nonexist/dir does not exist.');
  const checkpoint = new BytesIO();
  torch.save({ a: ones }, checkpoint);
  expect(new PyTorchFileReader(checkpoint.getvalue()).get_all_records()).toContain('data.pkl');
  expect(() => import_ir_module({ cu: new CompilationUnit(), filename: path, map_location: null, _extra_files: {} })).toThrow(/PytorchStreamReader failed locating file/);
  rmSync(folder, { recursive: true });
});

test('a graph keeps the functions that it calls, longer than their unit is there', () => {
  const graphs = Array.from({ length: 40 }, () =>
    new CompilationUnit('def inner(x):\n  return x + 1\ndef f(x):\n  return inner(x)\n').find_function('f')!.graph);
  for (let i = 0; i < 400; i++) new CompilationUnit('def inner(x):\n  return x * 0\n');
  const results = graphs.map((graph) => {
    const called = new CompilationUnit().create_function('again', graph);
    return (called(torch.ones(1)) as torch.Tensor).item();
  });
  expect(results).toEqual(Array(40).fill(2));
});

describe('text that nests too deep is refused, and what Python would read is not', () => {
  const functionOf = (expression: string, type = 'Tensor') => `def f(x: ${type}):\n  return ${expression}\n`;
  const ifs = (count: number) => {
    const lines = Array.from({ length: count }, (_, i) => `${' '.repeat(i + 1)}if x > 0:`);
    return `def f(x: int):\n${lines.join('\n')}\n${' '.repeat(count + 1)}x = 1\n return x\n`;
  };
  const unit = (text: string) => new CompilationUnit(text);
  test.each<[string, (count: number) => unknown, number, string]>([
    ['brackets', (n) => unit(functionOf(`${'('.repeat(n)}x${')'.repeat(n)}`)), 150, 'define(): brackets nest 201 deep'],
    ['operators', (n) => unit(functionOf(`x${' + x'.repeat(n)}`)), 900, 'define(): operators of one expression nest 1001 deep'],
    ['words', (n) => unit(functionOf(`${'not '.repeat(n)}True`)), 900, 'define(): operators of one expression nest 1001 deep'],
    ['lists', (n) => unit(functionOf('x', `${'List['.repeat(n)}int${']'.repeat(n)}`)), 150, 'define(): brackets nest 201 deep'],
    ['statements', (n) => unit(ifs(n)), 90, 'define(): levels of indentation nest 101 deep'],
    ['types of a graph', (n) => parse_ir(`graph(%x : int${'[]'.repeat(n)}):\n  return (%x)`), 150, 'parse_ir(): types nest 5000 deep'],
  ])('%s', (_, of, few, text) => {
    expect(() => of(few)).not.toThrow();
    expect(() => of(5000)).toThrow(text);
  });
  test('what is in quotes, in comments or between commas does not count', () => {
    const many = '('.repeat(300);
    expect(() => unit(`def f(x: str):  # ${many}\n  """${many}"""\n  return [${'x + "(",'.repeat(1500)}]\n`)).not.toThrow();
  });
});
