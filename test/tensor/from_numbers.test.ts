import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

// A typed array as a row makes the general path of it; the values must be the same.
const general = (rows: number[][], dtype: torch.dtype): torch.Tensor =>
  torch.tensor(rows.map((row) => Float64Array.from(row)), { dtype });

describe('numbers written straight into memory are what they were', () => {
  const rows = [[0, 1, -1], [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1]];
  test.each([torch.float32, torch.float64, torch.int64])('%s', (dtype) => {
    const made = torch.tensor(rows, { dtype });
    expect(made.dtype).toBe(dtype);
    expect([...made.shape]).toEqual([2, 3]);
    expect(torch.equal(made, general(rows, dtype))).toBe(true);
    expect(torch.equal(torch.tensor(rows[1]!, { dtype }), general([rows[1]!], dtype).index(0))).toBe(true);
  });

  test('floats keep nan, infinities and the sign of zero', () => {
    expect(torch.tensor([NaN, Infinity, -Infinity, -0, 1e-46, 0.1]).tolist()).toEqual(
      [NaN, Infinity, -Infinity, -0, 0, Math.fround(0.1)]);
  });

  test('the default dtype counts', () => {
    torch.set_default_dtype(torch.float64);
    try {
      expect(torch.tensor([[0.1]]).dtype).toBe(torch.float64);
    } finally {
      torch.set_default_dtype(torch.float32);
    }
  });

  test('int64 beyond 32 bits, fractions and bigints go the general way', () => {
    expect(torch.LongTensor([2 ** 40, -(2 ** 40)]).tolist()).toEqual([2 ** 40, -(2 ** 40)]);
    expect(torch.LongTensor([1, 2.9, -2.9]).tolist()).toEqual([1, 2, -2]);
    expect(torch.tensor([1, 2n], { dtype: torch.int64 }).tolist()).toEqual([1, 2]);
  });
});

describe('what is wrong is said as before', () => {
  test.each<[string, unknown, string]>([
    ['rows of two lengths', [[1, 2], [3]], 'expected sequence of length 2 at dim 1 (got 1), at [1]'],
    ['a number among rows', [[1, 2], 3], 'not a sequence: expected one of length 2 at dim 1 (got int), at [1]'],
    ['a text', [[1, 'x']], "invalid data type 'str', at [0][1]"],
    ['a hole', [1, , 3], "invalid data type 'undefined', at [1]"],
    ['a row among numbers', [1, [2]], 'expected a number at dim 1 (got a sequence of length 1), at [1]'],
  ])('%s', (_, data, message) => {
    expect(() => torch.tensor(data as number[])).toThrow(message);
    expect(() => torch.Tensor(data as number[])).toThrow(message);
  });

  test('empty lists, and deeper nesting', () => {
    expect([...torch.tensor([]).shape]).toEqual([0]);
    expect([...torch.tensor([[], []]).shape]).toEqual([2, 0]);
    expect(torch.tensor([[[1], [2]]]).tolist()).toEqual([[[1], [2]]]);
  });
});
