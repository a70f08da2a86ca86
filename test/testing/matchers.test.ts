import { expect as jest } from 'expect';
import * as torch from 'nodetorch';
import 'nodetorch/testing/jest';
import { matchers } from 'nodetorch/testing/vitest';
import { describe, expect, test } from 'vitest';

expect.extend(matchers);
jest.extend(matchers);

const textOf = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

describe.each([['vitest', expect], ['jest', jest as unknown as typeof expect]] as const)('matchers in %s', (_, check) => {
  const x = torch.tensor([1, 2.5]);

  test('toBeCloseToTensor compares as assert_close', () => {
    check(x).toBeCloseToTensor(torch.tensor([1, 2.500001]));
    check(x).toBeCloseToTensor([1, 2.5]);
    check(x).toBeCloseToTensor(torch.tensor([1, 3]), { rtol: 0.5, atol: 0 });
    check(x).not.toBeCloseToTensor(torch.tensor([1, 3]));
    check(x).not.toBeCloseToTensor(x.double());
    check({ a: [x], b: 1 }).toBeCloseToTensor({ a: [x.clone()], b: 1 });
    check('no tensor').not.toBeCloseToTensor(x);
  });

  test('a failure is told in the words of PyTorch', () => {
    expect(textOf(() => check(x).toBeCloseToTensor(torch.tensor([1, 3])))).toBe(
      'Tensor-likes are not close!\n\nMismatched elements: 1 / 2 (50.0%)\n' +
        'Greatest absolute difference: 0.5 at index (1,) (up to 1e-05 allowed)\n' +
        'Greatest relative difference: 0.1666666716337204 at index (1,) (up to 1.3e-06 allowed)');
    expect(textOf(() => check({ a: x }).toBeCloseToTensor({ a: torch.ones(2) }))).toContain(
      "The failure occurred for item ['a']");
    expect(textOf(() => check(x).not.toBeCloseToTensor(x))).toBe(
      'Tensor-likes are close, and should not be:\ntensor([1.0000, 2.5000])');
  });

  test('toEqualTensor wants the same elements, NaN among them', () => {
    check(torch.tensor([NaN, 1])).toEqualTensor(torch.tensor([NaN, 1]));
    check(torch.tensor([1])).toEqualTensor([1]);
    check(torch.tensor([1])).not.toEqualTensor(torch.tensor([1.0000001]));
    check(torch.tensor([1])).not.toEqualTensor(torch.tensor([[1]]));
  });

  test('toHaveShape and toHaveDtype', () => {
    check(torch.ones(2, 3)).toHaveShape([2, 3]);
    check(torch.ones(2, 3)).toHaveShape(torch.zeros(2, 3).shape);
    check(torch.ones(2, 3)).not.toHaveShape([3, 2]);
    check(torch.ones(1)).toHaveDtype(torch.float32);
    check(torch.ones(1)).not.toHaveDtype(torch.float64);
    expect(textOf(() => check(x).toHaveShape([3]))).toBe('a tensor of shape [3] was expected, not of [2]');
    expect(textOf(() => check(1).toHaveDtype(torch.int64))).toBe(
      'a tensor of dtype torch.int64 was expected, and this is none: 1');
  });

  test('asymmetric, inside of other values', () => {
    check({ loss: x, step: 3 }).toEqual({ loss: check.toBeCloseToTensor([1, 2.5]), step: 3 });
    check({ loss: x }).not.toEqual({ loss: check.toBeCloseToTensor([1, 2]) });
    check([x]).toEqual([check.toHaveShape([2])]);
    check({ loss: 'text' }).not.toEqual({ loss: check.toHaveDtype(torch.float32) });
  });

  test('tolerances that cannot be are an error, also with not', () => {
    expect(() => check(x).not.toBeCloseToTensor(x, { rtol: 1 })).toThrow(
      "Both 'rtol' and 'atol' must be either specified or omitted, but got no atol.");
  });
});
