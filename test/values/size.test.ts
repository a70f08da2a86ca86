import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { expect, it } from 'vitest';

it('prints as in PyTorch', () => {
  const size = torch.Size([2, 3]);
  expect([`${size}`, inspect(size), inspect([size]), String(torch.Size([]))])
    .toEqual(['torch.Size([2, 3])', 'torch.Size([2, 3])', '[ torch.Size([2, 3]) ]', 'torch.Size([])']);
  expect(JSON.stringify(size)).toBe('[2,3]');
});

it('is an array of numbers', () => {
  const [rows, columns] = new torch.Size([2, 3]);
  expect([rows, columns]).toEqual([2, 3]);
  expect(Array.isArray(torch.Size([5]))).toBe(true);
  expect(torch.Size([5])).toHaveLength(1);
  expect(torch.Size([5])).toBeInstanceOf(torch.Size);
  expect(torch.Size(new Set([4, 5]))).toEqual(torch.Size([4, 5]));
});

it('keeps its kind where Python keeps it', () => {
  const size = torch.Size([2, 3, 4]);
  expect(String(size.slice(1))).toBe('torch.Size([3, 4])');
  expect(String(size.concat([5]))).toBe('torch.Size([2, 3, 4, 5])');
  expect(inspect(size.map((length) => 2 * length))).toBe('[ 4, 6, 8 ]');
});

it('numel', () => {
  expect([[2, 3], [], [0, 5], [7]].map((dims) => torch.Size(dims).numel())).toEqual([6, 1, 0, 7]);
});
