import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { testCalls } from './calls.js';

testCalls('functional');

test('an unknown keyword is an error that names the nearest', () => {
  const t = torch.ones(2, 2);
  // @ts-expect-error no such keyword
  const misspelt = (): unknown => torch.norm(t, { keepdims: true });
  expect(misspelt).toThrow("norm() got an unexpected keyword argument 'keepdims'. Did you mean 'keepdim'?");
  // @ts-expect-error given twice
  expect(() => torch.norm(t, 2, { p: 1 })).toThrow("norm() got multiple values for argument 'p'");
});

test('out is written to and returned', () => {
  const out = torch.empty(2, 2);
  const a = torch.tensor([[1, 2], [3, 4]]);
  expect(torch.tensordot(a, a, 1, out)).toBe(out);
  expect(out.tolist()).toEqual([[7, 10], [15, 22]]);
  const norm = torch.empty(2);
  expect(torch.norm(a, 1, 0, { out: norm })).toBe(norm);
  expect(norm.tolist()).toEqual([4, 6]);
});

test('lu names what it gives where the infos are asked for', () => {
  const { LU, pivots, info } = torch.lu(torch.eye(2), { get_infos: true });
  expect([LU, pivots, info].map((tensor) => tensor.tolist())).toEqual([[[1, 0], [0, 1]], [1, 2], 0]);
});

test('nonzero has no out for a tuple', () => {
  const named = { as_tuple: true, out: [torch.empty(0)] } as object;
  expect(() => torch.nonzero(torch.eye(2), named)).toThrow(
    new TypeError("nonzero(): argument 'out' must be Tensor, not tuple"));
});

test('lu writes into out, which takes its shape', () => {
  const out = [torch.empty(0), torch.empty(0, { dtype: torch.int32 })];
  const results = torch.lu(torch.eye(2), { out });
  expect(results[0]).toBe(out[0]);
  expect(results[1]).toBe(out[1]);
  expect(out.map((tensor) => tensor.tolist())).toEqual([[[1, 0], [0, 1]], [1, 2]]);
  const lu = (options: object) => () => torch.lu(torch.eye(2), options);
  expect(lu({ out: [out[0]] })).toThrow(new TypeError('expected tuple of 2 elements but got 1'));
  expect(lu({ out, get_infos: true })).toThrow(new TypeError('expected tuple of 3 elements but got 2'));
  expect(lu({ out: out[0] })).toThrow(new TypeError("argument 'out' must be tuple of Tensors, not Tensor"));
});
