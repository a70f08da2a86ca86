// The functions that graphs are, modules of graphs, and who runs graphs.
import * as torch from 'nodetorch';
import { fx, nn, type Tensor } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as operator from 'nodetorch/operator';
import { deepcopy } from 'nodetorch/copy';
import { describe, expect, test, vi } from 'vitest';
import { Attention, golden, LeNet, MLP, Outer, programs, Residual, Shared } from './programs.js';

type Named = Readonly<Record<string, unknown>>;
type Metadata = fx.passes.shape_prop.TensorMetadata;

const inputs = (): [string, nn.Module, Tensor][] => {
  torch.manual_seed(0);
  return [
    ['MLP', new MLP(), torch.randn(3, 4)], ['LeNet', new LeNet(), torch.randn(2, 1, 28, 28)],
    ['Residual', new Residual(), torch.randn(2, 3, 5, 5)], ['Outer', new Outer(), torch.randn(2, 4)],
    ['Attention', new Attention(), torch.randn(2, 3, 8)], ['Shared', new Shared(), torch.randn(2, 4)],
  ] as unknown as [string, nn.Module, Tensor][];
};

describe.each(inputs())('%s', (_name, module, x) => {
  const gm = fx.symbolic_trace(module);
  const wanted = module.eval()(x);
  gm.eval();
  test('does what it was traced from', () => expect(torch.equal(gm(x), wanted)).toBe(true));
  test('is run by an interpreter', () => expect(torch.equal(new fx.Interpreter(gm).run(x) as Tensor, wanted)).toBe(true));
  test('is transformed into the same', () => {
    const other = new fx.Transformer(gm).transform().eval();
    expect(torch.equal(other(x), wanted)).toBe(true);
    expect(String(other.graph)).toBe(String(gm.graph));
  });
  test('is copied with all it has', () => {
    const copy = deepcopy(gm);
    expect(copy).toBeInstanceOf(fx.GraphModule);
    expect([...copy.state_dict().keys()]).toEqual([...gm.state_dict().keys()]);
    expect(torch.equal(copy(x), wanted)).toBe(true);
    expect(String(copy.graph)).toBe(String(gm.graph));
    const before = gm.parameters().next().value as Tensor;
    const after = copy.parameters().next().value as Tensor;
    expect([before === after, torch.equal(before, after)]).toEqual([false, true]);
  });
  test('is traced again', () => expect(String(fx.symbolic_trace(gm as unknown as nn.Module).graph)).toBe(String(gm.graph)));
});

test('the state is that of the original', () => {
  const net = new Residual();
  const gm = fx.symbolic_trace(net);
  const other = new Residual();
  gm.load_state_dict(other.state_dict());
  for (const [name, value] of other.state_dict()) expect(torch.equal(gm.state_dict().get(name)!, value)).toBe(true);
  // The modules are the same, not copies.
  expect(gm.get_submodule('conv1')).toBe(net.conv1);
  expect([gm.train().training, net.bn1.training]).toEqual([true, true]);
  expect([gm.eval().training, net.bn1.training]).toEqual([false, false]);
});

test('gradients go through', () => {
  const net = new MLP();
  const gm = fx.symbolic_trace(net);
  gm(torch.ones(2, 4)).sum().backward();
  const gradient = net.hidden.weight.grad!.clone();
  net.zero_grad();
  net(torch.ones(2, 4)).sum().backward();
  expect(torch.equal(net.hidden.weight.grad!, gradient)).toBe(true);
});

test('torch.compile replays it, and sees that it was recompiled', () => {
  const gm = fx.symbolic_trace((x: Tensor) => torch.relu(x).mul(2));
  const compiled = torch.compile(gm);
  const x = torch.tensor([-1, 2]);
  for (let i = 0; i < 4; i++) expect(compiled(x).tolist()).toEqual([0, 4]);
  gm.graph.find_nodes({ op: 'call_function', target: torch.relu })[0]!.target = torch.neg;
  gm.recompile();
  for (let i = 0; i < 4; i++) expect(compiled(x).tolist()).toEqual([2, -4]);
});

test('code is JavaScript', () => {
  expect(fx.symbolic_trace(new MLP()).code).toBe(`function forward(x) {
  let hidden = this.hidden(x);  x = null;
  let relu = torch.relu(hidden);  hidden = null;
  let output = this.output(relu);  relu = null;
  return output;
}
`);
  const net = new nn.Sequential(new nn.Linear(2, 3)) as nn.Module;
  expect(fx.symbolic_trace(net).code).toContain('let _0 = this["0"](input_1);  input_1 = null;');
  expect(fx.symbolic_trace(programs.indices as (x: Tensor) => unknown).code).toContain(
    'let getitem_2 = operator.getitem(x, Object.freeze(["1:3", "...", null]));');
  expect(fx.symbolic_trace(programs.functions as (x: Tensor, w: Tensor) => unknown).code).toContain(
    'let elu = torch.nn.functional.elu(gelu, { alpha: 0.5, inplace: false });');
  const own = fx.wrap(function half(x: Tensor): Tensor {
    return x.div(2);
  });
  const gm = fx.symbolic_trace((x: Tensor, scale = 2) => own(x).mul(scale));
  expect(gm.code).toBe(`function forward(x, scale = 2) {
  let half = half_1(x);  x = null;
  let mul = half.mul(scale);  half = scale = null;
  return mul;
}
`.replace('half_1', /let half = (\w+)\(/.exec(gm.code)![1]!));
  expect([gm(torch.tensor([3])).item(), gm(torch.tensor([3]), 4).item()]).toEqual([3, 6]);
});

test('all that was traced runs', () => {
  const [x, y] = [torch.tensor([[1, 2], [3, 4]]), torch.tensor([[5, 6], [7, 8]])];
  for (const [name, given] of [['shapes', [x]], ['trees', [x, y]], ['mathematics', [x]], ['dead', [x]]] as const) {
    const program = programs[name] as (...args: Tensor[]) => unknown;
    const gm = fx.symbolic_trace(program);
    const shown = (_: string, each: unknown): unknown => (torch.is_tensor(each) ? each.tolist() : each);
    const flat = (value: unknown): string => JSON.stringify(value, shown);
    expect(flat(gm(...given))).toBe(flat(program(...given)));
    expect(flat(new fx.Interpreter(gm).run(...given))).toBe(flat(program(...given)));
  }
  const z = torch.arange(24).view(4, 3, 2);
  const gm = fx.symbolic_trace(programs.indices as (x: Tensor) => Tensor[]);
  const [a, b, c, d] = gm(z) as unknown as Tensor[];
  expect([a, b, c, d].map((each) => [...each!.shape])).toEqual([[3, 2], [4, 2], [2, 3, 2, 1], [2, 3, 2]]);
});

test('operators act on tensors and numbers as Python\'s do', () => {
  const x = torch.tensor([7, -7]);
  expect([operator.floordiv(x, 2).tolist(), operator.mod(x, 3).tolist(), operator.sub(1, x).tolist()]).toEqual(
    [[3, -4], [1, 2], [-6, 8]]);
  const numbers = [operator.floordiv(-7, 2), operator.mod(-7, 3), operator.pow(2, 3), operator.invert(5)];
  expect(numbers).toEqual([-4, 2, 8, -6]);
  expect(operator.truediv(14, x).tolist()).toEqual([2, -2]);
  expect([operator.getitem([1, 2, 3], -1), operator.getitem(new Map([['a', 1]]), 'a'), operator.getitem({ b: 2 }, 'b')])
    .toEqual([3, 1, 2]);
  expect(() => operator.getitem([1], 4)).toThrow('list index out of range');
  expect(() => operator.add('a' as never, 1)).toThrow("unsupported operand types: 'str' and 'int'");
  const t = torch.zeros(2, 2);
  operator.setitem(t, Object.freeze([':', 1]), 4);
  expect(t.tolist()).toEqual([[0, 4], [0, 4]]);
});

test('a graph of one\'s own is a module', () => {
  const graph = new fx.Graph();
  const x = graph.placeholder('x');
  const weight = graph.get_attr('block.weight');
  const product = graph.call_method('mul', [x, weight]);
  graph.output(graph.call_module('block.act', [product]));
  const weightOf = nn.Parameter(torch.tensor([2, -3]));
  const gm = new fx.GraphModule({ 'block.act': new nn.ReLU(), 'block.weight': weightOf }, graph, 'Scaled');
  expect(gm(torch.ones(2)).tolist()).toEqual([2, 0]);
  expect([...gm.named_parameters()].map(([name]) => name)).toEqual(['block.weight']);
  expect(String(gm)).toBe(`Scaled(
  (block): Module(
    (act): ReLU()
  )
)
${gm.code}
// To see more debug info, please use \`graph_module.print_readable()\``);
  expect([gm.add_submodule('a.b', new nn.Tanh()), gm.add_submodule('block.weight.c', new nn.Tanh())]).toEqual([true, false]);
  expect([gm.delete_submodule('block.nothing'), gm.delete_submodule('a.b')]).toEqual([false, true]);
  gm.add_submodule('unused', new nn.Tanh());
  gm.delete_all_unused_submodules();
  expect([...gm.named_children()].map(([name]) => name)).toEqual(['block']);
});

test('an interpreter does something else for some nodes', () => {
  class Swap extends fx.Interpreter {
    override call_function(target: fx.Target, args: readonly unknown[], kwargs: Named): unknown {
      return target === torch.sigmoid ? torch.neg(args[0] as Tensor) : super.call_function(target, args, kwargs);
    }
    override call_method(target: fx.Target, args: readonly unknown[], kwargs: Named): unknown {
      return target === 'neg' ? (args[0] as Tensor).sigmoid() : super.call_method(target, args, kwargs);
    }
  }
  class Transform extends fx.Transformer {
    override call_function(target: fx.Target, args: readonly unknown[], kwargs: Named): unknown {
      return target === torch.sigmoid ? torch.neg(args[0] as Tensor) : super.call_function(target, args, kwargs);
    }
    override call_method(target: fx.Target, args: readonly unknown[], kwargs: Named): unknown {
      return target === 'neg' ? (args[0] as Tensor).sigmoid() : super.call_method(target, args, kwargs);
    }
  }
  const gm = fx.symbolic_trace((x: Tensor) => torch.sigmoid(x).neg());
  const x = torch.tensor([0.5, -2]);
  expect(torch.equal(new Swap(gm).run(x) as Tensor, torch.neg(x).sigmoid())).toBe(true);
  const other = new Transform(gm).transform();
  expect([...other.graph.nodes].map(({ target }) => target)).toEqual(['x', torch.neg, 'sigmoid', 'output']);
  expect(torch.equal(other(x), torch.neg(x).sigmoid())).toBe(true);
});

test('an interpreter knows values of nodes, keeps them, and takes a list of inputs', () => {
  const gm = fx.symbolic_trace((x: Tensor) => torch.sigmoid(x).neg());
  const x = torch.ones(2);
  const [, sigmoid] = gm.graph.nodes;
  const initial_env = new Map([[sigmoid!, torch.zeros(2)]]);
  expect((new fx.Interpreter(gm).run(x, { initial_env }) as Tensor).tolist()).toEqual([-0, -0]);
  const keeping = new fx.Interpreter(gm, { garbage_collect_values: false });
  keeping.run(x);
  expect([...keeping.env.keys()].map(String)).toEqual(['x', 'sigmoid', 'neg', 'output']);
  const dropping = new fx.Interpreter(gm);
  dropping.run(x);
  expect([...dropping.env.keys()].map(String)).toEqual(['output']);
  const list = [x];
  expect(torch.equal(new fx.Interpreter(gm).boxed_run(list) as Tensor, gm(x))).toBe(true);
  expect(list).toEqual([]);
});

describe('shapes', () => {
  const gm = fx.symbolic_trace(new LeNet());
  new fx.passes.shape_prop.ShapeProp(gm).propagate(torch.zeros(2, 1, 28, 28));
  test('of every value', () => {
    const told = Array.from(gm.graph.nodes, ({ name, meta }) => {
      const { dtype, shape, stride, memory_format, requires_grad } = meta.tensor_meta as Metadata;
      return [name, String(dtype), [...shape], [...stride], String(memory_format ?? 'None'), requires_grad];
    });
    expect(told).toEqual(golden.shapes);
  });
  test('as PyTorch prints them', () => {
    const [first] = gm.graph.nodes;
    expect(String(first!.meta.tensor_meta)).toBe(golden.metadata);
  });
  test('in readable code', () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const text = gm.print_readable();
    expect(print).toHaveBeenCalledWith(text);
    print.mockRestore();
    expect(text.split('\n').slice(0, 4)).toEqual([
      'class LeNet extends torch.nn.Module {', '  forward(x /* f32[2, 1, 28, 28] */) {',
      '    // No stacktrace found for following nodes', '    let conv1 /* f32[2, 6, 24, 24] */ = this.conv1(x);  x = null;',
    ]);
    expect(gm.print_readable({ print_output: false })).toBe(text);
  });
});

test('code generators give the function other arguments', () => {
  class ListCodeGen extends fx.CodeGen {
    override gen_fn_def(free_vars: string[]): string {
      return `function forward(list) {\n  let [${free_vars.join(', ')}] = list;`;
    }
    override process_inputs(...inputs: unknown[]): readonly unknown[] {
      return inputs[0] as unknown[];
    }
  }
  const gm = fx.symbolic_trace((a: Tensor, b: Tensor) => a.add(b));
  gm.graph.set_codegen(new ListCodeGen());
  gm.recompile();
  const x = torch.ones(1);
  expect(gm([x, x]).item()).toBe(2);
  expect((new fx.Interpreter(gm).run([x, x]) as Tensor).item()).toBe(2);
});

test('lines of code are changed before they are put together', () => {
  const gm = fx.symbolic_trace((a: Tensor) => a.add(1));
  const mode = gm.graph.on_generate_code(() => (body) => ['// first\n', ...body]);
  expect(gm.recompile().src).toContain('// first');
  mode.end();
  expect(gm.recompile().src).not.toContain('// first');
});

test('functions of torch.nn.functional run as they are written down', () => {
  const gm = fx.symbolic_trace((x: Tensor) =>
    F.dropout(F.softmax(F.max_pool1d(x, 2), { dim: -1 }), 0.5, { training: false }));
  const x = torch.randn(1, 1, 8);
  expect(torch.equal(gm(x), F.softmax(F.max_pool1d(x, 2), { dim: -1 }))).toBe(true);
});
