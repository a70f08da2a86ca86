import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { native } from '../../dist/binding.js';
import type { Handle } from '../../dist/native.js';
import { TensorBase } from '../../dist/tensor_base.js';

/** The handle of a tensor that nothing refers to any more. */
function orphan(): Handle {
  return TensorBase.self(torch.ones(2));
}

test('a handle that outlived its tensor is seen, also when its place is taken again', () => {
  const stale = orphan();
  torch.collect({ major: true });
  const others = Array.from({ length: 100 }, () => torch.zeros(3));
  expect(() => native.dim(stale)).toThrow('must be Tensor, not number');
  expect(others).toHaveLength(100);
});

test('a number that is no handle is no tensor', () => {
  for (const wrong of [-1, 0.5, NaN, 2 ** 31, 2 ** 40]) {
    expect(() => native.dim(wrong as Handle), String(wrong)).toThrow(TypeError);
  }
});

test('a result that no object ever owned is freed after a while', () => {
  torch.collect({ major: true });
  const before = torch.memory_stats().live_tensors;
  const ones = native.bind('aten::ones', false);
  for (let i = 0; i < 10; i++) ones([2]);
  expect(torch.memory_stats().live_tensors).toBe(before + 10);
  for (let i = 0; i < 3; i++) torch.collect();
  expect(torch.memory_stats().live_tensors).toBe(before);
});

test('objects made in no operator are collected, too', () => {
  const weight = torch.ones(2, { requires_grad: true });
  weight.sum().backward();
  const before = torch.memory_stats().live_tensors;
  for (let i = 0; i < 200_000; i++) void weight.grad;
  expect(torch.memory_stats().live_tensors).toBeLessThan(before + 100_000);
});

test('where numbers and tensors may come, each is taken for what it is', () => {
  expect(torch.add(torch.ones(2), 3).tolist()).toEqual([4, 4]);
  expect(torch.add(torch.ones(2), torch.tensor(3)).tolist()).toEqual([4, 4]);
  const scaled = torch.ops['aten']!['mul']!['Scalar']!(torch.ones(2), torch.tensor(3)) as torch.Tensor;
  expect(scaled.tolist()).toEqual([3, 3]);
  expect(torch.ones(2, 6).view(torch.tensor(3, { dtype: torch.int64 }).item(), 4).tolist()).toHaveLength(3);
});
