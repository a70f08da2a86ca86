// What torch.fx prints of graphs, and how graphs are changed.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { fx } from 'nodetorch';
import * as operator from 'nodetorch/operator';
import { describe, expect, test, vi } from 'vitest';
import { golden, LeNet, MLP, modules, programs, Residual } from './programs.js';

const { graphs, concrete, changes, patterns } = golden;

function table(graph: fx.Graph): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    graph.print_tabular();
    return `${log.mock.calls.map(([text]) => String(text)).join('\n')}\n`;
  } finally {
    log.mockRestore();
  }
}

describe.each(Object.entries(modules))('%s', (name, Class) => {
  const traced = fx.symbolic_trace(new Class() as nn.Module);
  const wanted = graphs[name]!;
  test('its graph', () => expect(String(traced.graph)).toBe(wanted.graph));
  test('its text', () => expect(traced.__repr__()).toBe(wanted.text));
  test('its state', () => expect([...traced.state_dict().keys()]).toEqual(wanted.keys));
  test('is as it should be', () => expect(() => traced.graph.lint()).not.toThrow());
});

// As PyTorch 2.15 and tabulate 0.9 print them; texts of functions are without the addresses that Python ends them with.
test('tables', () => {
  expect(table(fx.symbolic_trace(new Residual()).graph)).toBe(`opcode         name          target                   args                 kwargs
-------------  ------------  -----------------------  -------------------  --------
placeholder    x             x                        ()                   {}
call_module    conv1         conv1                    (x,)                 {}
call_module    bn1           bn1                      (conv1,)             {}
call_method    relu          relu                     (bn1,)               {}
call_module    conv2         conv2                    (relu,)              {}
call_module    bn2           bn2                      (conv2,)             {}
call_module    downsample_0  downsample.0             (x,)                 {}
call_module    downsample_1  downsample.1             (downsample_0,)      {}
call_function  add           <built-in function add>  (bn2, downsample_1)  {}
call_method    relu_         relu_                    (add,)               {}
output         output        output                   (relu_,)             {}
`);
  const rows = table(fx.symbolic_trace(new LeNet()).graph).split('\n').map((row) => row.split(/ {2,}/));
  expect(rows[4]).toEqual(['call_function', 'relu', '<function relu>', '(conv1,)', "{'inplace': False}"]);
  expect(rows[5]).toEqual(['call_function', 'max_pool2d', '<function boolean_dispatch.<locals>.fn>', '(relu, 2)',
    "{'stride': None, 'padding': 0, 'dilation': 1, 'ceil_mode': False, 'return_indices': False}"]);
  expect(rows[9]![2]).toBe('<built-in method flatten of type object>');
});

test.each(Object.entries(programs))('%s', (name, program) => {
  const traced = fx.symbolic_trace(program as (...args: never[]) => unknown);
  expect(String(traced.graph)).toBe(graphs[name]!.graph);
});

test('a Sequential is traced through, and its layers are leaves', () => {
  const net = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.Linear(3, 1));
  const traced = fx.symbolic_trace(net as nn.Module);
  expect(String(traced.graph)).toBe(graphs['Sequential']!.graph);
  expect([...traced.state_dict().keys()]).toEqual(graphs['Sequential']!.keys);
});

describe('inputs that are not traced', () => {
  function branch(a: Tensor, b: boolean | null): Tensor {
    return b === true ? a : a.mul(2);
  }
  function summed(x: Record<string, Tensor>): Tensor {
    let out = torch.zeros(1);
    for (const v of Object.values(x)) out = torch.add(v, out);
    return out;
  }
  const x = torch.ones(2);

  test('are constants, and are asked for', () => {
    const traced = fx.symbolic_trace(branch, { b: false });
    expect(String(traced.graph)).toBe(concrete.branch);
    expect(torch.equal(traced(x, false), x.mul(2))).toBe(true);
    expect(() => traced(x, true)).toThrow('b has been specialized to have value False but got another value');
    expect(String(fx.symbolic_trace(branch, { b: null }).graph)).toBe(concrete.none);
  });
  test('are trees, whose leaves are inputs', () => {
    const { PH } = fx;
    const traced = fx.symbolic_trace(summed, { x: { a: PH, b: PH, c: PH } });
    expect(String(traced.graph)).toBe(concrete.summed);
    expect(traced({ a: x, b: x, c: x.mul(2) }).tolist()).toEqual([4, 4]);
    expect(() => traced({ a: x, b: x } as never)).toThrow('the inputs have another structure');
  });
  test('stand for as many arguments as there are', () => {
    const all = (...xs: Tensor[]): Tensor => torch.cat(xs);
    expect(() => fx.symbolic_trace(all)).toThrow('takes ...xs');
    const traced = fx.symbolic_trace(all, [fx.PH, fx.PH]);
    expect(traced(x, x).shape).toEqual(torch.Size([4]));
  });
});

describe('changes', () => {
  test('dead code', () => {
    const { graph } = fx.symbolic_trace(programs.dead);
    expect(graph.eliminate_dead_code()).toBe(changes.changed);
    expect(String(graph)).toBe(changes.dead);
    expect(graph.eliminate_dead_code()).toBe(false);
  });
  test('another function in the place of one', () => {
    const gm = fx.symbolic_trace(new MLP());
    for (const node of gm.graph.nodes) {
      if (node.target !== torch.relu) continue;
      const made = gm.graph.inserting_after(node, () => gm.graph.call_function(torch.sigmoid, node.args, node.kwargs));
      node.replace_all_uses_with(made);
      gm.graph.erase_node(node);
    }
    expect(String(gm.graph)).toBe(changes.sigmoid);
    gm.recompile();
    const x = torch.ones(2, 4);
    expect(torch.equal(gm(x), gm.get_submodule('output')(torch.sigmoid(gm.get_submodule('hidden')(x))))).toBe(true);
  });
  test('nodes, one by one', () => {
    const graph = new fx.Graph();
    const a = graph.placeholder('x');
    const b = graph.call_function(torch.add, [a, 1], { alpha: 2 }, { name: 'total' });
    const c = graph.call_method('view', [b, [2, -1]]);
    const index = Object.freeze([torch.slice(null), torch.slice(1, b as never, 2)]);
    const d = graph.call_function(operator.getitem, [c, index]);
    graph.output({ out: d, list: [a, Object.freeze([b])], none: null, text: 'word', flag: true, number: 1.5 });
    expect(String(graph)).toBe(changes.built);
    const copy = new fx.Graph();
    const result = copy.graph_copy(graph, new Map());
    expect([String(result), String(copy)]).toEqual(changes.copied);
    graph.inserting_before(b, () => {
      graph.call_function(torch.neg, [a]);
      graph.call_function(torch.neg, [a]);
    });
    graph.inserting_after(a, () => {
      graph.call_function(torch.exp, [a]);
      graph.call_function(torch.exp, [a]);
    });
    expect(String(graph)).toBe(changes.inserted);
    c.args = [a, a];
    b.kwargs = {};
    c.update_arg(1, b);
    c.insert_arg(0, b);
    c.update_kwarg('dim', 1);
    const told = Array.from(graph.nodes, (n): [string, string[], string[]] =>
      [n.name, [...n.users].map(String), n.all_input_nodes.map(String)]);
    expect(String(graph)).toBe(changes.arguments[0]);
    expect(told).toEqual(changes.arguments[1]);
  });
  test('an insert point that stays', () => {
    const graph = new fx.Graph();
    const a = graph.placeholder('a');
    graph.output(a);
    graph.inserting_before(graph.output_node());
    graph.call_function(torch.relu, [a]);
    expect([...graph.nodes].map(({ op }) => op)).toEqual(['placeholder', 'call_function', 'output']);
    expect([graph.nodes.length, [...graph.nodes.reversed()][0]!.op]).toEqual([3, 'output']);
  });
  test('nodes that go while somebody goes through them', () => {
    const { graph } = fx.symbolic_trace(programs.dead);
    for (const node of graph.nodes) if (node.users.size === 0 && node.op !== 'output') graph.erase_node(node);
    expect(graph.find_nodes({ op: 'call_function', target: torch.neg })).toEqual([]);
    expect(graph.find_nodes({ op: 'call_method', target: 'mul' }).map(String)).toEqual(['mul']);
  });
  test('arguments are no lists that somebody changes', () => {
    const { graph } = fx.symbolic_trace((x: Tensor, y: Tensor) => torch.cat([x, y]));
    const [, , cat] = graph.nodes;
    expect(() => (cat!.args[0] as unknown[]).push(1)).toThrow("'immutable_list' object does not support mutation");
    expect(() => ((cat!.args as unknown[])[0] = 1)).toThrow(TypeError);
    expect((cat!.args[0] as unknown[]).map(String)).toEqual(['x', 'y']);
  });
  test('metadata of a node goes to another one', () => {
    const graph = new fx.Graph();
    const [a, b] = [graph.placeholder('a'), graph.placeholder('b')];
    const c = graph.call_function(torch.relu, [a]);
    a.meta['note'] = 1;
    expect(a.replace_all_uses_with(b, { propagate_meta: true }).map(String)).toEqual(['relu']);
    expect([b.meta['note'], c.args[0], a.users.size]).toEqual([1, b, 0]);
    expect(() => b.replace_all_uses_with(a, { propagate_meta: true })).toThrow('already has .meta keys');
    expect(b.replace_all_uses_with(a, () => false)).toEqual([]);
  });
  test('names are Python\'s', () => {
    function forward(x: Tensor): Tensor {
      const F = nn.functional;
      const c = torch.sum(torch.sum(torch.max(x)));
      const d = torch.abs(c).float();
      return F.silu(F.relu6(torch.ops['aten']!['add']!['Tensor']!(d, d) as Tensor));
    }
    expect(String(fx.symbolic_trace(forward).graph)).toBe(changes.names);
  });
});

describe('patterns', () => {
  test('are replaced where they are', () => {
    function original(x: Tensor, w1: Tensor, w2: Tensor): Tensor {
      const m1 = torch.cat([w1, w2]).sum();
      const m2 = torch.cat([w1, w2]).sum();
      return operator.add(operator.add(x, torch.max(m1)), torch.max(m2));
    }
    const gm = fx.symbolic_trace(original);
    const matches = fx.replace_pattern(gm, (w1: Tensor, w2: Tensor) => torch.cat([w1, w2]),
      (w1: Tensor, w2: Tensor) => torch.stack([w1, w2]));
    const told = matches.map(({ anchor, nodes_map }) =>
      [anchor.name, [...nodes_map].map(([k, v]) => [k.name, v.name])]);
    expect([String(gm.graph), told]).toEqual(patterns.stack);
    const x = torch.ones(2);
    expect(gm(x, x, x).tolist()).toEqual([9, 9]);
  });
  test('stay where somebody else uses what is inside', () => {
    function chain(x: Tensor): Tensor {
      const y = torch.neg(x);
      const z = torch.relu(y);
      return operator.add(torch.neg(z).relu(), y);
    }
    const gm = fx.symbolic_trace(chain);
    const matches = fx.replace_pattern(gm, (x: Tensor) => torch.relu(torch.neg(x)), (x: Tensor) => torch.abs(x));
    expect([String(gm.graph), matches.length]).toEqual(patterns.used);
  });
  test('have numbers, which are the same or do not matter', () => {
    const gm = fx.symbolic_trace((x: Tensor) => torch.neg(torch.add(torch.neg(x), 1)));
    const first = fx.replace_pattern(gm, (x: Tensor) => torch.add(x, 1), (x: Tensor) => torch.sub(x, 1));
    expect([String(gm.graph), first.length]).toEqual(patterns.literal);
    const [pattern, other] = [(x: Tensor) => torch.sub(x, 2), (x: Tensor) => torch.mul(x, 1)];
    expect(fx.replace_pattern(gm, pattern, other)).toHaveLength(patterns['other literal']);
    const { replace_pattern_with_filters } = fx.subgraph_rewriter;
    const match_filters = [() => false];
    const none = replace_pattern_with_filters(gm, pattern, other, { ignore_literals: true, match_filters });
    expect(none).toEqual([]);
    const [replaced] = replace_pattern_with_filters(gm, pattern, other, { ignore_literals: true });
    expect(replaced!.replacements.map(String)).toEqual(['mul']);
  });
  test('have several results', () => {
    const gm = fx.symbolic_trace((x: Tensor, y: Tensor) => torch.div(torch.neg(x), torch.exp(y)));
    const matches = fx.replace_pattern(gm, (x: Tensor, y: Tensor) => Object.freeze([torch.neg(x), torch.exp(y)]),
      (x: Tensor, y: Tensor) => Object.freeze([torch.abs(x), torch.log(y)]));
    expect([String(gm.graph), matches.length]).toEqual(patterns['two results']);
  });
  test('bring modules along', () => {
    class Pattern extends nn.Module {
      forward(x: Tensor): Tensor {
        return torch.relu(x);
      }
    }
    class Replacement extends nn.Module {
      act = new nn.Tanh();
      forward(x: Tensor): Tensor {
        return this.act(x);
      }
    }
    const gm = fx.symbolic_trace(new MLP());
    fx.replace_pattern(gm, new Pattern(), fx.symbolic_trace(new Replacement()));
    expect(gm.get_submodule('act')).toBeInstanceOf(nn.Tanh);
    expect(gm(torch.ones(1, 4)).shape).toEqual(torch.Size([1, 2]));
  });
});
