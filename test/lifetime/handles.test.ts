import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { native } from '../../dist/addon/binding.js';
import type { Handle } from '../../dist/addon/native.js';
import { selfOf } from '../../dist/addon/handle.js';

/** The handle of a tensor that nothing refers to any more. */
function orphan(): Handle {
  return selfOf(torch.ones(2));
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
    // @ts-expect-error the compiler takes no number for a handle either
    expect(() => native.dim(wrong), String(wrong)).toThrow(TypeError);
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

test('of the results of one call all live, however many they are', () => {
  const count = 140_000;
  const sum = (list: Iterable<torch.Tensor>): number => {
    let total = 0;
    for (const each of list) total += each.item();
    return total;
  };
  const wanted = (count * (count - 1)) / 2;
  const numbers = torch.arange(count);
  expect(sum(numbers.unbind(0))).toBe(wanted);
  expect(sum(numbers)).toBe(wanted);
  expect(sum(numbers.split(1))).toBe(wanted);
  const leaves = Array.from({ length: count }, () => torch.ones(1, { requires_grad: true }));
  expect(sum(torch.autograd.grad(torch.cat(leaves).sum(), leaves))).toBe(count);
});

test('objects made in no operator are collected, too', () => {
  const weight = torch.ones(2, { requires_grad: true });
  weight.sum().backward();
  const before = torch.memory_stats().live_tensors;
  for (let i = 0; i < 200_000; i++) void weight.grad;
  expect(torch.memory_stats().live_tensors).toBeLessThan(before + 100_000);
});

test('an argument that a getter disposes of is refused, and one that it makes collections over is not lost', () => {
  const other = torch.ones(3);
  const disposing = Object.defineProperty(new torch.Complex(2, 0), 're', {
    get: () => (other.dispose(), 2),
  });
  expect(() => torch.ones(3).add(other, { alpha: disposing as unknown as number }))
    .toThrow('add(): a Tensor was disposed of while the other arguments were read');
  const collecting = Object.defineProperty(new torch.Complex(2, 0), 're', {
    get() {
      for (let i = 0; i < 5; i++) torch.collect({ major: true });
      for (let i = 0; i < 5000; i++) torch.ones(10);
      return 2;
    },
  });
  const complex = (): torch.Tensor => torch.ones(3, { dtype: torch.complex64 });
  const sum = complex().add(complex(), { alpha: collecting as unknown as number });
  expect(torch.real(sum).tolist()).toEqual([3, 3, 3]);
});

test('where numbers and tensors may come, each is taken for what it is', () => {
  expect(torch.add(torch.ones(2), 3).tolist()).toEqual([4, 4]);
  expect(torch.add(torch.ones(2), torch.tensor(3)).tolist()).toEqual([4, 4]);
  const scaled = torch.ops['aten']!['mul']!['Scalar']!(torch.ones(2), torch.tensor(3)) as torch.Tensor;
  expect(scaled.tolist()).toEqual([3, 3]);
  expect(torch.ones(2, 6).view(torch.tensor(3, { dtype: torch.int64 }).item(), 4).tolist()).toHaveLength(3);
});
