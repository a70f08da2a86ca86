import { describe, expect, test } from 'vitest';
import * as torch from '../../dist/index.js';
import { op } from '../../dist/addon/call/op.js';
import * as k from '../../dist/addon/call/kernels.js';

const { nn, tensor } = torch;

describe('op', () => {
  test('is one function for each operator', () => {
    expect(op('aten::relu')).toBe(op('aten::relu'));
    expect(op('aten::add.Tensor')).not.toBe(op('aten::add.Scalar'));
  });

  test('takes and gives tensors, lists of them, and other values as they are', () => {
    expect(op('aten::add.Tensor')(tensor([1, 2]), tensor([3, 4]), 2).tolist()).toEqual([7, 10]);
    expect(op('aten::cat')([tensor([1]), tensor([2])], 0).tolist()).toEqual([1, 2]);
    expect(op<torch.Tensor[]>('aten::unbind.int')(tensor([1, 2]), 0).map((t) => t.item())).toEqual([1, 2]);
    expect(op<boolean>('aten::equal')(tensor([1]), tensor([1]))).toBe(true);
    expect(op('aten::index.Tensor')(tensor([[1, 2], [3, 4]]), [null, tensor([1], { dtype: torch.int64 })]).tolist()).toEqual([[2], [4]]);
    expect(op('aten::to.dtype')(tensor([1.5]), torch.int64).dtype).toBe(torch.int64);
  });

  test('takes arguments after * in their place, or by name', () => {
    expect(op('aten::sum.dim_IntList')(tensor([[1, 2]]), [1], false, torch.int64).dtype).toBe(torch.int64);
    expect(op('aten::sum.dim_IntList')(tensor([[1, 2]]), [1], { dtype: torch.int64 }).dtype).toBe(torch.int64);
  });

  test('gives the object that it wrote to', () => {
    const [a, out] = [tensor([1, 2]), tensor([0, 0])];
    expect(op('aten::mul_.Tensor')(a, tensor(3))).toBe(a);
    expect(op('aten::maximum.out')(a, tensor([4, 5]), out)).toBe(out);
    expect([a.tolist(), out.tolist()]).toEqual([[3, 6], [4, 6]]);
  });

  test('refuses what does not fit in the words of the public functions', () => {
    // A handle is a number, too: a plain number must never pass for one.
    expect(() => op('aten::relu')(1)).toThrow(new TypeError("relu(): argument 'input' (position 1) must be Tensor, not int"));
    expect(() => op('aten::cat')([tensor([1]), 2])).toThrow('expected Tensor as element 1 in argument 0, but got int');
    expect(() => op('aten::sum.dim_IntList')(tensor([1]), [0], false, 'x')).toThrow(
      "sum(): argument 'dtype' must be torch.dtype, not str");
    expect(() => op('aten::relu')(tensor([1]), { inplace: true })).toThrow(
      "relu() got an unexpected keyword argument 'inplace'");
    expect(() => op('aten::relu')(tensor([1]), 2)).toThrow('relu() takes 1 positional argument but 2 were given');
    expect(() => op('aten::relu')()).toThrow(TypeError);
    expect(() => op('aten::no_such')(1)).toThrow('no operator is called');
  });

  test('refuses a parameter that waits for its shape', () => {
    const waiting = new nn.UninitializedParameter();
    expect(() => op('aten::relu')(waiting)).toThrow(torch.ValueError);
    expect(() => op('aten::cat')([tensor([1]), waiting])).toThrow(torch.ValueError);
  });
});

test('the kernels of loops do what their operators do', () => {
  const [a, b] = [tensor([4, 9]), tensor([2, 3])];
  const changed = (change: (t: torch.Tensor) => void): unknown => {
    const copy = k.clone(a);
    change(copy);
    return copy.tolist();
  };
  expect(k.sub(a, b, 2).tolist()).toEqual([0, 3]);
  expect(k.sqrt(a).tolist()).toEqual([2, 3]);
  expect(k.addcmul(a, b, b, 10).tolist()).toEqual([44, 99]);
  expect(k.clamp_min(a, 5).tolist()).toEqual([5, 9]);
  expect(k.slice(a, 0, 1, null, 1).tolist()).toEqual([9]);
  expect(k.index(a, [tensor([1, 0], { dtype: torch.int64 })]).tolist()).toEqual([9, 4]);
  expect(k.scalar_tensor(2, torch.float64).dtype).toBe(torch.float64);
  expect(changed((t) => k.maximum_(t, tensor([5, 5])))).toEqual([5, 9]);
  expect(changed((t) => k.copy_(t, b))).toEqual([2, 3]);
  expect(changed((t) => k.lerp_(t, b, 0.5))).toEqual([3, 6]);
  expect(changed((t) => k.addcdiv_(t, b, b, 3))).toEqual([7, 12]);
  expect(() => k.abs(1 as never)).toThrow(TypeError);
});
