import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import type { Module } from 'nodetorch/nn';
import { deepcopy } from 'nodetorch/copy';
import * as utils from 'nodetorch/nn/utils';
import { describe, expect, test } from 'vitest';
import { testSeededCalls } from '../support/seeded_calls.js';

type AnyFunction = (...args: unknown[]) => unknown;

/** Parameters of which these are the gradients (scripts/golden/nn_utils.py has the same). */
function parametersWith(grads: readonly (Tensor | null)[]): nn.Parameter[] {
  return grads.map((grad) => {
    const parameter = nn.Parameter(grad === null ? torch.zeros(2) : torch.zeros_like(grad));
    parameter.grad = grad;
    return parameter;
  });
}

function onGradients(fn: unknown): AnyFunction {
  return (grads, ...args) => {
    const parameters = parametersWith(grads as Tensor[]);
    const result = (fn as AnyFunction)(parameters, ...args);
    return [result, parameters.map(({ grad }) => grad)];
  };
}

function keysOf(module: Module): string {
  return [...module.state_dict().keys()].join(' ');
}

const functions = {
  ...utils,
  clip_grad_norm: onGradients(utils.clip_grad_norm),
  clip_grad_norm_: onGradients(utils.clip_grad_norm_),
  clip_grad_value_: onGradients(utils.clip_grad_value_),
  clip_grads_with_norm_: onGradients(utils.clip_grads_with_norm_),
  vector_to_parameters: (vec: Tensor, shapes: number[][]) => {
    const parameters = shapes.map((shape) => nn.Parameter(torch.zeros(shape)));
    utils.vector_to_parameters(vec, parameters);
    return parameters.map(({ data }) => data);
  },
  weight_norm: (x: Tensor, name?: string, dim?: number | null) => {
    const layer = new nn.Linear(4, 3);
    utils.weight_norm(layer, name, dim);
    const out = layer(x);
    const { weight_g } = layer as unknown as { weight_g: Tensor };
    return [out, keysOf(layer), weight_g, utils.remove_weight_norm(layer)(x), keysOf(layer)];
  },
  weight_norm_twice: () => utils.weight_norm(utils.weight_norm(new nn.Linear(4, 3))),
  remove_weight_norm: () => utils.remove_weight_norm(new nn.Linear(4, 3), 'bias'),
  spectral_norm: (kind: 'conv' | 'transposed', x: Tensor, ...args: [name?: string, n?: number]) => {
    const layer = utils.spectral_norm(kind === 'conv' ? new nn.Conv2d(2, 3, 2) : new nn.ConvTranspose2d(2, 3, 2), ...args);
    const call = layer as unknown as (input: Tensor) => Tensor;
    const outs = [call(x), call(x)];
    const keys = keysOf(layer);
    layer.eval();
    outs.push(call(x));
    return [outs, keys, utils.remove_spectral_norm(layer).weight, keysOf(layer)];
  },
  spectral_norm_twice: () => utils.spectral_norm(utils.spectral_norm(new nn.Linear(4, 3))),
  spectral_norm_of: (name: string, ...args: [n?: number]) =>
    utils.spectral_norm(new nn.Linear(4, 3, { bias: false }), name, ...args),
  remove_spectral_norm: () => utils.remove_spectral_norm(new nn.Linear(4, 3)),
  fuse_conv_bn_eval: (x: Tensor, transpose: boolean) => {
    const conv = transpose ? new nn.ConvTranspose2d(2, 3, 2) : new nn.Conv2d(2, 3, 2);
    const bn = new nn.BatchNorm2d(3);
    const call = conv as unknown as (input: Tensor) => Tensor;
    bn(call(x));
    const fused = utils.fuse_conv_bn_eval(conv.eval(), bn.eval(), transpose) as unknown as (input: Tensor) => Tensor;
    return [fused(x), bn(call(x))];
  },
  fuse_linear_bn_eval: (x: Tensor, features = 3) => {
    const linear = new nn.Linear(4, 3);
    const bn = new nn.BatchNorm1d(features);
    if (features === 3) bn(linear(x));
    return utils.fuse_linear_bn_eval(linear.eval(), bn.eval())(x);
  },
  fuse_in_training: (x: Tensor) => utils.fuse_conv_bn_eval(new nn.Conv2d(2, 3, 2), new nn.BatchNorm2d(3))(x),
};

// What takes modules is tested below.
const below = ['convert_conv2d_weight_memory_format', 'convert_conv3d_weight_memory_format', 'skip_init'];

describe('nn.utils', () => testSeededCalls('nn_utils', functions, below));

test('gradients of devices without kernels for lists are clipped one by one, or refused', () => {
  const parameter = nn.Parameter(torch.zeros(3, { device: 'meta' }));
  parameter.grad = torch.ones(3, { device: 'meta' });
  expect(utils.clip_grad_norm_([parameter], 1).is_meta).toBe(true);
  expect(() => utils.clip_grad_value_(parameter, 1, { foreach: true }))
    .toThrow("foreach=True was passed, but can't use the foreach API on meta tensors");
});

test('clip_grad_value_ of nothing does nothing, where PyTorch trips over an internal assertion', () => {
  expect(utils.clip_grad_value_([], 1)).toBeUndefined();
});

test('parameters are views of the vector they were set from', () => {
  const vector = torch.arange(6).float();
  const weight = nn.Parameter(torch.zeros(2, 2));
  const bias = nn.Parameter(torch.zeros(2));
  utils.vector_to_parameters(vector, [weight, bias]);
  vector.mul_(2);
  expect([weight.tolist(), bias.tolist()]).toEqual([[[0, 2], [4, 6]], [8, 10]]);
  expect(utils.parameters_to_vector([weight, bias]).equal(vector)).toBe(true);
});

test('skip_init makes a module without drawing numbers', () => {
  torch.manual_seed(0);
  const layer = utils.skip_init(nn.Linear, 5, 2, { bias: false });
  expect([layer.weight.device.type, ...layer.weight.shape, layer.bias]).toEqual(['cpu', 2, 5, null]);
  expect(torch.rand(1).item()).toBe((torch.manual_seed(0), torch.rand(1).item()));
  expect(() => utils.skip_init(Array as never)).toThrow("Expected a Module; got <class 'Array'>");
  class Deaf extends nn.Module {
    weight = nn.Parameter(torch.zeros(1));
    constructor(_options: { device?: string } = {}) {
      super();
    }
  }
  expect(() => utils.skip_init(Deaf)).toThrow("Module must support a 'device' arg to skip initialization");
});

test('a copy of a module has its spectral norm, and loses it by itself', () => {
  const layer = utils.spectral_norm(new nn.Linear(4, 3));
  const copy = deepcopy(layer);
  utils.remove_spectral_norm(layer);
  copy(torch.randn(2, 4));
  expect(keysOf(copy)).toBe('bias weight_orig weight_u weight_v');
  utils.remove_spectral_norm(copy);
  expect(keysOf(copy)).toBe('bias weight');
  expect(() => utils.remove_spectral_norm(copy)).toThrow("spectral_norm of 'weight' not found in Linear(");
});

test('weights of convolutions change their order in memory, not their values', () => {
  const net = new nn.Sequential(new nn.Conv2d(2, 3, 2), new nn.Linear(2, 2), new nn.ConvTranspose2d(2, 3, 2));
  const [first, , last] = [...net.children()] as [nn.Conv2d, nn.Linear, nn.ConvTranspose2d];
  const before = first.weight.tolist();
  expect(utils.convert_conv2d_weight_memory_format(net, torch.channels_last)).toBe(net);
  expect(first.weight.is_contiguous({ memory_format: torch.channels_last })).toBe(true);
  expect(last.weight.is_contiguous({ memory_format: torch.channels_last })).toBe(true);
  expect(first.weight.tolist()).toEqual(before);
  const volume = new nn.Conv3d(2, 2, 2);
  utils.convert_conv2d_weight_memory_format(volume, torch.channels_last);
  expect(volume.weight.is_contiguous()).toBe(true);
  utils.convert_conv3d_weight_memory_format(volume, torch.channels_last_3d);
  expect(volume.weight.is_contiguous({ memory_format: torch.channels_last_3d })).toBe(true);
});
