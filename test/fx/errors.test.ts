// The errors of torch.fx, in PyTorch's words.
import * as torch from 'nodetorch';
import { fx, nn, type Tensor } from 'nodetorch';
import { annotate } from 'nodetorch/fx/annotate';
import { describe, expect, test } from 'vitest';
import { golden, MLP, programs } from './programs.js';

const { errors } = golden;

const graph = new fx.Graph();
const x = graph.placeholder('x');
const y = graph.call_function(torch.relu, [x]);
const other = new fx.Graph();
const z = other.placeholder('z');
const gm = fx.symbolic_trace(new MLP());

class Stray extends nn.Module {
  stray = [new nn.ReLU()];
  forward(input: Tensor): Tensor {
    return this.stray[0]!(input);
  }
}

const mistakes: Record<string, () => unknown> = {
  'erase used': () => graph.erase_node(x),
  'erase of another': () => graph.erase_node(z),
  'before another': () => graph.inserting_before(z),
  'after another': () => graph.inserting_after(z),
  'no callable': () => graph.create_node('call_function', 'relu', []),
  'no text': () => graph.create_node('call_method', torch.relu, []),
  'no op': () => graph.create_node('jump', 'x', []),
  'prepend another': () => x.prepend(z),
  'insert_arg': () => y.insert_arg(5, x),
  'output_node': () => graph.output_node(),
  'find_nodes': () => graph.find_nodes({ op: 'call_function' }),
  'map_arg': () => fx.map_arg(x, 1 as never),
  'purity': () => graph.create_node('call_module', 'm', []).is_impure(),
  'lint foreign': () => {
    const foreign = new fx.Graph();
    foreign.call_function(torch.relu, [z]);
    foreign.lint();
  },
  'lint order': () => {
    const late = new fx.Graph();
    const first = late.placeholder('a');
    late.call_function(torch.relu, [first]).append(first);
    late.lint();
  },
  'lint absent': () => {
    const changed = fx.symbolic_trace(new MLP());
    changed.graph.find_nodes({ op: 'call_module' })[0]!.target = 'absent';
    changed.graph.lint();
  },
  'lint no module': () => {
    const changed = fx.symbolic_trace(new MLP());
    changed.graph.find_nodes({ op: 'call_module' })[0]!.target = 'hidden.weight';
    changed.graph.lint();
  },
  'root': () => new fx.GraphModule(3 as never, new fx.Graph()),
  'root lacks': () => {
    const named = new fx.Graph();
    named.output(named.call_module('sub', []));
    return new fx.GraphModule({}, named);
  },
  'graph': () => {
    gm.graph = 1 as never;
  },
  'control flow': () => fx.symbolic_trace((a: Tensor) => (Number(a) > 0 ? a : a.neg())),
  'loop': () => fx.symbolic_trace((a: Tensor) => [...a]),
  'length': () => fx.symbolic_trace((a: Tensor) => (a as unknown as unknown[]).length as never),
  'argument': () => fx.symbolic_trace((a: Tensor) => a.add(new (class Thing {})() as never)),
  'parameter': () => fx.symbolic_trace((a: Tensor) => torch.add(a, nn.Parameter(torch.ones(1)))),
  'stray module': () => fx.symbolic_trace(new Stray()),
  'count of concrete': () => fx.symbolic_trace((a: Tensor, b: Tensor) => (void b, a), [1]),
  'few inputs': () => new fx.Interpreter(gm).run(),
  'boxed': () => new fx.Interpreter(gm).boxed_run([1, 2]),
  'empty pattern': () => fx.replace_pattern(gm, new fx.GraphModule({}, new fx.Graph()), (a: Tensor) => a),
  'dead pattern': () => fx.replace_pattern(gm, programs.dead, programs.dead),
  'list': () => new fx.immutable_collections.immutable_list([1]).push(),
  'dict': () => (new fx.immutable_collections.immutable_dict({ a: 1 }) as unknown as { update(): void }).update(),
  'wrap': () => fx.wrap(3 as never),
  'normalize': () => fx.operator_schemas.normalize_module(gm, 'absent', []),
  'annotate': () => {
    const proxy = new fx.Proxy(new fx.Graph().placeholder('x'));
    proxy.node.type = Number;
    annotate(proxy, String);
  },
};

function caught(ask: () => unknown): Error {
  try {
    ask();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** What is another in JavaScript: types have other names, and these errors end with a hint to a program for Python. */
const inJavaScript = (text: string): string => text
  .replace(/\nUse tlparse to see full graph.*$/s, '')
  .replace("<class 'object'>", "<class 'Thing'>")
  .replace("<class 'int'> and new type is <class 'str'>", 'TYPES')
  .replace(/Existing type is .* This could/, 'Existing type is TYPES. This could')
  .replace(/Existing type is TYPES\.? ?This could/, 'Existing type is TYPES. This could');

describe('an error says what PyTorch says', () => {
  test('of all that are written down', () => expect(Object.keys(mistakes)).toEqual(Object.keys(errors)));
  test.each(Object.entries(mistakes))('%s', (name, ask) => {
    const [wanted, text] = errors[name]!;
    const error = caught(ask);
    expect([error.name, inJavaScript(error.message)]).toEqual([wanted, inJavaScript(text)]);
  });
});

test('an error of a node says which one it was', () => {
  const traced = fx.symbolic_trace((a: Tensor, b: Tensor) => torch.matmul(a, b));
  const error = caught(() => new fx.Interpreter(traced).run(torch.ones(2, 3), torch.ones(2, 3)));
  expect(error.name).toBe('RuntimeError');
  expect(error.message).toContain('While executing %matmul : [num_users=1] = call_function[target=torch.matmul](args = (%a, %b), kwargs = {})');
  const { ShapeProp } = fx.passes.shape_prop;
  const propagated = caught(() => new ShapeProp(traced).propagate(torch.ones(2, 3), torch.ones(2, 3)));
  expect(propagated.message).toContain('ShapeProp error for: node=%matmul');
});

test('what JavaScript cannot put another in the place of is said', () => {
  expect(() => fx.wrap('no_such_function')).toThrow("globalThis has no function 'no_such_function'");
  const mine = (a: number): number => a;
  expect(() => new fx.Tracer({ autowrap_functions: [mine] })).toThrow("autowrap_functions has 'mine'");
  expect(() => new fx.Tracer({ autowrap_modules: [fx.immutable_collections] })).toThrow('autowrap_modules');
  expect(() => fx.symbolic_trace(async (a: Tensor) => a)).toThrow('an async function cannot be traced');
  const compiled = torch.compile((a: Tensor) => a.add(1));
  expect(() => fx.symbolic_trace((a: Tensor) => compiled(a))).toThrow('symbolically trace a dynamo-optimized function');
});
