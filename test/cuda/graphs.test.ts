import * as torch from 'nodetorch';
import * as graphs from 'nodetorch/cuda/graphs';
import { describe, expect, test } from 'vitest';

const { cuda } = torch;
const make = cuda.make_graphed_callables;

test('nothing is recorded until somebody begins', () => {
  if (cuda.is_available()) expect(cuda.is_current_stream_capturing()).toBe(false);
  expect([graphs.graph, graphs.CUDAGraph, graphs.make_graphed_callables]).toEqual([cuda.graph, cuda.CUDAGraph, make]);
});

test('a function that sees graphs is taken off by its handle', () => {
  const registers = [
    graphs.register_graph_capture_start_hook, graphs.register_graph_capture_end_hook,
    graphs.register_graph_instantiate_hook, graphs.register_graph_replay_start_hook,
    graphs.register_graph_replay_end_hook,
  ];
  for (const register of registers) register(() => undefined).remove();
  graphs.register_graph_destroy_hook((ids) => ids.size).remove();
  expect(typeof graphs.export_dot('graph.dot')).toBe('function');
});

test('what cannot be recorded is refused in words of PyTorch', () => {
  const only = 'In the beta API, sample_args for each callable must contain only Tensors. Other types are not allowed.';
  // @ts-expect-error a number is no tensor
  expect(() => make(torch.relu, [3])).toThrow(new torch.AssertionError(only));
  const hooked = new torch.nn.Linear(2, 2);
  const handle = hooked.register_forward_hook(() => undefined);
  expect(() => make(hooked, [torch.ones(1, 2)])).toThrow('Modules must not have hooks registered at the time they are passed.');
  handle.remove();
  const trained = new torch.nn.BatchNorm1d(2);
  trained.running_mean!.requires_grad_();
  expect(() => make(trained, [torch.ones(1, 2)])).toThrow('only parameters may be trainable.');
  torch.set_autocast_enabled('cuda', true);
  try {
    expect(() => make(torch.relu, [torch.ones(2)])).toThrow(
      'make_graphed_callables does not support the autocast caching. Please set `cache_enabled=False`.');
  } finally {
    torch.set_autocast_enabled('cuda', false);
  }
});

test('an allocator that is not there is an error of the loader of libraries', () => {
  expect(() => cuda.CUDAPluggableAllocator('/nowhere.so', 'a', 'b')).toThrow(
    '/nowhere.so: cannot open shared object file: No such file or directory');
  // @ts-expect-error a number is no pool
  expect(() => cuda.use_mem_pool(3, 'cpu')).toThrow(new torch.ValueError('Expected a cuda device, but got: cpu'));
});

describe.runIf(cuda.is_available())('on a GPU', () => {
  test('a graph replays what was recorded, on new elements', () => {
    const x = torch.ones(4, { device: 'cuda' });
    const graph = cuda.CUDAGraph();
    const y = cuda.graph(graph, () => x.mul(2).add(1));
    x.fill_(5);
    graph.replay();
    expect(y.tolist()).toEqual([11, 11, 11, 11]);
  });

  test('a recorded module learns as it did', () => {
    const net = new torch.nn.Linear(4, 3).to('cuda');
    const x = torch.randn(2, 4, { device: 'cuda' });
    net.forward(x).sum().backward();
    const wanted = net.weight.grad!.clone();
    net.zero_grad();
    const graphed = make(net, [torch.zeros_like(x)]);
    graphed.forward(x).sum().backward();
    expect(torch.equal(net.weight.grad!, wanted)).toBe(true);
  });
});
