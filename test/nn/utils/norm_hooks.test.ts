import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import {
  SpectralNorm, SpectralNormLoadStateDictPreHook, SpectralNormStateDictHook, remove_spectral_norm, spectral_norm,
} from 'nodetorch/nn/utils/spectral_norm';
import { WeightNorm, remove_weight_norm, weight_norm } from 'nodetorch/nn/utils/weight_norm';
import { expect, test } from 'vitest';

test('the modules that the functions hide have the functions and their hooks', () => {
  expect(spectral_norm).toBe(nn.utils.spectral_norm);
  expect(remove_spectral_norm).toBe(nn.utils.remove_spectral_norm);
  expect(weight_norm).toBe(nn.utils.weight_norm);
  expect(remove_weight_norm).toBe(nn.utils.remove_weight_norm);
});

test('WeightNorm.apply registers an object of the class, which is called before each forward', () => {
  const layer = new nn.Linear(3, 2);
  const before = layer.weight.detach().clone();
  const hook = WeightNorm.apply(layer, 'weight', 0);
  expect(hook).toBeInstanceOf(WeightNorm);
  expect([hook.name, hook.dim]).toEqual(['weight', 0]);
  expect(torch.allclose(hook.compute_weight(layer), before)).toBe(true);
  (layer as unknown as Record<string, torch.Tensor>)['weight_g']!.data.mul_(2);
  hook(layer);
  expect(torch.allclose(layer.weight, before.mul(2))).toBe(true);
  hook.remove(layer);
  expect([...layer.state_dict().keys()]).toEqual(['bias', 'weight']);
  expect(new WeightNorm('weight', null).dim).toBe(-1);
});

test('SpectralNorm has the fields of its call, and refuses what PyTorch refuses', () => {
  const layer = new nn.Linear(3, 2);
  const hook = SpectralNorm.apply(layer, 'weight', 2, 0, 1e-6);
  expect(hook).toBeInstanceOf(SpectralNorm);
  expect([hook.name, hook.n_power_iterations, hook.dim, hook.eps, hook._version]).toEqual(['weight', 2, 0, 1e-6, 1]);
  const weight = hook.compute_weight(layer, false);
  hook.remove(layer);
  expect(torch.equal(layer.weight, weight)).toBe(true);
  expect(() => new SpectralNorm('weight', 0)).toThrow(
    'Expected n_power_iterations to be positive, but got n_power_iterations=0');
  expect(hook.reshape_weight_to_matrix(torch.zeros(2, 3, 4)).shape).toEqual([2, 12]);
  expect(new SpectralNorm('weight', 1, 1).reshape_weight_to_matrix(torch.zeros(2, 3, 4)).shape).toEqual([3, 8]);
});

test('state dicts say the version of a spectral norm, until it is removed', () => {
  const layer = spectral_norm(new nn.Linear(3, 2));
  const metadata = (): unknown => layer.state_dict()._metadata?.get('');
  expect(metadata()).toEqual({ version: 1, spectral_norm: { 'weight.version': 1 } });
  remove_spectral_norm(layer);
  expect(metadata()).toEqual({ version: 1 });
  const hook = new SpectralNormStateDictHook(new SpectralNorm());
  const local = {};
  hook(layer, null, '', local);
  expect(() => hook(layer, null, '', local)).toThrow("Unexpected key in metadata['spectral_norm']: weight.version");
});

test('a state dict from before the versions gets the vector that it lacks', () => {
  const layer = spectral_norm(new nn.Linear(3, 2, { bias: false }));
  const weight_orig = torch.tensor([[1, 2, 3], [5, 1, 4]]);
  const weight_u = torch.tensor([0.6, 0.8]);
  const sigma = 2;
  layer.load_state_dict({ weight_orig, weight_u, weight: weight_orig.div(sigma) });
  const { weight_v } = layer as unknown as { weight_v: torch.Tensor };
  // (u, W v) is what the old weight was divided by; what it was is found to within float32's rounding.
  expect(torch.dot(weight_u, torch.mv(weight_orig, weight_v)).item()).toBeCloseTo(sigma, 4);
  expect(() => layer.load_state_dict({ weight_u })).toThrow(/Missing key\(s\) in state_dict: "weight_orig", "weight"/);
  const missing: string[] = [];
  new SpectralNormLoadStateDictPreHook(new SpectralNorm())(new Map(), 'a.', {}, true, missing, [], []);
  expect(missing).toEqual(['a.weight_orig', 'a.weight', 'a.weight_u']);
});

test('Container and NLLLoss2d are what PyTorch keeps of them', () => {
  const parts = new nn.Container({ first: new nn.Linear(2, 2), second: new nn.ReLU() });
  expect(String(parts)).toBe(
    'Container(\n  (first): Linear(in_features=2, out_features=2, bias=True)\n  (second): ReLU()\n)');
  expect(() => (parts as unknown as (x: torch.Tensor) => unknown)(torch.ones(2))).toThrow(torch.NotImplementedError);
  const loss = new nn.NLLLoss2d(null, null, 1);
  expect(loss).toBeInstanceOf(nn.NLLLoss);
  const x = torch.zeros(1, 2, 2, 2, { requires_grad: true });
  const y = loss(x, torch.tensor([[[0, 1], [0, 0]]], { dtype: torch.long }));
  expect([String(loss), loss.ignore_index]).toEqual(['NLLLoss2d()', 1]);
  expect(y.item()).toBeCloseTo(0);
  y.backward();
  expect(x.grad!.sum().item()).toBeCloseTo(-1);
});
