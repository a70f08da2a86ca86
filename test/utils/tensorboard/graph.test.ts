/** Graphs of modules: nodes, names and shapes are those of PyTorch's trace (live.test.ts compares whole graphs). */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { SummaryWriter } from 'nodetorch/utils/tensorboard';
import { afterAll, expect, test, vi } from 'vitest';
import { decoded, events } from './records.js';

const { nn } = torch;
const home = mkdtempSync(join(tmpdir(), 'nodetorch-graph-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Node {
  name: string;
  op: string;
  input?: string[];
  attr: { _output_shapes?: { list: { shape: { dim?: { size: number }[] }[] } }; attr: { s: Uint8Array } };
}

let count = 0;

/** The nodes that add_graph writes. */
function nodesOf(use: (writer: SummaryWriter) => void): Node[] {
  const folder = join(home, String(count++));
  const writer = new SummaryWriter(folder);
  try {
    use(writer);
  } finally {
    writer.close();
  }
  const [graph, run] = events(join(folder, readdirSync(folder)[0]!)).slice(1);
  expect(run).toMatchObject({ tagged_run_metadata: { tag: 'step1' } });
  return decoded('GraphDef', graph!.graph_def!).node as unknown as Node[];
}

const shapeOf = ({ attr }: Node): number[] | undefined =>
  attr._output_shapes?.list.shape[0]!.dim?.map(({ size }) => size);

class Net extends nn.Module {
  first = new nn.Linear(4, 3);
  rest = new nn.Sequential(new nn.ReLU(), new nn.Linear(3, 2, { bias: false }));

  forward(input: torch.Tensor): torch.Tensor {
    return (this.rest(this.first(input)) as torch.Tensor).mul(2);
  }
}

test('operators stand in the modules that call them', () => {
  const model = new Net();
  const nodes = nodesOf((writer) => writer.add_graph(model, torch.rand(5, 4)));
  const called = nodes.filter(({ op }) => op.startsWith('aten::'))
    .map((node) => [node.op, node.name.replace(/\/[^/]*$/, ''), shapeOf(node)]);
  expect(called).toEqual([
    ['aten::linear', 'Net/Linear[first]', [5, 3]], ['aten::relu', 'Net/Sequential[rest]/ReLU[0]', [5, 3]],
    ['aten::linear', 'Net/Sequential[rest]/Linear[1]', [5, 2]], ['aten::mul', 'Net', [5, 2]],
  ]);
  expect(nodes.filter(({ op }) => op === 'IO Node').map(({ name }) => name)).toEqual(['input/input.1', 'output/output.1']);
  const taken = nodes.filter(({ op }) => op === 'prim::GetAttr').map(({ attr }) => Buffer.from(attr.attr.s).toString());
  expect(taken).toEqual(['{ name :  bias }', '{ name :  weight }', '{ name :  weight }']);
  const names = new Set(nodes.map(({ name }) => name));
  for (const { input = [] } of nodes.filter(({ op }) => op.startsWith('aten::'))) {
    for (const each of input) expect(names).toContain(each);
  }
  expect(model.training).toBe(true);
  expect(nodes.filter(({ op }) => op === 'aten::linear')[0]!.input![0]).toBe('input/input.1');
});

test('several inputs and results; a module that is used twice', () => {
  class Two extends nn.Module {
    shared = new nn.Linear(2, 2);
    forward(left: torch.Tensor, right: torch.Tensor): readonly torch.Tensor[] {
      return Object.freeze([this.shared(left), this.shared(right)]);
    }
  }
  const nodes = nodesOf((writer) => writer.add_graph(new Two(), [torch.rand(1, 2), torch.rand(3, 2)]));
  expect(nodes.filter(({ op }) => op === 'aten::linear').map(shapeOf)).toEqual([[1, 2], [3, 2]]);
  const ends = nodes.filter(({ op }) => op === 'IO Node').map(({ name }) => name);
  expect(ends).toEqual(['input/left', 'input/right', 'output/output.1']);
});

test('a forward that throws leaves nothing behind: the next trace, and calls, are as before', () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  class Bad extends nn.Module {
    inner = new nn.Linear(2, 2);
    forward(input: torch.Tensor): torch.Tensor {
      return this.inner(input).mm(torch.ones(7, 7));
    }
  }
  const bad = new Bad();
  const writer = new SummaryWriter(join(home, 'bad'));
  expect(() => writer.add_graph(bad, torch.ones(1, 2))).toThrow(/mat1 and mat2 shapes cannot be multiplied/);
  expect(() => writer.add_graph(bad)).toThrow('example_kwarg_inputs should be a dict');
  writer.close();
  expect(bad.training).toBe(true);
  expect(said.mock.calls.flat().join('\n')).toContain('Error occurs, No graph saved');
  said.mockRestore();
  const after = nodesOf((w) => w.add_graph(new nn.Linear(2, 1), torch.ones(1, 2)));
  expect(after.map(({ op }) => op)).toContain('aten::linear');
  expect(new nn.Linear(2, 1)(torch.ones(1, 2)).shape).toEqual([1, 1]);
});

test('a dict as a result is refused, unless the trace is not strict', () => {
  class Named extends nn.Module {
    forward(input: torch.Tensor): Record<string, torch.Tensor> {
      return { a: input.add(1), b: input.mul(2) };
    }
  }
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const writer = new SummaryWriter(join(home, 'strict'));
  expect(() => writer.add_graph(new Named(), torch.ones(2))).toThrow(/Encountering a dict at the output of the tracer/);
  writer.close();
  const nodes = nodesOf((w) => w.add_graph(new Named(), torch.ones(2), { use_strict_trace: false, verbose: true }));
  expect(nodes.map(({ op }) => op)).toContain('prim::DictConstruct');
  expect(said.mock.calls.flat().join('\n')).toContain('aten::mul');
  said.mockRestore();
});

test('torch.jit.is_tracing() says so while a graph is made', () => {
  const seen: boolean[] = [];
  class Asks extends nn.Module {
    forward(input: torch.Tensor): torch.Tensor {
      seen.push(torch.jit.is_tracing());
      return input.add(1);
    }
  }
  nodesOf((writer) => writer.add_graph(new Asks(), torch.ones(2)));
  expect([new Set(seen), torch.jit.is_tracing()]).toEqual([new Set([true]), false]);
});
