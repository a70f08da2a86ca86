import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { describe, expect, test } from 'vitest';
import { isPinned } from '../pinned_version.js';
import { testSeededCalls } from './support/seeded_calls.js';

// Their kernels want a GPU; below is what can be said without one.
const scaled = ['scaled_mm', 'scaled_addmm', 'scaled_addmm_', 'scaled_grouped_mm'];

describe('nn.functional', () => testSeededCalls('nn_functional', F, scaled));

// PyTorch's CPU has the first of them only; the others are checked for what they hand to libtorch. Older versions
// have none of them.
describe.runIf(isPinned)('scaled products', () => {
  const { TensorWise } = F.ScalingType;
  const one = torch.ones(1);
  const a = torch.randn(16, 16).to(torch.float8_e4m3fn);

  test('scaled_mm multiplies eight-bit matrices', () => {
    const product = F.scaled_mm(a, a.t(), one.mul(2), TensorWise, [one], [TensorWise], { output_dtype: torch.float32 });
    const wanted = a.float().mm(a.t().float()).mul(2);
    expect(torch.allclose(product, wanted, { rtol: 1e-3, atol: 1e-3 })).toBe(true);
    expect(F.scaled_mm(a, a.t(), one, TensorWise, one, TensorWise).dtype).toBe(torch.bfloat16);
    expect(() => F.scaled_mm(a.float(), a.float(), one, TensorWise, one, TensorWise))
      .toThrow('Expected both inputs to be fp8 or fp4 types but got mat_a.dtype=Float and mat_b.dtype=Float');
  });

  test('scaled_addmm and scaled_grouped_mm reach their operators', () => {
    const c = torch.zeros(16, 16);
    const addmm = (fn: typeof F.scaled_addmm): (() => unknown) =>
      () => fn(c, a, a.t(), one, TensorWise, one, TensorWise, { beta: 0.5, alpha: 2 });
    expect(addmm(F.scaled_addmm)).toThrow("Could not run 'aten::_scaled_addmm.out' with arguments from the 'CPU' backend");
    expect(addmm(F.scaled_addmm_)).toThrow(/'aten::_scaled_addmm\.out' .* 'CPU' backend/);
    expect(() => F.scaled_grouped_mm(a, a.t(), one, TensorWise, one, TensorWise))
      .toThrow('Have to provide offsets if there is a 2d matrix');
  });
});

test('names may stand for any arguments, and the flag of a pool decides the type of its result', () => {
  const image = torch.arange(16).float().reshape(1, 1, 4, 4);
  const [values, indices] = F.max_pool2d({ input: image, kernel_size: 2, return_indices: true });
  expect(indices.tolist()).toEqual([[[[5, 7], [13, 15]]]]);
  expect(F.max_pool2d(image, { kernel_size: 2, return_indices: false }).equal(values)).toBe(true);
  expect(F.max_pool2d(image, 2, null, 0, 1, false, true)[1].equal(indices)).toBe(true);
  const flag = image.numel() === 16;
  const either = F.max_pool2d(image, 2, 2, 0, 1, false, flag);
  expect(Array.isArray(either)).toBe(true);
  // @ts-expect-error a kernel is needed
  expect(() => F.max_pool2d(image)).toThrow("_max_pool2d() missing 1 required positional argument: 'kernel_size'");
  // @ts-expect-error no such name
  expect(() => F.dropout(image, { P: 0.5 })).toThrow("dropout() got an unexpected keyword argument 'P'");
  // @ts-expect-error no such reduction
  expect(() => F.l1_loss(image, image, { reduction: 'average' })).toThrow('average is not a valid value for reduction');
});

test('functions have their names', () => {
  expect([F.relu.name, F.max_pool2d.name, F.cross_entropy.name]).toEqual(['relu', 'max_pool2d', 'cross_entropy']);
});

test('dropout that drops nothing gives its input back', () => {
  const x = torch.ones(3);
  expect(F.dropout(x, 0.5, false)).toBe(x);
  expect(F.dropout(x, 0)).toBe(x);
  expect(F.alpha_dropout(x)).toBe(x);
});
