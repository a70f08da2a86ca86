// What is no function, no context and no number of segments.
import * as torch from 'nodetorch';
import { ValueError, type Tensor } from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { ZeroDivisionError } from '../../dist/values/errors.js';

const { checkpoint, checkpoint_sequential } = torch.utils.checkpoint;
const x = torch.ones(2, { requires_grad: true });
const wrong = (value: unknown): never => value as never;

describe('checkpoint', () => {
  test.each([true, false])('of what is no function, reentrant %s', (use_reentrant) => {
    expect(() => checkpoint(wrong(5), x, { use_reentrant })).toThrow(new TypeError("'int' object is not callable"));
  });
  test.each<[unknown, Error]>([
    [3, new TypeError("'int' object is not callable")],
    [() => 3, new TypeError('cannot unpack non-iterable int object')],
    [() => [1], new ValueError('not enough values to unpack (expected 2, got 1)')],
    [() => [1, 2, 3], new ValueError('too many values to unpack (expected 2)')],
    [() => [1, 2], new TypeError("'int' object does not support the context manager protocol")],
  ])('context_fn %s', (context_fn, error) => {
    const options = { use_reentrant: false, context_fn: wrong(context_fn) };
    expect(() => checkpoint((v: Tensor) => v.mul(2), x, options)).toThrow(error);
  });
  test.each<[unknown, unknown, Error]>([
    [null, 2, new TypeError("object of type 'NoneType' has no len()")],
    [[(v: Tensor) => v], 0, new ZeroDivisionError('integer division or modulo by zero')],
    [[(v: Tensor) => v], 1.5, new TypeError("'float' object cannot be interpreted as an integer")],
    [[(v: Tensor) => v], 'x', new TypeError("unsupported operand type(s) for //: 'int' and 'str'")],
    [[(v: Tensor) => v], 2, new ValueError('range() arg 3 must not be zero')],
    [[], 1, new ValueError('range() arg 3 must not be zero')],
    [[3], 1, new TypeError("'int' object is not callable")],
  ])('checkpoint_sequential of %j in %j', (functions, segments, error) => {
    expect(() => checkpoint_sequential(wrong(functions), wrong(segments), x, false)).toThrow(error);
  });
  test('segments below zero are none', () => {
    expect(checkpoint_sequential([(v) => v.mul(2)], -1, x, false).tolist()).toEqual([2, 2]);
  });
});
