import * as torch from 'nodetorch';
import * as init from 'nodetorch/nn/init';
import { describe, expect, test } from 'vitest';
import { testSeededCalls } from './support/seeded_calls.js';

describe('nn.init', () => testSeededCalls('nn_init', init));

test('tensors of the meta device have nothing to fill', () => {
  const t = torch.empty(3, 3, { device: 'meta' });
  expect(init.trunc_normal_(t)).toBe(t);
  expect(init.orthogonal_(t)).toBe(t);
  expect(init.sparse_(t, 0.5)).toBe(t);
  expect(init.dirac_(torch.empty(3, 3, 1, { device: 'meta' })).is_meta).toBe(true);
});

test('a leaf that requires grad is filled beneath autograd', () => {
  const weight = torch.zeros(3, 3).requires_grad_();
  init.kaiming_normal_(weight, { nonlinearity: 'relu' });
  init.orthogonal_(weight);
  init.eye_(weight);
  expect([weight.is_leaf, weight.requires_grad, weight.sum().item()]).toEqual([true, true, 3]);
});

test('_calculate_fan_in_and_fan_out counts the field of a kernel', () => {
  expect(init._calculate_fan_in_and_fan_out(torch.empty(6, 4, 3, 2))).toEqual([24, 36]);
  expect(init._calculate_correct_fan(torch.empty(6, 4), 'fan_out')).toBe(6);
});
