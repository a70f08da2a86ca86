import { describe, expect, test } from 'vitest';
import * as torch from 'nodetorch';

const message = (body: () => unknown): string => {
  try {
    return String(body());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

describe('torch.tensor', () => {
  test.each([
    [[1, 2], torch.float32, [2]],
    [[true, false], torch.bool, [2]],
    [[1n, 2n], torch.int64, [2]],
    [[[1, 2, 3], [4, 5, 6]], torch.float32, [2, 3]],
    [[1n, 2.5], torch.float32, [2]],
    [[], torch.float32, [0]],
    [[[], []], torch.float32, [2, 0]],
    [5, torch.float32, []],
    [new Int16Array([1, 2]), torch.int16, [2]],
    [new torch.Complex(1, 2), torch.complex64, []],
  ])('of data %# has its dtype and shape', (data, dtype, shape) => {
    const made = torch.tensor(data as torch.TensorData);
    expect(made.dtype).toBe(dtype);
    expect([...made.shape]).toEqual(shape);
  });

  test('is a copy of a typed array, from_numpy shares it', () => {
    const array = new Float32Array([1, 2]);
    const copy = torch.tensor(array);
    const shared = torch.from_numpy(array);
    array[0] = 7;
    expect(copy.tolist()).toEqual([1, 2]);
    expect(shared.tolist()).toEqual([7, 2]);
    shared.add_(1);
    expect([...array]).toEqual([8, 3]);
  });

  test('names what is wrong and where', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const bad = (data: unknown, options?: object) =>
      message(() => torch.tensor(data as torch.TensorData, options as torch.TensorOptions));
    expect(bad([[1, 2], [3]])).toBe('ValueError: expected sequence of length 2 at dim 1 (got 1), at [1]');
    expect(bad([[1, 2], 3])).toContain('not a sequence: expected one of length 2 at dim 1 (got int), at [1]');
    expect(bad(['a'])).toBe("TypeError: new(): invalid data type 'str', at [0]");
    expect(bad(cyclic)).toMatch(/^ValueError: too many dimensions/);
    expect(bad([300], { dtype: torch.uint8 })).toBe(
      'RuntimeError: value cannot be converted to type uint8 without overflow');
    expect(bad([1], { dtyp: torch.int64 })).toBe(
      "TypeError: tensor() got an unexpected keyword argument 'dtyp'. Did you mean 'dtype'?");
  });
});

test('torch.full makes the default dtype of numbers, as torch.tensor does', () => {
  expect(String(torch.full([2], 3))).toBe('tensor([3., 3.])');
  expect(torch.full([2], true).dtype).toBe(torch.bool);
  expect(torch.full([2], 3n).dtype).toBe(torch.int64);
  expect(torch.full([2], 3, { dtype: torch.int32 }).dtype).toBe(torch.int32);
});

test('numbers as operands: integral ones are ints, others floats', () => {
  const whole = torch.tensor([1n, 2n]);
  expect(whole.add(1).dtype).toBe(torch.int64);
  expect(whole.add(1.5).dtype).toBe(torch.float32);
  expect(torch.ones(2).add(1).tolist()).toEqual([2, 2]);
  expect(torch.ones(2, { dtype: torch.float16 }).mul(3).dtype).toBe(torch.float16);
});

test('the legacy constructors take sizes and data, with and without new', () => {
  expect(String(torch.LongTensor([1, 2]))).toBe('tensor([1, 2])');
  expect(String(new torch.IntTensor(1, 2).fill_(5))).toBe('tensor([[5, 5]], dtype=torch.int32)');
  expect([...torch.Tensor(2, 3).shape]).toEqual([2, 3]);
  expect(torch.ones(1)).toBeInstanceOf(torch.FloatTensor);
  expect(torch.ones(1)).not.toBeInstanceOf(torch.LongTensor);
  expect(torch.ones(1)).toBeInstanceOf(torch.Tensor);
});
