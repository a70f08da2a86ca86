import { describe, expect, test } from 'vitest';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';

const made = (): Tensor => torch.arange(24).reshape(2, 3, 4);
const message = (body: () => unknown): string => {
  try {
    return String(body());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

describe('index', () => {
  test.each<[string, (t: Tensor) => Tensor, unknown]>([
    ['t[1, 2]', (t) => t.index(1, 2), [20, 21, 22, 23]],
    ['t[-1, 0, 3]', (t) => t.index(-1, 0, 3), 15],
    ['t[:, 1, 0]', (t) => t.index(':', 1, 0), [4, 16]],
    ['t[0, 1:, ::2]', (t) => t.index(0, '1:', '::2'), [[4, 6], [8, 10]]],
    ['t[..., -1]', (t) => t.index('...', -1), [[3, 7, 11], [15, 19, 23]]],
    ['t[0, 0, :-2]', (t) => t.index(0, 0, ':-2'), [0, 1]],
    ['t[0, 0, slice(1, None, None)]', (t) => t.index(0, 0, torch.slice(1, null, null)), [1, 2, 3]],
    ['t[1, slice(0, 2), 0]', (t) => t.index(1, torch.slice(0, 2), 0), [12, 16]],
    ['t[0, [0, 2], 1]', (t) => t.index(0, [0, 2], 1), [1, 9]],
    ['t[[1, 0], [2, 1]][:, 0]', (t) => t.index([1, 0], [2, 1]).index(':', 0), [20, 4]],
    ['t[t > 21]', (t) => t.index(t.gt(21)), [22, 23]],
    ['t[tensor(1), tensor(2), 0]', (t) => t.index(torch.tensor(1n), torch.tensor(2n), 0), 20],
    ['t[0, 0][[True, False, True, False]]', (t) => t.index(0, 0).index([true, false, true, false]), [0, 2]],
  ])('%s', (_, read, expected) => {
    expect(read(made()).tolist()).toEqual(expected);
  });

  test('null and booleans add a dimension', () => {
    expect([...made().index(null).shape]).toEqual([1, 2, 3, 4]);
    expect([...made().index(':', null, 0).shape]).toEqual([2, 1, 4]);
    expect([...made().index(true).shape]).toEqual([1, 2, 3, 4]);
    expect([...made().index(false).shape]).toEqual([0, 2, 3, 4]);
  });

  test('basic indices make views', () => {
    const t = made();
    t.index(0, 0).fill_(9);
    expect(t.index(0, 0).tolist()).toEqual([9, 9, 9, 9]);
    expect(t.index('...').data_ptr()).toBe(t.data_ptr());
  });

  test('errors are those of PyTorch', () => {
    const t = made();
    expect(message(() => t.index(2))).toBe('IndexError: index 2 is out of bounds for dimension 0 with size 2');
    expect(message(() => t.index(0, ':', 4))).toBe('IndexError: index 4 is out of bounds for dimension 2 with size 4');
    expect(message(() => t.index(0, 0, 0, 0))).toBe('IndexError: too many indices for tensor of dimension 3');
    expect(message(() => torch.tensor(1).index(0))).toMatch(/^IndexError: invalid index of a 0-dim tensor/);
    expect(message(() => t.index('1:x' as ':'))).toMatch(/^TypeError: '1:x' is no index/);
    expect(message(() => t.index('::-1'))).toBe('ValueError: step must be greater than zero');
    expect(message(() => t.index(0.5))).toMatch(/^IndexError: tensor indices must be integers, not 0.5/);
  });
});

describe('index_put_', () => {
  test.each<[string, (t: Tensor) => Tensor, unknown]>([
    ['t[:, 1] = 4', (t) => t.index_put_([':', 1], 4), [[0, 4], [2, 4]]],
    ['t[0] = tensor([7, 8])', (t) => t.index_put_([0], torch.tensor([7, 8])), [[7, 8], [2, 3]]],
    ['t[t > 1] = 0', (t) => t.index_put_([t.gt(1)], 0), [[0, 1], [0, 0]]],
    ['t[[0, 1], [1, 0]] = 5', (t) => t.index_put_([[0, 1], [1, 0]], 5), [[0, 5], [5, 3]]],
    ['t[...] = [[[9]]]', (t) => t.index_put_(['...'], torch.tensor([[[9]]])), [[9, 9], [9, 9]]],
  ])('%s', (_, write, expected) => {
    const t = torch.tensor([[0, 1], [2, 3]]);
    expect(write(t)).toBe(t);
    expect(t.tolist()).toEqual(expected);
  });

  test('a shape that does not fit has the words of PyTorch, and nothing is written', () => {
    const t = torch.zeros(2, 4);
    const expanded = (dim: number, sizes: string): string =>
      `RuntimeError: The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension ` +
      `${dim}.  Target sizes: [${sizes}].  Tensor sizes: [3]`;
    expect(message(() => t.index_put_([0], torch.ones(3)))).toBe(expanded(0, '4'));
    expect(message(() => t.index_put_(['...', 0, ':'], torch.ones(1, 3)))).toBe(expanded(0, '4'));
    expect(message(() => t.index_put_([':'], torch.ones(3)))).toBe(expanded(1, '2, 4'));
    expect(message(() => t.index_put_([0], torch.ones(2, 4)))).toBe(
      'RuntimeError: expand(torch.FloatTensor{[2, 4]}, size=[4]): the number of sizes provided (1) must be greater or ' +
        'equal to the number of dimensions in the tensor (2)');
    expect(message(() => t.index_put_([[0]], torch.ones(3)))).toBe(
      'RuntimeError: shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [1, 4]');
    expect(t.tolist()).toEqual(torch.zeros(2, 4).tolist());
  });

  test('gradients flow through what was assigned', () => {
    const value = torch.ones(2, { requires_grad: true });
    const t = torch.zeros(2, 2).index_put_([0], value);
    t.sum().backward();
    expect(value.grad!.tolist()).toEqual([1, 1]);
  });
});

test('brackets and operators throw, and say what to write', () => {
  const t = torch.ones(2) as unknown as Record<number, unknown> & number;
  expect(message(() => t[0])).toBe('TypeError: tensor[0] is not an index in JavaScript: write tensor.index(0)');
  expect(message(() => (t[0] = 1))).toContain('write tensor.index_put_([0], ...)');
  expect(message(() => t + 1)).toContain('a.add(b)');
});
