// What modules, graphs, lists and archives of TorchScript refuse.
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import {
  CompilationUnit, Graph, nn, ParameterDict, parse_ir, PyTorchFileReader, PyTorchFileWriter, RuntimeError, ScriptDict,
  ScriptList, type Tensor,
} from 'nodetorch';
import { BytesIO } from 'nodetorch/serialization';
import { describe, expect, test } from 'vitest';
import { AttributeError } from '../../dist/values/errors.js';

type Call = () => unknown;
const noAttribute = (type: string, name: string): Error =>
  new AttributeError(`'${type}' object has no attribute '${name}'`);
const same = ({ name, message }: Error): unknown => expect.objectContaining({ name, message });
type Any = torch.jit.RecursiveScriptModule & Record<string, unknown>;

const golden = JSON.parse(readFileSync(new URL('../golden/script_modules.json', import.meta.url), 'utf8')) as {
  readonly modules: Readonly<Record<string, { readonly archive: string }>>;
};
const load = (name: string): Any => torch.jit.load(Buffer.from(golden.modules[name]!.archive, 'base64'));
const lenet = load('lenet').eval();
const none = null as never;
const three = 3 as never;
const names = ['a.txt'] as never;
const linear = (): nn.Linear => new nn.Linear(1, 1);
const parameter = nn.Parameter(torch.ones(3));
const noParameter = (name: string): Error =>
  new RuntimeError(`Can't add a new parameter after ScriptModule construction. Tried to add '${name}`);
const noModule = (name: string, shown = 'Linear(in_features=1, out_features=1, bias=True)'): Error =>
  new RuntimeError('Cannot re-assign modules in a ScriptModule with non-scripted module, tried to replace existing ' +
    `module '${name}': ${shown}`);

describe('members of a module of TorchScript', () => {
  test.each<[(module: Any) => unknown, Error]>([
    [(module) => Object.assign(module, { par: parameter }), noParameter('par')],
    [(module) => Object.assign(module, { buf: nn.Buffer(torch.ones(1)) }), noParameter('buf')],
    [(module) => module.register_parameter('q', none), noParameter('q')],
    [(module) => module.register_buffer('q', torch.ones(1)), noParameter('q')],
    [(module) => Object.assign(module, { lin: linear() }), noModule('lin')],
    [(module) => Object.assign(module, { conv: linear() }), noModule('conv')],
    [(module) => module.add_module('lin', linear()), noModule('lin')],
    [(module) => module.add_module('conv', linear()), noModule('conv')],
    [(module) => module.add_module('lin', null), noModule('lin', 'None')],
  ])('%s', (change, error) => {
    const module = load('lenet');
    const before = String(module);
    expect(() => change(module)).toThrow(same(error) as Error);
    expect(String(module)).toBe(before);
    expect([...module.parameters()]).toHaveLength([...lenet.parameters()].length);
  });
  test('are not deleted, and other fields are free', () => {
    const module = load('lenet');
    expect(() => delete module['conv']).toThrow(TypeError);
    expect(() => delete (module['conv'] as Any)['weight']).toThrow(TypeError);
    module['note'] = 'one';
    module['seen'] = torch.ones(1);
    expect(module['note']).toBe('one');
    delete module['note'];
    expect('note' in module).toBe(false);
    expect([...module.buffers()]).toHaveLength([...lenet.buffers()].length);
  });
  test('a class of one\'s own takes members until its methods are there', () => {
    class Own extends torch.jit.ScriptModule {
      constructor() {
        super();
        this.register_parameter('w', nn.Parameter(torch.ones(3)));
        Object.assign(this, { v: nn.Parameter(torch.ones(3)) });
        this.define('def forward(self, x):\n    return x * self.w + self.v\n');
      }
    }
    const own = new Own();
    expect(own(torch.ones(3)).tolist()).toEqual([2, 2, 2]);
    expect(() => Object.assign(own, { u: parameter })).toThrow(noParameter('u'));
    expect([...own.state_dict().keys()]).toEqual(['w', 'v']);
    const { w } = own as unknown as { w: Tensor };
    own.define('def twice(self, x):\n    return self.forward(x) * 2\n');
    expect((own as unknown as { w: Tensor }).w).toBe(w);
    expect((own as unknown as { twice: (x: Tensor) => Tensor }).twice(torch.ones(3)).tolist()).toEqual([4, 4, 4]);
  });
  test('a tensor in the place of a parameter is read as one', () => {
    const module = load('attributes');
    const weight = torch.tensor([1, 2, 3], { dtype: torch.float32 });
    module['weight'] = weight;
    const [[name, read]] = [...module.named_parameters()] as [[string, nn.Parameter]];
    expect([name, read.tolist(), read instanceof nn.Parameter]).toEqual(['weight', [1, 2, 3], true]);
    expect(module['weight']).toBe(read);
    weight.zero_();
    expect(read.tolist()).toEqual([0, 0, 0]);
    module['weight'] = parameter;
    expect(module['weight']).toBe(parameter);
  });
});

const unit = new CompilationUnit('def f(x):\n    return x + x\n');
const { graph } = unit.find_function('f')!;
const [value] = [...graph.inputs()] as [torch.Value];
const [use] = value.uses() as [torch.Use];
const node = use.user;

test.each<[Call, Error]>([
  [() => torch.jit.load(new Uint8Array(), { _extra_files: three }),
    new TypeError("load(): argument '_extra_files' must be a plain object, not int")],
  [() => torch.jit.load(new Uint8Array(), null, names),
    new TypeError("load(): argument '_extra_files' (position 3) must be a plain object, not list")],
  [() => lenet.save_to_buffer(three),
    new TypeError("save_to_buffer(): argument '_extra_files' (position 1) must be a plain object, not int")],
  [() => lenet._c.save('/dev/null', names),
    new TypeError("save(): argument '_extra_files' (position 2) must be a plain object, not list")],
  [() => torch.jit.save(lenet, new BytesIO(), three),
    new TypeError("save(): argument '_extra_files' (position 3) must be a plain object, not int")],
  [() => torch.jit.load(none), noAttribute('NoneType', 'read')],
  [() => torch.jit.save(lenet, none), noAttribute('NoneType', 'write')],
  [() => torch.jit.save(none, new BytesIO()), noAttribute('NoneType', 'save')],
  [() => new PyTorchFileReader(none), noAttribute('NoneType', 'read')],
  [() => new PyTorchFileWriter(none), noAttribute('NoneType', 'write')],
  [() => new PyTorchFileWriter(new BytesIO(), true, 0),
    new torch.ValueError('PyTorchFileWriter(): storage_alignment must be at least 1, got 0')],
  [() => new PyTorchFileWriter(new BytesIO()).write_record('a', none, 0),
    new TypeError("write_record(): argument 'data' (position 2) must be str or Uint8Array, not NoneType")],
  [() => new torch.jit.RecursiveScriptModule(none),
    new TypeError("RecursiveScriptModule(): argument 'cpp_module' (position 1) must be ScriptModule, not NoneType")],
  [() => new torch.jit.RecursiveScriptModule(lenet as never),
    new TypeError("RecursiveScriptModule(): argument 'cpp_module' (position 1) must be ScriptModule, not RecursiveScriptModule")],
  [() => lenet._c._register_attribute('a', none, 3),
    new TypeError("_register_attribute(): argument 'type' (position 2) must be Type, not NoneType")],
  [() => lenet._c.apply(none), new TypeError("'NoneType' object is not callable")],
  [() => lenet._c.getattr(none), new TypeError("getattr(): argument 'name' (position 1) must be str, not NoneType")],
  [() => new ParameterDict(none),
    new TypeError("ParameterDict(): argument 'module' (position 1) must be ScriptModule, not NoneType")],
  [() => torch.jit.export_opnames(none), noAttribute('NoneType', '_c')],
  [() => torch.jit.run_frozen_optimizations(linear() as never),
    noAttribute('Linear', '_c')],
  [() => torch.jit.freeze(lenet, 'names' as never),
    new TypeError("freeze(): argument 'preserved_attrs' (position 2) must be tuple of strs, not str")],
])('modules and archives: %s', (call, error) => {
  expect(call).toThrow(same(error) as Error);
});

test.each<[Call, Error]>([
  [() => node.kindOf('toString'), new RuntimeError("required keyword attribute 'toString' is undefined")],
  [() => node.i('constructor'), new RuntimeError("required keyword attribute 'constructor' is undefined")],
  [() => value.setType(none), new TypeError("setType(): argument 'type' (position 1) must be Type, not NoneType")],
  [() => value.setType(three), new TypeError("setType(): argument 'type' (position 1) must be Type, not int")],
  [() => node.isBefore(none), new TypeError("isBefore(): argument 'n' (position 1) must be Node, not NoneType")],
  [() => node.inputsAt('a' as never), new TypeError("inputsAt(): argument 'i' (position 1) must be int, not str")],
  [() => use.isAfter(none), new TypeError("isAfter(): argument 'u' (position 1) must be Use, not NoneType")],
  [() => new Graph(three), new TypeError('Graph.__init__() takes 1 positional argument but 2 were given')],
  [() => parse_ir(none), new TypeError("parse_ir(): argument 'input' (position 1) must be str, not NoneType")],
  [() => unit.find_function(three), new TypeError("find_function(): argument 'name' (position 1) must be str, not int")],
  [() => unit.create_function('g', none),
    new TypeError("create_function(): argument 'graph' (position 2) must be Graph, not NoneType")],
  [() => new CompilationUnit(three), new TypeError("CompilationUnit(): argument 'lang' (position 1) must be str, not int")],
  [() => new ScriptList(none), new TypeError("'NoneType' object is not iterable")],
  [() => new ScriptList(three), new TypeError("'int' object is not iterable")],
  [() => new ScriptDict(none), new TypeError("ScriptDict(): argument 'values' (position 1) must be dict, not NoneType")],
  [() => new ScriptList([1]).extend(three), new TypeError("'int' object is not iterable")],
])('graphs, units and lists: %s', (call, error) => {
  expect(call).toThrow(same(error) as Error);
});

test('what Python takes is taken', () => {
  expect([node.equals(three), value.equals(none), node.equals(use.user)]).toEqual([false, false, true]);
  expect(new CompilationUnit(none).get_functions()).toEqual([]);
});

test('a list is extended by itself, and by all or nothing', () => {
  const list = new ScriptList([1]);
  list.extend(list);
  expect(String(list)).toBe('[1, 1]');
  expect(() => list.extend([2, 'a'])).toThrow(TypeError);
  expect(String(list)).toBe('[1, 1]');
});

test.each<[string, (to: string) => void]>([
  ['torch.jit.save', (to) => torch.jit.save(lenet, to)],
  ['a module', (to) => lenet.save(to)],
  ['a module of libtorch', (to) => lenet._c.save(to)],
  ['a function', (to) => unit.find_function('f')!.save(to)],
])('a full disk is an error: %s', (_, save) => {
  expect(() => save('/dev/full')).toThrow(/ENOSPC/);
});
