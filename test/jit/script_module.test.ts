// Modules that Python scripted or traced, read from their archives: what they compute and what they have.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { BytesIO } from 'nodetorch/serialization';
import { afterAll, describe, expect, test } from 'vitest';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype: 'float32' | 'int64';
}
interface About {
  readonly archive: string;
  readonly input: Numbers;
  readonly output: Numbers;
  readonly input_grad: Numbers;
  readonly grads: Readonly<Record<string, Numbers>>;
  readonly state: Readonly<Record<string, Numbers>>;
  readonly children: readonly string[];
  readonly modules: readonly string[];
  readonly buffers: readonly string[];
  readonly text: string;
  readonly code: string;
  readonly schema: string;
  readonly kinds: readonly string[];
  readonly opnames: readonly string[];
}
// scripts/golden/script_modules.py says how these are made.
interface Golden {
  readonly modules: Readonly<Record<string, About>>;
  readonly errors: Readonly<Record<string, readonly [kind: string, message: string]>>;
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/script_modules.json', import.meta.url), 'utf8')) as Golden;

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-jit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const bytes = (name: string): Buffer => Buffer.from(golden.modules[name]!.archive, 'base64');
const tensor = ({ shape, data, dtype }: Numbers): Tensor =>
  torch.tensor([...data], { dtype: torch[dtype] }).reshape([...shape]);

interface Attributes {
  weight: nn.Parameter;
  count: Tensor;
  scale: number;
  size: number;
  label: string;
  flag: boolean;
  names: string[];
  table: Record<string, number>;
  maybe: Tensor | null;
  plain: Tensor;
  pair: readonly [number, string];
  total(xs: Tensor[], start?: number): Tensor;
  named(values: Record<string, Tensor>): Record<string, Tensor>;
  pairs(x: Tensor): readonly [
    readonly [Tensor, number] & { first: Tensor; second: number }, number[], readonly [string, number],
  ];
  ids(table: Map<number, string>): Map<number, string>;
  fail(x: number): number;
}
const attributes = (): torch.jit.RecursiveScriptModule & Attributes => torch.jit.load<Attributes>(bytes('attributes'));
const ones = torch.ones(3);

// Other kernels add in another order, and batch norm divides: seven digits of numbers below 100.
const close = (actual: Tensor, expected: Numbers): void => {
  torch.testing.assert_close(actual, tensor(expected), { rtol: 1e-4, atol: 1e-5 });
};

describe.each(Object.entries(golden.modules))('%s', (name, about) => {
  test('forward and gradients are PyTorch\'s, also when the graph was optimised', () => {
    const module = torch.jit.load(bytes(name));
    // The third run is the one of the graph that the first two were watched for.
    for (let i = 0; i < 3; i++) {
      const fresh = i === 0 ? module : torch.jit.load(bytes(name));
      for (let run = 0; run < i; run++) fresh(tensor(about.input)).sum().backward();
      fresh.zero_grad();
      const x = tensor(about.input).requires_grad_();
      const out = fresh(x);
      out.sum().backward();
      close(out.detach(), about.output);
      close(x.grad!, about.input_grad);
      for (const [path, parameter] of fresh.named_parameters()) close(parameter.grad!, about.grads[path]!);
    }
  });

  test('state, names, text, code and graph are PyTorch\'s', () => {
    const module = torch.jit.load(bytes(name));
    module(tensor(about.input));
    const state = module.state_dict();
    expect([...state.keys()]).toEqual(Object.keys(about.state));
    for (const [key, value] of state) {
      close(value, about.state[key]!);
      expect(value.dtype).toBe(torch[about.state[key]!.dtype]);
    }
    expect([...module.named_children()].map(([child]) => child)).toEqual(about.children);
    expect([...module.named_modules()].map(([path]) => path)).toEqual(about.modules);
    expect([...module.named_buffers()].map(([path]) => path)).toEqual(about.buffers);
    expect([...module.named_parameters()].map(([path]) => path)).toEqual(Object.keys(about.grads));
    expect(String(module)).toBe(about.text);
    expect(module.code).toBe(about.code);
    expect(String(module.forward.schema)).toBe(about.schema);
    expect([...module.inlined_graph.nodes()].map((node) => node.kind())).toEqual(about.kinds);
    expect(torch.jit.export_opnames(module)).toEqual(about.opnames);
  });

  test('what is saved is read again, from a file, from bytes and from a file in memory', () => {
    const module = torch.jit.load(bytes(name));
    const buffer = new BytesIO();
    torch.jit.save(module, buffer, { _extra_files: { a: 'one' } });
    torch.jit.save(module, at(`${name}.pt`));
    module.save(at(`${name}2.pt`));
    for (const from of [buffer.getvalue(), module.save_to_buffer(), at(`${name}.pt`), at(`${name}2.pt`)]) {
      const again = torch.jit.load(from, { map_location: 'cpu' });
      close(again(tensor(about.input)).detach(), about.output);
      expect(again.code).toBe(about.code);
      expect(again).toBeInstanceOf(nn.Module);
      expect(again).toBeInstanceOf(torch.jit.ScriptModule);
    }
  });
});

test('files beside the module are read and written', () => {
  const files: Record<string, string | Uint8Array> = { 'note.txt': '' };
  const module = torch.jit.load(bytes('attributes'), { _extra_files: files });
  expect(Buffer.from(files['note.txt'] as Uint8Array).toString()).toBe('hello');
  const saved = module.save_to_buffer({ _extra_files: { 'a.txt': 'one', b: new Uint8Array([0, 255]) } });
  const back: Record<string, string | Uint8Array> = { 'a.txt': '', b: '', none: '' };
  torch.jit.load(saved, { _extra_files: back });
  expect(Object.values(back).map((each) => [...(each as Uint8Array)])).toEqual([[111, 110, 101], [0, 255], []]);
});

test('attributes are read and written where the module has them', () => {
  const module = attributes();
  expect([module.scale, module.size, module.label, module.flag]).toEqual([2.5, 3, 'a label', true]);
  expect(module.names).toEqual(['x', 'y']);
  expect(module.table).toEqual({ one: 1, two: 2 });
  expect(module.maybe).toBeNull();
  expect(module.plain.tolist()).toEqual([7]);
  expect(module.pair).toEqual([1, 'two']);
  expect(Object.isFrozen(module.pair)).toBe(true);
  module.scale = 4;
  module.names = ['z'];
  module.table = { three: 3 };
  module.maybe = ones;
  module.pair = [5, 'six'];
  expect(module(ones).tolist()).toEqual([4, 8, 12]);
  const again = torch.jit.load<Attributes>(module.save_to_buffer());
  expect([again.scale, again.names, again.table, again.pair]).toEqual([4, ['z'], { three: 3 }, [5, 'six']]);
  expect(again.maybe!.tolist()).toEqual([1, 1, 1]);
  expect(again.count.item()).toBe(1);
});

test('methods take and give lists, dicts, tuples, None and names', () => {
  const module = attributes();
  expect(module.total([ones, ones]).tolist()).toEqual([2, 2, 2]);
  expect(module.total([], 5).tolist()).toEqual([5, 5, 5]);
  const { total } = module as unknown as { total: torch.ScriptMethod };
  expect(total<Tensor>({ xs: [ones], start: 1 }).tolist()).toEqual([2, 2, 2]);
  expect(module.named({ a: ones })['a!']!.tolist()).toEqual([2, 2, 2]);
  const [pair, numbers, texts] = module.pairs(ones);
  expect(pair.first.tolist()).toEqual([1, 1, 1]);
  expect([pair.second, pair[1], numbers, texts]).toEqual([4, 4, [1, 2], ['a label', 2.5]]);
  expect(module.ids(new Map([[1, 'one']]))).toEqual(new Map([[1, 'one']]));
  expect(total.owner._method_names()).toContain('total');
});

test('a parameter is one object, and its values and gradient are the module\'s', () => {
  const module = attributes();
  expect(module.weight).toBe(module.weight);
  expect([...module.parameters()][0]).toBe(module.weight);
  const optimizer = new torch.optim.SGD(module.parameters(), { lr: 1 });
  module(ones).sum().backward();
  optimizer.step();
  expect(module.weight.tolist()).toEqual([-1.5, -0.5, 0.5]);
  expect(module(ones).tolist()).toEqual([-3.75, -1.25, 1.25]);
  module.load_state_dict({ weight: torch.tensor([1, 1, 1]), count: torch.tensor(9) });
  expect(module(ones).tolist()).toEqual([2.5, 2.5, 2.5]);
  expect(module.count.item()).toBe(10);
});

test('to, train, eval and copies reach all modules below', () => {
  const module = torch.jit.load(bytes('lenet'));
  const x = tensor(golden.modules['lenet']!.input);
  expect(module.training).toBe(true);
  expect([...module.eval().modules()].every((each) => !each.training)).toBe(true);
  const before = module(x);
  expect(module(x).equal(before)).toBe(true);
  module.to(torch.float64);
  expect(new Set([...module.state_dict().values()].map((each) => String(each.dtype)))).toEqual(
    new Set(['torch.float64', 'torch.int64']));
  torch.testing.assert_close(module(x.to(torch.float64)), before.to(torch.float64), { rtol: 1e-4, atol: 1e-4 });
  const copy = module.__deepcopy__();
  torch.no_grad(() => [...copy.parameters()][0]!.zero_());
  expect([...module.parameters()][0]!.abs().sum().item()).toBeGreaterThan(0);
});

test('a frozen module has its weights as constants', () => {
  const module = torch.jit.load(bytes('lenet')).eval();
  const x = tensor(golden.modules['lenet']!.input);
  const frozen = torch.jit.freeze(module);
  expect([...frozen.parameters()]).toEqual([]);
  torch.testing.assert_close(frozen(x), module(x), { rtol: 1e-4, atol: 1e-4 });
  torch.testing.assert_close(torch.jit.optimize_for_inference(module)(x), module(x), { rtol: 1e-4, atol: 1e-4 });
  expect(torch.jit.freeze(module, ['training']).training).toBe(false);
});

test('a node that a pass took out of its graph says so', () => {
  const frozen = torch.jit.freeze(torch.jit.load(bytes('lenet')).eval(), { optimize_numerics: false });
  const norm = frozen.graph.findNode('aten::batch_norm')!;
  const output = norm.output();
  expect(norm.kind()).toBe('aten::batch_norm');
  torch.jit.run_frozen_optimizations(frozen);
  expect(frozen.graph.findNode('aten::batch_norm')).toBeNull();
  expect(() => norm.kind()).toThrow('it has been taken out of its graph');
  expect(() => output.debugName()).toThrow('it has been taken out of its graph');
});

test('torch.load hands an archive of TorchScript on where weights_only is false', () => {
  expect(() => torch.load(bytes('traced'))).toThrow(/^Cannot use ``weights_only=True`` with TorchScript archives.*torch\.jit\.load/);
  const module = torch.load(bytes('traced'), { weights_only: false }) as torch.jit.RecursiveScriptModule;
  close(module(tensor(golden.modules['traced']!.input)).detach(), golden.modules['traced']!.output);
});

test('a class of one\'s own has methods of TorchScript\'s text', () => {
  class Scale extends torch.jit.ScriptModule {
    weight: nn.Parameter;
    steps = 2;
    declare twice: (x: Tensor) => Tensor;

    constructor() {
      super();
      this.weight = nn.Parameter(torch.tensor([1, 2, 3], { dtype: torch.float32 }));
      this.register_buffer('seen', torch.tensor(0));
      this.define('def twice(self, x):\n    return x + x\n');
      this.define('def forward(self, x):\n    for i in range(self.steps):\n        x = self.twice(x) * self.weight\n    return x\n');
    }
  }
  const module = new Scale();
  expect(module.twice(ones).tolist()).toEqual([2, 2, 2]);
  const out = module(ones);
  expect(out.tolist()).toEqual([4, 16, 36]);
  out.sum().backward();
  expect(module.weight.grad!.tolist()).toEqual([8, 16, 24]);
  expect([...module.state_dict().keys()]).toEqual(['weight', 'seen']);
  expect(String(module)).toBe('Scale(original_name=Scale)');
  module.steps = 1;
  expect(torch.jit.load(module.save_to_buffer())(ones).tolist()).toEqual([2, 4, 6]);
  class Outer extends torch.jit.ScriptModule {
    inner = module;
    constructor() {
      super();
      this.define('def forward(self, x):\n    return self.inner(x) + 1\n');
    }
  }
  const outer = new Outer();
  expect(outer(ones).tolist()).toEqual([3, 5, 7]);
  expect(outer.inner).toBe(module);
  expect(torch.jit.load(outer.save_to_buffer())(ones).tolist()).toEqual([3, 5, 7]);
  const copy = module.__deepcopy__() as unknown as Scale;
  torch.no_grad(() => copy.weight.zero_());
  outer.inner = copy;
  expect(outer(ones).tolist()).toEqual([1, 1, 1]);
  expect(() => {
    outer.inner = torch.jit.load<Scale>(module.save_to_buffer());
  }).toThrow(/^Could not cast attribute 'inner' to type __torch__\.Scale/);
});

describe('errors have PyTorch\'s class and first line', () => {
  const load = (file: Uint8Array): torch.jit.RecursiveScriptModule => torch.jit.load(file);
  const checkpoint = new BytesIO();
  torch.save({ a: torch.ones(2) }, checkpoint);
  const archive = bytes('attributes');
  const cases: Readonly<Record<string, () => unknown>> = {
    'wrong type': () => attributes()(3),
    missing: () => attributes()(),
    'too many': () => attributes()(ones, 1),
    'unknown name': () => attributes()({ z: 1 }),
    'wrong list': () => attributes().total(['a'] as never),
    raised: () => attributes().fail(2),
    operator: () => attributes()(torch.ones(2, 5)),
    hook: () => attributes().register_forward_hook(() => undefined),
    'new parameter': () => attributes().register_parameter('q', null),
    'no path': () => torch.jit.load('/no/such/file.pt'),
    'map location': () => torch.jit.load(archive, 3 as never),
    nothing: () => load(new Uint8Array()),
    'not an archive': () => load(Buffer.from('abcdefgh'.repeat(20))),
    half: () => load(archive.subarray(0, archive.length >> 1)),
    checkpoint: () => load(checkpoint.getvalue()),
    save: () => torch.jit.save(new nn.Linear(1, 1) as never, new BytesIO()),
    freeze: () => torch.jit.freeze(3 as never),
    'freeze training': () => torch.jit.freeze(attributes()),
    syntax: () => new torch.jit.CompilationUnit('def f(x) return x'),
    end: () => new torch.jit.CompilationUnit('def f(x): return x'),
    'no variable': () => torch.parse_ir('graph(%x : Tensor):\n  return (%y)'),
    'no graph': () => torch.parse_ir('nope'),
  };
  const names: Readonly<Record<string, string>> = { Error: 'JITException' };
  // What pybind adds, and which of two methods a class of Python's lacks first.
  const said = (text: string): string => text.split('\n')[0]!.replace(/: Unable to cast .*/, '').replace('save_to_buffer', 'save');
  test.each(Object.keys(cases))('%s', (name) => {
    const [kind, message] = golden.errors[name]!;
    let thrown: Error | undefined;
    try {
      cases[name]!();
    } catch (error) {
      thrown = error as Error;
    }
    expect([thrown?.name, said(thrown?.message ?? 'no error')]).toEqual([names[kind] ?? kind, said(message)]);
  });
  test('wrong attribute', () => {
    expect(() => Object.assign(attributes(), { size: 'three' })).toThrow(said(golden.errors['wrong attribute']![1]));
  });
  test('no attribute', () => {
    expect('nope' in attributes()).toBe(false);
    expect(() => attributes()._c.getattr('nope')).toThrow(/does not have a field with name 'nope'/);
  });
});

test('no archive that is cut or changed anywhere ends the process', () => {
  const archive = bytes('attributes');
  for (let i = 0; i < 120; i++) {
    const place = (i * 37) % archive.length;
    const changed = Buffer.from(archive);
    changed[place] = changed[place]! ^ (1 << (i % 8));
    for (const file of [changed, archive.subarray(0, place)]) {
      writeFileSync(at('changed.pt'), file);
      try {
        torch.jit.load<Attributes>(at('changed.pt'))(ones);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  }
});
