// What stands for values while a program is traced, and what tracers can be told.
import * as torch from 'nodetorch';
import { fx, nn, type Tensor } from 'nodetorch';
import { annotate } from 'nodetorch/fx/annotate';
import * as operator from 'nodetorch/operator';
import { expect, test } from 'vitest';
import { golden, MLP, Outer } from './programs.js';

const lines = (graph: fx.Graph): string[] => Array.from(graph.nodes, (node) => node.format_node()!);

test('around a node, it adds nodes to the graph', () => {
  const graph = new fx.Graph();
  const x = new fx.Proxy(graph.placeholder('x')) as unknown as Tensor;
  const y = torch.add(x.relu(), x.T, { alpha: 2 });
  graph.output((y as unknown as fx.Proxy).node);
  expect(lines(graph)).toEqual([
    '%x : [num_users=2] = placeholder[target=x]',
    '%relu : [num_users=1] = call_method[target=relu](args = (%x,), kwargs = {})',
    '%getattr_1 : [num_users=1] = call_function[target=builtins.getattr](args = (%x, T), kwargs = {})',
    '%add : [num_users=1] = call_function[target=torch.add](args = (%relu, %getattr_1), kwargs = {alpha: 2})',
    'return add',
  ]);
  expect([String(x), `${y as unknown as string}`]).toEqual(['Proxy(x)', 'Proxy(add)']);
});

test('a real tensor asks what stands for another one', () => {
  const constant = torch.ones(2);
  const { graph } = fx.symbolic_trace((x: Tensor) => constant.add(x));
  expect(lines(graph)).toEqual([
    '%x : [num_users=1] = placeholder[target=x]',
    '%_tensor_constant0 : [num_users=1] = get_attr[target=_tensor_constant0]',
    '%add : [num_users=1] = call_method[target=add](args = (%_tensor_constant0, %x), kwargs = {})',
    'return add',
  ]);
});

test('slices are of what is not there yet', () => {
  const gm = fx.symbolic_trace((x: Tensor, n: number) => x.index(torch.slice(0, n), '...'));
  expect(lines(gm.graph)[2]).toBe(
    '%getitem : [num_users=1] = call_function[target=operator.getitem](args = (%x, (slice(0, n, None), Ellipsis)), kwargs = {})');
  expect(gm.code).toContain('operator.getitem(x, Object.freeze([torch.slice(0, n, 1), "..."]))');
  expect(gm(torch.arange(4), 2).tolist()).toEqual([0, 1]);
});

test('results are taken apart', () => {
  const gm = fx.symbolic_trace((x: Tensor) => {
    const [values, at] = torch.max(x, 0);
    return values.add(at);
  });
  expect(lines(gm.graph).slice(1, 4)).toEqual([
    '%max_1 : [num_users=2] = call_function[target=torch.max](args = (%x, 0), kwargs = {})',
    '%getitem : [num_users=1] = call_function[target=operator.getitem](args = (%max_1, 0), kwargs = {})',
    '%getitem_1 : [num_users=1] = call_function[target=operator.getitem](args = (%max_1, 1), kwargs = {})',
  ]);
  expect(gm(torch.tensor([1, 5])).item()).toBe(6);
});

test('modules are what they were when tracing is over, whatever was thrown', () => {
  const net = new Outer();
  const weight = net.weight;
  fx.symbolic_trace(net);
  expect([net.weight === weight, [...net.named_parameters()].length, Math.sqrt(4)]).toEqual([true, 5, 2]);
  class Failing extends nn.Module {
    inner = new MLP();
    weight = nn.Parameter(torch.ones(1));
    forward(x: Tensor): Tensor {
      expect((this.weight as unknown as fx.Proxy).node.op).toBe('get_attr');
      expect([...this.named_parameters()].filter(([, each]) => torch.is_tensor(each))).toHaveLength(5);
      if (Number(x) > 0) return x;
      return this.inner(x);
    }
  }
  const failing = new Failing();
  expect(() => fx.symbolic_trace(failing)).toThrow('symbolically traced variables cannot be used as inputs to control flow');
  expect(torch.is_tensor(failing.weight)).toBe(true);
  expect(failing.inner(torch.ones(1, 4)).shape).toEqual(torch.Size([1, 2]));
});

test('tracers say which modules are leaves, and what reading a parameter gives', () => {
  class Leaves extends fx.Tracer {
    override is_leaf_module(): boolean {
      return true;
    }
  }
  expect(lines(new Leaves().trace(new Outer())).filter((line) => line.includes('call_module'))).toEqual([
    '%blocks_0 : [num_users=1] = call_module[target=blocks.0](args = (%x,), kwargs = {})',
    '%blocks_1 : [num_users=1] = call_module[target=blocks.1](args = (%blocks_0,), kwargs = {})',
  ]);
  class Inside extends fx.Tracer {
    override is_leaf_module(): boolean {
      return false;
    }
  }
  expect(lines(new Inside().trace(new nn.Linear(2, 3)))).toEqual([
    '%input_1 : [num_users=1] = placeholder[target=input]',
    '%weight : [num_users=1] = get_attr[target=weight]',
    '%bias : [num_users=1] = get_attr[target=bias]',
    '%linear : [num_users=1] = call_function[target=torch._C._nn.linear](args = (%input_1, %weight, %bias), kwargs = {})',
    'return linear',
  ]);
  class Shaped extends nn.Module {
    weight = nn.Parameter(torch.ones(3, 2));
    forward(x: Tensor): Tensor {
      return this.weight.shape[0] === 3 ? x.mul(this.weight.size(1) ?? 2) : x;
    }
  }
  const constant = new fx.Tracer({ param_shapes_constant: true }).trace(new Shaped());
  expect(lines(constant).some((line) => line.includes('getattr'))).toBe(false);
});

test('functions are leaves, and so are those of objects and of globalThis', () => {
  const double = fx.wrap(function double(x: Tensor): Tensor {
    return x.item() > 0 ? x.mul(2) : x;
  });
  const space = { helper: (x: unknown): unknown => x };
  const program = (x: Tensor): Tensor => double(space.helper(x) as Tensor).mul(Math.floor(x.size(0)));
  const graph = new fx.Tracer({ autowrap_modules: [Math, space] }).trace(program);
  expect(lines(graph).slice(1, 5)).toEqual([
    '%helper : [num_users=1] = call_function[target=__main__.helper](args = (%x,), kwargs = {})',
    '%double : [num_users=1] = call_function[target=__main__.double](args = (%helper,), kwargs = {})',
    '%size : [num_users=1] = call_method[target=size](args = (%x, 0), kwargs = {})',
    '%floor : [num_users=1] = call_function[target=math.floor](args = (%size,), kwargs = {})',
  ]);
  expect(double(torch.tensor(3)).item()).toBe(6);
  expect([...graph.nodes][2]!.meta.is_wrapped).toBe(true);
  expect(fx.wrap('encodeURI')).toBe('encodeURI');
  const { graph: encoded } = fx.symbolic_trace((x: Tensor) => encodeURI(x as unknown as string));
  expect(lines(encoded)[1]).toContain('call_function[target=__main__.encodeURI]');
});

test('classes are constructed in graphs', () => {
  const Pair = fx.ProxyableClassMeta(class TensorPair {
    constructor(readonly left: Tensor, readonly right: Tensor) {}
    add(other: TensorPair): TensorPair {
      return new Pair(this.left.add(other.left), this.right.add(other.right));
    }
  });
  const use = (x: InstanceType<typeof Pair>, y: Tensor): unknown => x.add(new Pair(y, y));
  const gm = fx.symbolic_trace(use);
  expect(lines(gm.graph).slice(2)).toEqual([
    '%tensor_pair : [num_users=1] = call_function[target=__main__.TensorPair](args = (%y, %y), kwargs = {})',
    '%add : [num_users=1] = call_method[target=add](args = (%x, %tensor_pair), kwargs = {})',
    'return add',
  ]);
  expect(gm.code).toContain('new TensorPair(y, y)');
  const one = torch.ones(1);
  const made = gm(new Pair(one, one), one) as unknown as InstanceType<typeof Pair>;
  expect([made instanceof Pair, made.left.item()]).toEqual([true, 2]);
});

test('nodes know the modules that were called, and the lines', () => {
  const tracer = new fx.Tracer();
  tracer.record_stack_traces = true;
  const graph = tracer.trace(new Outer());
  const node = graph.find_nodes({ op: 'call_module' })[0]!;
  expect([...node.meta.nn_module_stack!].map(([key, [path]]) => [key, path])).toEqual(
    [['blocks.0', 'blocks.0'], ['blocks.0.net', 'blocks.0.net'], ['blocks.0.net.0', 'blocks.0.net.0']]);
  expect(node.stack_trace).toMatch(/File ".*programs\.[jt]s", line \d+, in forward$/);
  expect(tracer.node_name_to_scope.get(node.name)![0]).toBe('blocks.0.net.0');
});

test('operators that change their arguments can be refused', () => {
  const tracer = new fx.Tracer();
  tracer.check_mutable_operations = true;
  expect(() => tracer.trace((x: Tensor) => torch.relu_(x))).toThrow('Tried to trace mutable operation');
  expect(() => tracer.trace((x: Tensor) => torch.relu(x))).not.toThrow();
});

test('buffers are nodes when they are read, if a tracer says so', () => {
  class Buffered extends nn.Module {
    declare scale: Tensor;
    constructor() {
      super();
      this.register_buffer('scale', torch.ones(2));
    }
    forward(x: Tensor): Tensor {
      return this.scale.neg().mul(x);
    }
  }
  expect(lines(fx.symbolic_trace(new Buffered()).graph)[1]).toContain('get_attr[target=_tensor_constant0]');
  const tracer = new fx.Tracer();
  tracer.proxy_buffer_attributes = true;
  expect(lines(tracer.trace(new Buffered()))[1]).toBe('%scale : [num_users=1] = get_attr[target=scale]');
});

test('what a node knows goes to what is made of it', () => {
  const gm = fx.symbolic_trace((x: Tensor) => torch.relu(x));
  const relu = gm.graph.find_nodes({ op: 'call_function', target: torch.relu })[0]!;
  relu.meta['custom'] = { stage: 1 };
  relu.meta['other'] = 1;
  const made = new fx.Transformer(gm).transform().graph;
  const node = made.find_nodes({ op: 'call_function', target: torch.relu })[0]!;
  const { from_node, custom } = node.meta as { from_node: fx.traceback.NodeSource[]; custom: unknown };
  expect([custom, 'other' in node.meta]).toEqual([{ stage: 1 }, false]);
  expect(from_node[0]!.print_readable()).toMatch(/^\(name=relu, pass_name=Interpreter_Transformer, action=create, graph_id=\d+\)\n$/);
  expect(Object.keys(fx.traceback.get_graph_provenance_json(made))).toEqual(['relu']);
  expect([fx.traceback.has_preserved_node_meta(), fx.traceback.get_current_replay_node()]).toEqual([false, null]);
});

test('types of values and of tensors', () => {
  const graph = new fx.Graph();
  const proxy = annotate(new fx.Proxy(graph.placeholder('x')), torch.Tensor);
  expect(proxy.node.format_node()).toBe('%x : torch.Tensor [num_users=0] = placeholder[target=x]');
  expect(annotate(3, torch.Tensor)).toBe(3);
  const { Dyn, is_consistent, is_more_precise, TensorType } = fx.tensor_type;
  const [known, open] = [new TensorType([1, 2]), new TensorType([1, Dyn])];
  expect(is_consistent(known, open)).toBe(true);
  expect([is_more_precise(known, open), is_more_precise(open, known)]).toEqual([true, false]);
  expect(String(open)).toBe('TensorType[(1, Dyn)]');
});

test('arguments are made alike by signatures', () => {
  const { normalize_function, normalize_module } = fx.operator_schemas;
  const [a, b] = [torch.ones(1), torch.ones(1)];
  expect(normalize_function(torch.add, [a, b], { alpha: 2 }, { normalize_to_only_use_kwargs: true })!.kwargs).toEqual(
    { input: a, other: b, alpha: 2 });
  const relu = normalize_function(nn.functional.relu, [a])!;
  expect([relu.args, relu.kwargs]).toEqual([[a], { inplace: false }]);
  expect(normalize_module(new MLP(), 'hidden', [a], {}, { normalize_to_only_use_kwargs: true })!.kwargs).toEqual({ input: a });
  expect(normalize_function(() => 1, [])).toBe(null);
});

test('functions have the names that Python has for them', () => {
  const spaces: Record<string, object> = {
    'torch': torch, 'torch.functional': torch.functional, 'torch.nn.functional': nn.functional, 'torch.linalg': torch.linalg,
    'torch.fft': torch.fft, 'torch.special': torch.special, 'torch.nn.init': nn.init,
  };
  const wrong: string[] = [];
  let count = 0;
  for (const [path, wanted] of Object.entries(golden.names)) {
    const at = path.lastIndexOf('.');
    const fn = (spaces[path.slice(0, at)] as Readonly<Record<string, unknown>>)[path.slice(at + 1)];
    if (typeof fn !== 'function' || torch.overrides.resolve_name(fn as () => unknown) === null) continue;
    count++;
    const told = /target=([^\]]*)\]/.exec(new fx.Graph().call_function(fn as () => unknown).format_node()!)![1]!;
    if (told !== wanted) wrong.push(`${path}: ${told}, not ${wanted}`);
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(700);
});

test('functions hand on what PyTorch\'s hand on', () => {
  const spaces: Record<string, object> = { 'torch.nn.functional': nn.functional, 'torch.functional': torch.functional };
  const wrong: string[] = [];
  let count = 0;
  for (const [path, [inputs, wanted]] of Object.entries(golden.handed)) {
    const at = path.lastIndexOf('.');
    const space = spaces[path.slice(0, at)] as Readonly<Record<string, (...args: unknown[]) => unknown>>;
    const fn = space[path.slice(at + 1)];
    if (typeof fn !== 'function') continue;
    const graph = new fx.Graph();
    const tracer = new fx.proxy.GraphAppendingTracer(graph);
    const proxies = Array.from({ length: inputs }, (_, i) => new fx.Proxy(graph.placeholder(`i${i}`), tracer));
    try {
      fn(...proxies);
    } catch (error) {
      wrong.push(`${path}: ${String(error)}`);
      continue;
    }
    count++;
    const told = lines(graph).slice(inputs);
    if (told.length !== 1 || told[0] !== wanted) wrong.push(`${told.join(' ')}\n  not ${wanted}`);
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(60);
});

test('settings of torch.fx are assigned', () => {
  expect(fx.config.disable_progress).toBe(true);
  fx.config.do_not_emit_stack_traces = true;
  const tracer = new fx.Tracer();
  tracer.record_stack_traces = true;
  const graph = tracer.trace(new MLP());
  fx.config.do_not_emit_stack_traces = false;
  expect([...graph.nodes].every(({ stack_trace }) => stack_trace === null)).toBe(true);
});

test('calls that have an effect are no dead code', () => {
  const told: unknown[] = [];
  const tell = fx.has_side_effect(fx.wrap(function tell(x: unknown): unknown {
    told.push(x);
    return x;
  }));
  const gm = fx.symbolic_trace((x: Tensor) => {
    tell(x);
    torch.rand(2);
    return operator.add(x, 1);
  });
  expect([gm.graph.eliminate_dead_code(), gm.graph.find_nodes({ op: 'call_function', target: tell }).length]).toEqual([false, 1]);
  gm(torch.ones(1));
  expect(told).toHaveLength(1);
});
