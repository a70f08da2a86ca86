// utils.checkpoint against PyTorch's answers, and what it does to memory.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { scenes } from './checkpoint_scenes.js';

const golden = JSON.parse(
  readFileSync(new URL('../golden/checkpoint.json', import.meta.url), 'utf8')) as Record<string, unknown>;
const { checkpoint, CheckpointError } = torch.utils.checkpoint;

function answerOf(name: string): unknown {
  try {
    return scenes[name]!() ?? null;
  } catch (error) {
    return { error: (error as Error).name, message: (error as Error).message };
  }
}

test('both sides play the same scenes', () => {
  expect(Object.keys(scenes).sort()).toEqual(Object.keys(golden).sort());
});

// Products of small integers, random integers and texts: the same on every processor.
test.each(Object.keys(golden))('%s, as in PyTorch', (name) => {
  expect(answerOf(name)).toEqual(golden[name]);
});

test('with debug, the error lists the operators of both runs and where they were called', () => {
  const x = torch.ones([2]).requires_grad_();
  let calls = 0;
  function twoSteps(each: Tensor): Tensor {
    return ++calls === 1 ? each.exp() : each.sin().exp();
  }
  const y = checkpoint(twoSteps, x, { use_reentrant: false, debug: true, early_stop: false });
  let found: unknown;
  try {
    y.sum().backward();
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(CheckpointError);
  const { message } = found as Error;
  expect(message).toContain('$1: f32[2] = torch._ops.aten.exp.default($0)   (1 of 1 in original)');
  expect(message).toContain('torch._ops.aten.sin.default');
  expect(message).toMatch(/at twoSteps \(.*checkpoint\.test\.ts:\d+:\d+\)/);
});

test('an async function is refused, and what throws leaves no hooks behind', () => {
  const x = torch.ones([2]).requires_grad_();
  expect(() => checkpoint(async () => x, x, { use_reentrant: false })).toThrow(TypeError);
  expect(() => checkpoint(() => { throw new Error('mine'); }, x, { use_reentrant: false })).toThrow('mine');
  const seen: unknown[] = [];
  torch.autograd.graph.saved_tensors_hooks((each) => seen.push(each), () => x, () => x.mul(x));
  expect(seen).toHaveLength(2);
});

test('tensors that a checkpoint saved are not kept, and those that it computed again are freed by backward', () => {
  const layer = new torch.nn.Linear(256, 256);
  const deep = (input: Tensor): Tensor =>
    Array.from({ length: 8 }).reduce<Tensor>((value) => layer(value).relu(), input);
  const x = torch.ones([64, 256]).requires_grad_();
  const held = (run: () => Tensor): number => {
    torch.collect({ major: true });
    const before = torch.memory_stats().live_bytes;
    const y = run();
    torch.collect({ major: true });
    const kept = torch.memory_stats().live_bytes - before;
    y.sum().backward();
    return kept;
  };
  const plain = held(() => deep(x));
  const light = held(() => checkpoint(deep, x, { use_reentrant: false }));
  expect(plain).toBeGreaterThanOrEqual(8 * 64 * 256 * 4);
  expect(light).toBeLessThan(3 * 64 * 256 * 4);
});

test('a loop over checkpoints with and without backward holds nothing', () => {
  const layer = new torch.nn.Linear(64, 64);
  const x = torch.ones([64, 64]).requires_grad_();
  const run = (backward: boolean): void => {
    const y = checkpoint((input: Tensor) => layer(layer(input).relu()), x, { use_reentrant: false });
    if (backward) y.sum().backward();
  };
  for (let i = 0; i < 20; i++) run(i % 2 === 0);
  torch.collect({ major: true });
  const before = torch.memory_stats();
  for (let i = 0; i < 200; i++) run(i % 2 === 0);
  torch.collect({ major: true });
  torch.collect({ major: true });
  expect(torch.memory_stats().live_bytes - before.live_bytes).toBeLessThan(10 * 64 * 64 * 4);
});

test.each([true, false])('an object may be the last argument of the function, use_reentrant %s', (use_reentrant) => {
  const x = torch.ones([2], { requires_grad: true });
  const times = (t: Tensor, { factor }: { factor: number }): Tensor => t.mul(factor);
  const result = checkpoint(times, x, { factor: 2 }, { use_reentrant });
  (result as Tensor).sum().backward();
  expect(x.grad!.tolist()).toEqual([2, 2]);
});
