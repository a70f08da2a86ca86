import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { describe, expect, test } from 'vitest';
import { expectSample, type Sample } from './support/recorded_layers.js';

// scripts/golden/lazy_layers.py says how these are written.
interface Case {
  layer: string;
  args: unknown[];
  keywords: Record<string, unknown>;
  input: number[];
  before?: [text: string, state: Record<string, string>];
  output?: [shape: number[], dot: number];
  after?: [text: string, state: Record<string, Sample>];
  error?: [kind: string, message: string];
}
type LazyLayer = nn.Module & { has_uninitialized_params(): boolean };

const cases = JSON.parse(readFileSync(new URL('../golden/lazy_layers.json', import.meta.url), 'utf8')) as Case[];

function inputOf({ input }: Case): Tensor {
  const count = input.reduce((product, size) => product * size, 1);
  return torch.arange(count, { dtype: torch.float64 }).mul(0.7).add(1).sin().float().reshape(input);
}

describe.each(cases.map((one, i) => [`${i} ${one.layer}`, one] as const))('%s', (_, one) => {
  test('is as in PyTorch before and after its first input', () => {
    const Class = (nn as unknown as Record<string, new (...args: unknown[]) => LazyLayer>)[one.layer]!;
    const named = Object.keys(one.keywords).length > 0 ? [one.keywords] : [];
    const make = (): LazyLayer => new Class(...one.args, ...named);
    if (one.before === undefined) {
      expect(make).toThrow(expect.objectContaining({ name: one.error![0], message: one.error![1] }));
      return;
    }
    const layer = make();
    const texts = [...layer.state_dict({ keep_vars: true })].map(([key, tensor]) => [key, String(tensor)]);
    expect([String(layer), Object.fromEntries(texts)]).toEqual(one.before);
    torch.manual_seed(0);
    if (one.error !== undefined) {
      expect(() => layer(inputOf(one))).toThrow(expect.objectContaining({ name: one.error[0], message: one.error[1] }));
      return;
    }
    const output = layer(inputOf(one));
    const weights = torch.arange(output.numel(), { dtype: torch.float64 }).cos();
    expect([...output.shape]).toEqual(one.output![0]);
    expect(output.detach().double().reshape(-1).mul(weights).sum().item()).toBeCloseTo(one.output![1], 4);
    const [text, wanted] = one.after!;
    expect(String(layer)).toBe(text);
    const state = layer.state_dict();
    expect([...state.keys()]).toEqual(Object.keys(wanted));
    for (const [key, sample] of Object.entries(wanted)) expectSample(state.get(key), sample);
  });
});

test('a lazy layer becomes the layer that it stands for, and stays the same object', () => {
  const lazy = new nn.LazyConv2d(3, 2);
  const net = new nn.Sequential(lazy);
  const [weight] = net.parameters();
  expect(lazy.has_uninitialized_params()).toBe(true);
  net(torch.ones(1, 2, 4, 4));
  expect(lazy.constructor).toBe(nn.Conv2d);
  expect(lazy).not.toBeInstanceOf(nn.LazyConv2d);
  expect(lazy.weight).toBe(weight);
  expect([...weight!.shape]).toEqual([3, 2, 2, 2]);
  net(torch.ones(1, 2, 4, 4)).sum().backward();
  expect([...weight!.grad!.shape]).toEqual([3, 2, 2, 2]);
});

test('a lazy layer takes its shapes from a state dict too', () => {
  const layer = new nn.Conv2d(2, 3, 2);
  const lazy = new nn.LazyConv2d(3, 2);
  lazy.load_state_dict(layer.state_dict());
  const input = torch.ones(1, 2, 4, 4);
  expect(torch.equal(lazy(input), layer(input))).toBe(true);
});

test('parameters without a shape say so', () => {
  const parameter = nn.UninitializedParameter({ dtype: torch.float64 });
  expect(parameter).toBeInstanceOf(nn.Parameter);
  expect(() => parameter.shape).toThrow("Can't access the shape of an uninitialized parameter or buffer.");
  parameter.materialize([2]);
  expect([[...parameter.shape], parameter.dtype, parameter.requires_grad]).toEqual([[2], torch.float64, true]);
  const buffer = nn.UninitializedBuffer();
  expect([String(buffer), buffer.requires_grad]).toEqual(['<UninitializedBuffer>', false]);
  buffer.materialize([2, 1], { dtype: torch.int64 });
  expect([[...buffer.shape], buffer.dtype]).toEqual([[2, 1], torch.int64]);
  // @ts-expect-error no such option
  expect(() => nn.UninitializedBuffer({ dtyp: torch.int64 })).toThrow("unexpected keyword argument 'dtyp'");
});

test('a copy of a lazy layer is lazy, and waits for an input of its own', () => {
  const lazy = new nn.LazyBatchNorm1d();
  const copy = deepcopy(lazy);
  lazy(torch.ones(2, 3));
  expect(copy.has_uninitialized_params()).toBe(true);
  expect([...copy(torch.ones(2, 5)).shape]).toEqual([2, 5]);
  expect([copy.num_features, lazy.num_features]).toEqual([5, 3]);
});
