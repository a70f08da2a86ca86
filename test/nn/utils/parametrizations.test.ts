import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import * as parametrizations from 'nodetorch/nn/utils/parametrizations';
import * as parametrize from 'nodetorch/nn/utils/parametrize';
import { describe, expect, test } from 'vitest';

// scripts/golden/parametrizations.py says how these are written.
type Sample = [shape: number[], head: number[], dot: number] | null;
interface Case {
  layer: string;
  args: unknown[];
  function: 'weight_norm' | 'spectral_norm' | 'orthogonal';
  keywords: Record<string, unknown>;
  input: number[];
  error?: [kind: string, message: string];
  text?: string;
  state?: Record<string, Sample>;
  outputs?: Sample[];
  gradients?: Record<string, Sample>;
}
type Layer = nn.Module;

const file = new URL('../../golden/parametrizations.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

function sampleOf(tensor: Tensor | null): Sample {
  if (tensor === null) return null;
  const flat = tensor.detach().double().reshape(-1);
  const weights = torch.arange(flat.numel(), { dtype: torch.float64 }).cos();
  return [[...tensor.shape], flat.index(':4').tolist() as number[], flat.mul(weights).sum().item() as number];
}

// Iterations and decompositions add up the rounding of float32.
const near = (wanted: Sample): unknown =>
  wanted && [wanted[0], wanted[1].map((value) => expect.closeTo(value, 4)), expect.closeTo(wanted[2], 3)];

function entriesNear(samples: Record<string, Sample>): unknown[] {
  return Object.entries(samples).map(([key, sample]) => [key, near(sample)]);
}

function outputOf(layer: Layer, input: Tensor): Tensor {
  const output: unknown = layer(input);
  return (Array.isArray(output) ? output[0] : output) as Tensor;
}

describe.each(cases.map((one, i) => [`${i} ${one.function} of ${one.layer}`, one] as const))('%s', (_, one) => {
  test('is as in PyTorch', () => {
    torch.manual_seed(0);
    const layer = new (nn as unknown as Record<string, new (...args: unknown[]) => Layer>)[one.layer]!(...one.args);
    const parametrize = parametrizations[one.function] as (layer: Layer, keywords: object) => unknown;
    const apply = (): unknown => parametrize(layer, one.keywords);
    if (one.error !== undefined) {
      expect(apply).toThrow(expect.objectContaining({ name: one.error[0], message: one.error[1] }));
      return;
    }
    expect(apply()).toBe(layer);
    expect(String(layer)).toBe(one.text);
    const state = [...layer.state_dict()].map(([key, tensor]) => [key, sampleOf(tensor)]);
    expect(state).toEqual(entriesNear(one.state!));
    const count = one.input.reduce((product, size) => product * size, 1);
    const input = torch.arange(count, { dtype: torch.float64 }).mul(0.7).add(1).sin().float().reshape(one.input);
    const outputs = [outputOf(layer, input), outputOf(layer, input)];
    outputs[1]!.mul(torch.arange(outputs[1]!.numel()).cos().reshape(outputs[1]!.shape)).sum().backward();
    layer.eval();
    outputs.push(outputOf(layer, input));
    expect(outputs.map(sampleOf)).toEqual(one.outputs!.map(near));
    const gradients = [...layer.named_parameters()].map(([key, parameter]) => [key, sampleOf(parameter.grad)]);
    expect(gradients).toEqual(entriesNear(one.gradients!));
  });
});

/** Keeps a matrix symmetric. */
class Symmetric extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.triu().add(x.triu(1).t());
  }
  right_inverse(x: Tensor): Tensor {
    return x.triu();
  }
}

class Doubled extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

test('a parametrization of ones own computes the weight, takes assignments, and can be removed', () => {
  const layer = new nn.Linear(3, 3);
  parametrize.register_parametrization(layer, 'weight', new Symmetric());
  expect(parametrize.is_parametrized(layer)).toBe(true);
  expect(parametrize.is_parametrized(layer, 'weight')).toBe(true);
  expect(parametrize.is_parametrized(layer, 'bias')).toBe(false);
  expect(parametrize.type_before_parametrizations(layer)).toBe(nn.Linear);
  expect(layer).toBeInstanceOf(nn.Linear);
  expect(torch.equal(layer.weight, layer.weight.t())).toBe(true);
  expect([...layer.state_dict().keys()]).toEqual(['bias', 'parametrizations.weight.original']);
  const symmetric = torch.tensor([[1, 2, 3], [2, 4, 5], [3, 5, 6]], { dtype: torch.float32 });
  layer.weight = symmetric as nn.Parameter;
  expect(torch.equal(layer.weight, symmetric)).toBe(true);
  layer(torch.ones(1, 3)).sum().backward();
  expect(layer.bias!.grad!.tolist()).toEqual([1, 1, 1]);
  parametrize.remove_parametrizations(layer, 'weight');
  expect(parametrize.is_parametrized(layer)).toBe(false);
  expect(layer.constructor).toBe(nn.Linear);
  expect(layer.weight).toBeInstanceOf(nn.Parameter);
  expect(layer.weight.tolist()).toEqual(symmetric.tolist());
  expect(new Set(layer.state_dict().keys())).toEqual(new Set(['weight', 'bias']));
});

test('several parametrizations run in the order of registration; removing can give the original back', () => {
  const layer = new nn.Linear(2, 2, { bias: false });
  const original = layer.weight.tolist();
  parametrize.register_parametrization(layer, 'weight', new Doubled());
  parametrize.register_parametrization(layer, 'weight', new Doubled());
  expect(layer.weight.tolist()).toEqual(torch.tensor(original).mul(4).tolist());
  expect(() => { layer.weight = torch.ones(2, 2) as nn.Parameter; }).toThrow(
    'parametrization Doubled does not implement right_inverse.');
  parametrize.remove_parametrizations(layer, 'weight', { leave_parametrized: false });
  expect(layer.weight.tolist()).toEqual(original);
});

test('cached computes each tensor once', () => {
  let calls = 0;
  class Counted extends nn.Module {
    forward(x: Tensor): Tensor {
      calls++;
      return x.clone();
    }
  }
  const layer = new nn.Linear(2, 2);
  parametrize.register_parametrization(layer, 'weight', new Counted());
  calls = 0;
  parametrize.cached(() => [layer.weight, layer.weight, layer.weight]);
  expect(calls).toBe(1);
  const [first, second] = [layer.weight, layer.weight];
  expect(first === second).toBe(false);
  expect(calls).toBe(3);
});

test('a parametrization must keep shape and dtype, and there must be something to parametrize', () => {
  class Wider extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.repeat(2, 1);
    }
  }
  class Precise extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.double();
    }
  }
  expect(() => parametrize.register_parametrization(new nn.Linear(2, 3), 'weight', new Wider())).toThrow(
    'Registering a parametrization may not change the shape of the tensor, unless `unsafe` flag is enabled.\n' +
      'unparametrized shape: torch.Size([3, 2])\nparametrized shape: torch.Size([6, 2])');
  expect(() => parametrize.register_parametrization(new nn.Linear(2, 3), 'weight', new Precise())).toThrow(
    'unparametrized dtype: torch.float32\nparametrized dtype: torch.float64');
  const layer = new nn.Linear(2, 3);
  parametrize.register_parametrization(layer, 'weight', new Wider(), { unsafe: true });
  expect([...layer.weight.shape]).toEqual([6, 2]);
  expect(() => parametrize.register_parametrization(layer, 'weigth', new Wider())).toThrow(
    "does not have a parameter, a buffer, or a parametrized element with name 'weigth'");
  expect(() => parametrize.remove_parametrizations(layer, 'bias')).toThrow('does not have a parametrization on bias');
});

test('a parametrized module can be copied', () => {
  const layer = parametrizations.weight_norm(new nn.Linear(2, 3));
  const copy = deepcopy(layer);
  const input = torch.ones(1, 2);
  expect(String(copy)).toBe(String(layer));
  expect(torch.equal(copy(input), layer(input))).toBe(true);
  torch.no_grad(() => layer.get_parameter('parametrizations.weight.original0').zero_());
  expect(torch.equal(copy(input), layer(input))).toBe(false);
});
