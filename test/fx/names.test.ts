// Names of torch.fx by the modules in which PyTorch has them.
import * as torch from 'nodetorch';
import { fx, nn, type Tensor } from 'nodetorch';
import * as config from 'nodetorch/fx/config';
import { CodeGen, PythonCode } from 'nodetorch/fx/graph';
import { map_aggregate, Node } from 'nodetorch/fx/node';
import { ArgsKwargsPair, check_for_mutable_operation } from 'nodetorch/fx/operator_schemas';
import { TensorMetadata } from 'nodetorch/fx/passes/shape_prop';
import { InternalMatch, SubgraphMatcher } from 'nodetorch/fx/passes/utils/matcher_utils';
import { Attribute, ParameterProxy, Scope, ScopeContextManager, TraceError, TracerBase } from 'nodetorch/fx/proxy';
import { Match, ReplacedPatterns } from 'nodetorch/fx/subgraph_rewriter';
import * as traceback from 'nodetorch/fx/traceback';
import { expect, test } from 'vitest';

test('code is an object with its names', () => {
  const gm = fx.symbolic_trace((x: Tensor) => torch.relu(x));
  const code = gm.graph.python_code('this');
  expect(code).toBeInstanceOf(PythonCode);
  expect([code.src, Object.keys(code.globals)]).toEqual([gm.code, ['torch', 'operator']]);
  expect(new CodeGen().gen_fn_def(['a', 'b'], '')).toBe('function forward(a, b) {');
  const expanded = new CodeGen().gen_fn_def(['a', 'b'], '', { expanded_def: true });
  expect(expanded).toBe('function forward(\n  a,\n  b,\n) {');
  expect(new CodeGen().generate_output('x')).toBe('return x;');
});

test('trees of arguments keep their kinds', () => {
  const tree = { a: [1, Object.freeze([2])], b: torch.Size([3]) };
  const doubled = map_aggregate(tree, (leaf) => (leaf as number) * 2) as unknown as { a: unknown[]; b: unknown[] };
  expect(String(doubled)).toBe("{'a': [2, (4,)], 'b': (6,)}");
  expect(doubled).toBeInstanceOf(fx.immutable_collections.immutable_dict);
  expect(doubled.a).toBeInstanceOf(Array);
  const node = new fx.Graph().placeholder('x');
  expect(node).toBeInstanceOf(Node);
  expect(fx.map_arg([node, 1], () => 2).map(Number)).toEqual([2, 1]);
});

test('scopes go back to what they were', () => {
  const scope = new Scope('a', null);
  const manager = new ScopeContextManager(scope, new Scope('a.b', nn.Linear));
  expect([scope.module_path, manager.scope.module_type]).toEqual(['a.b', nn.Linear]);
  manager[Symbol.dispose]();
  expect([scope.module_path, scope.module_type]).toEqual(['a', null]);
});

test('attributes and parameters of what is traced', () => {
  const graph = new fx.Graph();
  const proxy = new fx.Proxy(graph.placeholder('x'));
  const attribute = proxy['dtype'];
  expect([attribute instanceof Attribute, attribute instanceof fx.Proxy, graph.nodes.length]).toEqual([true, true, 1]);
  expect((attribute as Attribute).node.name).toBe('getattr_1');
  expect(proxy.tracer).toBeInstanceOf(TracerBase);
  const param = nn.Parameter(torch.ones(2, 3));
  const stand = new ParameterProxy(proxy.tracer, graph.get_attr('w'), 'w', param);
  expect([stand.shape, stand.size(), stand.dim(), stand.ndim, stand.numel(), stand.nelement()]).toEqual(
    [param.shape, param.shape, 2, 2, 6, 6]);
  expect(String(stand)).toBe('ParameterProxy(w)');
  expect(() => new ParameterProxy(proxy.tracer, proxy.node, 'w', torch.ones(1) as never)).toThrow('Expected Parameter');
  expect(() => proxy.tracer.to_bool(proxy)).toThrow(TraceError);
  expect(new TraceError('')).toBeInstanceOf(torch.ValueError);
});

test('a tracer of one\'s own decides for values and goes through them', () => {
  class Deciding extends fx.Tracer {
    override to_bool(): boolean {
      return true;
    }
    override iter(obj: fx.Proxy): Iterator<unknown> {
      return [obj][Symbol.iterator]();
    }
  }
  const graph = new Deciding().trace((x: Tensor) => (Number(x) ? [...x] : x.neg()));
  expect(graph.output_node().args).toEqual([[graph.find_nodes({ op: 'placeholder' })[0]]]);
});

test('arguments by position and name, and operators that change them', () => {
  const pair = new ArgsKwargsPair([1, 2], { a: 3 });
  expect([pair.args, pair.kwargs]).toEqual([[1, 2], { a: 3 }]);
  const x = torch.ones(1);
  expect(() => check_for_mutable_operation(torch.relu_, [x], {})).toThrow(
    'Tried to trace mutable operation aten::relu_(Tensor(a!) self) -> Tensor(a!). FX only supports functional code, so ' +
      'operations that mutate operands in-place (e.g. via `out` arguments) are not supported');
  expect(() => check_for_mutable_operation(torch.relu, [x], {})).not.toThrow();
});

test('places of a pattern', () => {
  const pattern = fx.symbolic_trace((x: Tensor) => torch.relu(torch.neg(x))).graph;
  const gm = fx.symbolic_trace((x: Tensor) => torch.exp(torch.relu(torch.neg(torch.relu(torch.neg(x))))));
  const matches = new SubgraphMatcher(pattern).match(gm.graph);
  expect(matches.map(({ returning_nodes }) => returning_nodes.map(String))).toEqual([['relu'], ['relu_1']]);
  expect(matches[0]).toBeInstanceOf(InternalMatch);
  expect(matches[0]!.__copy__().nodes_map).toEqual(matches[0]!.nodes_map);
  const whole = new SubgraphMatcher(pattern, { match_output: true, match_placeholder: true });
  expect([whole.match(pattern).length, whole.match(gm.graph).length]).toEqual([1, 0]);
  const found = fx.subgraph_rewriter.replace_pattern_with_filters(gm, pattern, null, {
    replacement_callback: () => fx.symbolic_trace((x: Tensor) => torch.abs(x)).graph,
  });
  expect([found.length, found[0] instanceof ReplacedPatterns, found[0] instanceof Match]).toEqual([2, true, true]);
  expect(gm(torch.tensor([-2])).item()).toBeCloseTo(Math.exp(2), 4);
});

test('metadata of a tensor', () => {
  const meta = new TensorMetadata(torch.Size([2]), torch.float32, false, [1], torch.contiguous_format, false, {});
  expect(String(meta)).toBe(
    'TensorMetadata(shape=torch.Size([2]), dtype=torch.float32, requires_grad=False, stride=(1,), ' +
      'memory_format=torch.contiguous_format, is_quantized=False, qparams={})');
});

test('what nodes are told that are made', () => {
  const { annotate, annotate_fn, get_current_meta, NodeSource, NodeSourceAction, preserve_node_meta } = traceback;
  const { set_current_meta, set_current_replay_node, set_stack_trace } = traceback;
  const { set_grad_fn_seq_nr, reset_grad_fn_seq_nr } = traceback;
  const tagged = annotate_fn({ stage: 2 })((x: Tensor) => x.mul(2));
  const graph = preserve_node_meta(true, () => new fx.Tracer().trace((x: Tensor) =>
    annotate({ source: 'here' }, () => tagged(x.add(1)))));
  expect([...graph.nodes].map(({ meta }) => meta['custom'])).toEqual(
    [undefined, { source: 'here' }, { source: 'here', stage: 2 }, undefined]);
  expect(get_current_meta()).toEqual({});
  const [x] = graph.nodes;
  x!.meta['custom'] = 'kept';
  preserve_node_meta(true, () => {
    set_stack_trace(['a', 'b']);
    expect(traceback.format_stack()).toEqual(['ab']);
    set_current_meta(x!, 'pass', () => {
      set_grad_fn_seq_nr(3);
      set_grad_fn_seq_nr(4);
      const other = new fx.Graph();
      const tracer = new fx.proxy.GraphAppendingTracer(other);
      const node = set_current_replay_node(x!, () => tracer.create_node('call_function', torch.relu, [], {}));
      const { custom, seq_nr, is_functional_regenerated } = node.meta;
      expect([custom, seq_nr, is_functional_regenerated]).toEqual(['kept', 4, true]);
      expect((node.meta['from_node'] as traceback.NodeSource[])[0]!.to_dict()).toMatchObject(
        { name: 'x', target: 'x', pass_name: 'pass', action: 'create', from_node: [] });
      reset_grad_fn_seq_nr();
      reset_grad_fn_seq_nr();
      expect(() => reset_grad_fn_seq_nr()).toThrow('Expected current_level > 0, got 0');
    });
  });
  expect(get_current_meta()).toEqual({});
  expect(new NodeSource(null).print_readable()).toBe('(name=, pass_name=, action=, graph_id=-1)\n');
  const both = new NodeSource(x!, 'p', [NodeSourceAction.CREATE, NodeSourceAction.REPLACE]);
  expect(both.to_dict().action).toBe('create+replace');
});

test('settings, as they are read', () => {
  const { disable_progress, verbose_progress, do_not_emit_stack_traces } = config;
  expect([disable_progress, verbose_progress, do_not_emit_stack_traces]).toEqual([true, false, false]);
  fx.config.verbose_progress = true;
  expect(config.verbose_progress).toBe(true);
  fx.config.verbose_progress = false;
});
