// Objects and contexts of devices, as far as there are any without one: nothing of a loop that makes them is left, also
// when the constructor or the body throws.
import * as torch from 'nodetorch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { native } from '../../dist/addon/binding.js';

const settle = () => {
  for (let i = 0; i < 3; i++) torch.collect({ major: true });
};
const counts = () => {
  const { live_tensors, live_bytes } = torch.memory_stats();
  return { live_tensors, live_bytes };
};
const stop = new Error('stop');
const thrown = (body: () => unknown): unknown => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};

const x = torch.ones(1_000, { requires_grad: true });
const kept = torch.Event('cpu');
const modes = () => [
  torch.is_autocast_enabled('cpu'), torch.get_autocast_dtype('cpu'), torch.is_autocast_cache_enabled(),
  torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.cpu.current_stream(),
];

const loops: Record<string, () => unknown> = {
  'events': () => torch.Event('cpu', { enable_timing: true }).query(),
  'events of meta': () => torch.Event('meta').synchronize(),
  'events that fail': () => thrown(() => torch.Event('cpu').record()) && thrown(() => kept.elapsed_time(torch.Event('cpu'))),
  'events of a device that is missing': () => thrown(() => torch.Event('cuda')),
  'streams of a device that is missing': () => thrown(() => torch.Stream('cuda')),
  'streams of the CPU': () => torch.cpu.stream(torch.cpu.Stream(), () => x.mul(2)),
  'streams of the CPU, left by an error': () => thrown(() => torch.cpu.stream(torch.cpu.Stream(), () => {
    throw stop;
  })),
  'generators and their states': () => {
    const generator = torch.Generator().manual_seed(1);
    const state = generator.get_state();
    torch.rand(1_000, { generator });
    generator.set_state(state);
    return generator.get_state();
  },
  'states of all generators': () => torch.random.fork_rng(() => torch.rand(1_000)),
  'autocast that keeps weights': () => torch.autocast('cpu', () => x.view(1, -1).matmul(x.view(-1, 1))),
  'autocast, left by an error': () => thrown(() => torch.autocast('cpu', () => {
    torch.autocast('cpu', { enabled: false }, () => x.view(1, -1).matmul(x.view(-1, 1)));
    x.view(1, -1).matmul(x.view(-1, 1));
    throw stop;
  })),
  'an inference within an autocast, left by an error': () => thrown(() => torch.autocast('cpu', () =>
    torch.inference_mode(() => {
      x.view(1, -1).matmul(x.view(-1, 1));
      throw stop;
    }))),
  'pools, graphs and streams of CUDA, which there is none of': () => torch.cuda.is_available() || [
    thrown(() => torch.cuda.MemPool()), thrown(() => torch.cuda.CUDAGraph()), thrown(() => torch.cuda.Stream()),
    thrown(() => torch.cuda.Event().record()), thrown(() => x.cuda()), thrown(() => x.pin_memory()),
  ],
  'meta tensors': () => torch.empty([1 << 20, 1 << 20], { device: 'meta' }).add(1),
};

test.each(Object.keys(loops))('nothing is left of a loop over %s', (name) => {
  const step = loops[name]!;
  step();
  settle();
  const [before, set] = [counts(), modes()];
  for (let i = 0; i < 50; i++) step();
  expect(modes()).toEqual(set);
  settle();
  expect(counts()).toEqual(before);
});

// The numbers are those that `set_memory_budget` has from the start, but for the count of tensors.
beforeAll(() => native.set_memory_budget(4 * 2 ** 20, 2 ** 20));
afterAll(() => native.set_memory_budget(4 * 2 ** 20, 1_024));

test('tensors without memory ask for no collection, however large they are', () => {
  torch.collect();
  const before = torch.memory_stats().minor_collections;
  const rows = torch.empty([1 << 20, 1 << 20], { device: 'meta' });
  for (let i = 0; i < 500; i++) rows.add(i).mul(2);
  expect(torch.memory_stats().minor_collections).toBe(before);
});
