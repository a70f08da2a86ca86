import { isDeepStrictEqual } from 'node:util';
import assert from 'node:assert';
import { expect as jest } from 'expect';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { tensorEquality, tensorMatchers } from 'nodetorch/testing';
import { describe, expect, test } from 'vitest';

const T = (data: torch.TensorData, dtype: torch.dtype = torch.float32): torch.Tensor => torch.tensor(data).to(dtype);
const numbers = (count: number): torch.Tensor => torch.arange(count).float();

const same: [what: string, a: () => unknown, b: () => unknown][] = [
  ['ones', () => torch.ones(2), () => torch.ones(2)],
  ['numbers', () => T(1.5), () => T(1.5)],
  ['matrices', () => numbers(12).view(3, 4), () => numbers(12).view(3, 4)],
  ['views of other memory', () => numbers(4).view(2, 2).t(), () => T([[0, 2], [1, 3]])],
  ['many elements', () => torch.zeros(100), () => torch.zeros(100)],
  ['NaN of both signs', () => T([NaN]), () => torch.zeros(1).div(0).neg()],
  ['half precision', () => T([1, 2], torch.bfloat16), () => T([1, 2], torch.bfloat16)],
  ['complex numbers', () => T([1], torch.complex64).conj(), () => T([1], torch.complex64).conj()],
  ['sparse ones', () => T([0, 1]).to_sparse(), () => T([0, 1]).to_sparse()],
  ['one that records', () => torch.ones(2, { requires_grad: true }), () => torch.ones(2)],
  ['in objects', () => ({ a: [torch.ones(2)] }), () => ({ a: [torch.ones(2)] })],
];

const different: [what: string, a: () => unknown, b: () => unknown][] = [
  ['elements', () => torch.ones(2), () => torch.zeros(2)],
  ['numbers', () => T(1), () => T(2)],
  ['the last element of many', () => torch.zeros(100), () => torch.zeros(100).index_put_([99], 1)],
  ['shapes', () => numbers(4), () => numbers(4).view(2, 2)],
  ['lengths', () => torch.ones(2), () => torch.ones(3)],
  ['dtypes', () => T([1]), () => T([1], torch.float64)],
  ['zeros', () => T([0]), () => T([0]).neg()],
  ['in objects', () => ({ a: [torch.ones(2)] }), () => ({ a: [torch.zeros(2)] })],
  ['and no tensor', () => torch.ones(2), () => [1, 1]],
  ['and a number', () => T(1), () => 1],
];

describe.each(same)('tensors that are the same: %s', (_, a, b) => {
  test('for vitest and jest, node:util and node:assert', () => {
    expect(a()).toEqual(b());
    expect(a()).toStrictEqual(b());
    jest(a()).toEqual(b());
    jest(a()).toStrictEqual(b());
    expect(isDeepStrictEqual(a(), b())).toBe(true);
    assert.deepStrictEqual(a(), b());
    assert.deepEqual(a(), b());
  });
});

describe.each(different)('tensors that differ in %s', (_, a, b) => {
  test('for vitest and jest, node:util and node:assert', () => {
    expect(a()).not.toEqual(b());
    jest(a()).not.toEqual(b());
    expect(isDeepStrictEqual(a(), b())).toBe(false);
    expect(() => assert.deepStrictEqual(a(), b())).toThrow(assert.AssertionError);
    expect(() => assert.deepEqual(a(), b())).toThrow(assert.AssertionError);
  });
});

describe('what is told when they differ shows the numbers', () => {
  const textOf = (run: () => void): string => {
    try {
      run();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  test('in node:assert', () => {
    const text = textOf(() => assert.deepStrictEqual(torch.tensor([1, 2]), torch.tensor([1, 3])));
    expect(text).toMatch(/\+ .*torch\.float32 \[2\]: 1, 2[^]*- .*torch\.float32 \[2\]: 1, 3/);
  });

  test('in vitest', () => {
    expect(textOf(() => expect(torch.tensor([1, 2])).toEqual(torch.tensor([1, 3])))).toBe(
      'expected tensor([1., 2.]) to deeply equal tensor([1., 3.])');
  });

  test("in jest with the library's matchers", () => {
    jest.extend(tensorMatchers);
    const [a, b] = [torch.tensor([1, 2]), torch.tensor([1, 3])];
    expect(textOf(() => jest({ a }).toEqual({ a: b }))).toMatch(/- +3,[^]*\+ +2,/);
    expect(textOf(() => jest(a).not.toEqual(a.clone()))).toContain('something else than tensor([1., 2.])');
    jest({ a }).toEqual({ a: a.clone() });
    jest({ a }).toEqual({ a: jest.anything() });
    jest([1, { b: 2 }]).toEqual([1, { b: 2 }]);
  });
});

test('asymmetric matchers, parameters and modules are compared as ever', () => {
  expect({ loss: torch.ones(1) }).toEqual({ loss: expect.any(torch.Tensor) as unknown });
  expect({ loss: torch.ones(1) }).toEqual({ loss: expect.anything() as unknown });
  expect(new nn.Parameter(torch.ones(1))).toEqual(new nn.Parameter(torch.ones(1)));
  expect(isDeepStrictEqual(new nn.Parameter(torch.ones(1)), torch.ones(1))).toBe(false);
});

test('a freed tensor is like no other, and asking throws nothing', () => {
  const [a, b] = [torch.ones(1), torch.ones(1)];
  a.dispose();
  b.dispose();
  expect(isDeepStrictEqual(a, b)).toBe(false);
  expect(Object.prototype.toString.call(a)).toMatch(/^\[object unknown \d+\]$/);
});

test('the tester for expect.addEqualityTesters also tells empty tensors apart, and those in a part of an object', () => {
  const testers = [tensorEquality] as Parameters<typeof expect.addEqualityTesters>[0];
  expect.addEqualityTesters(testers);
  expect(torch.zeros(0, 3)).toEqual(torch.zeros(0, 3));
  expect(torch.zeros(0, 3)).not.toEqual(torch.zeros(0, 5));
  expect(torch.zeros(0)).not.toEqual(torch.zeros(0, { dtype: torch.int64 }));
  expect(torch.ones(2)).toEqual(torch.ones(2));
  expect(torch.ones(2)).toEqual(expect.anything());
  expect(torch.ones(2)).not.toEqual(torch.zeros(2));
  expect({ a: torch.ones(2), b: 1 }).toMatchObject({ a: torch.ones(2) });
  expect({ a: torch.ones(2), b: 1 }).not.toMatchObject({ a: torch.zeros(2) });
});

test('a tensor of no dimensions is not iterable', () => {
  const x: torch.Tensor = torch.ones(2).sum();
  expect(() => [...x]).toThrow(TypeError);
  expect(() => Array.from(x)).toThrow(TypeError);
  expect([...torch.ones(2, 2)].map(String)).toEqual(['tensor([1., 1.])', 'tensor([1., 1.])']);
  expect([...torch.zeros(0, 3)]).toEqual([]);
});
