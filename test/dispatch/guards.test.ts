// Public calls with which libtorch alone would end the process: errors here (native/dispatch/guards/).
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

describe.each([['int32', -2147483648n], ['int64', -9223372036854775808n]] as const)('%s', (name, least) => {
  const self = torch.tensor([least, 7n], { dtype: torch[name] });

  test('the least integer divided by -1', () => {
    const minus = torch.tensor([-1, 2], { dtype: torch[name] });
    for (const by of [-1, minus]) {
      expect(() => torch.div(self, by, { rounding_mode: 'trunc' })).toThrow(`integer overflow: ${least} / -1`);
      expect(() => self.clone().div_(by, { rounding_mode: 'trunc' })).toThrow('integer overflow');
      expect(() => torch.div(self, by, { rounding_mode: 'trunc', out: torch.empty(2) })).toThrow('integer overflow');
    }
  });

  test('the least common multiple of the least and the greatest integer', () => {
    const most = torch.tensor([-1n - least, 14n], { dtype: torch[name] });
    const wanted = `lcm(): integer overflow: the result for ${least} is beyond`;
    expect(() => torch.lcm(self, most)).toThrow(wanted);
    expect(() => self.clone().lcm_(most)).toThrow(wanted);
    expect(() => torch.lcm(self, most, { out: torch.empty(2, { dtype: torch[name] }) })).toThrow(wanted);
    expect(torch.lcm(most, self).index(1).item()).toBe(14);
    expect(torch.gcd(self, most).index(1).item()).toBe(7);
  });

  test('other divisions are left alone', () => {
    expect(torch.div(self.index('1:'), -2, { rounding_mode: 'trunc' }).tolist()).toEqual([-3]);
    expect(torch.div(self, torch.tensor([2, -1]), { rounding_mode: 'trunc' }).index(1).item()).toBe(-7);
    expect(torch.floor_divide(self, -1).index(1).item()).toBe(-7);
    expect(torch.remainder(self, -1).tolist()).toEqual([0, 0]);
    expect(torch.fmod(self, -1).tolist()).toEqual([0, 0]);
    expect(() => torch.floor_divide(self, 0)).toThrow('ZeroDivisionError');
  });
});

test.each([NaN, Infinity])('eigenvalues of a matrix with %d', (value) => {
  const matrix = torch.eye(3).index_put_([0, 1], value);
  expect(() => torch.linalg.eigvals(matrix)).toThrow('input tensor should not contain infs or NaNs');
  expect(torch.linalg.eigvals(torch.eye(3)).real.tolist()).toEqual([1, 1, 1]);
});

test('a size and a scale that contradict each other', () => {
  const { aten } = torch.ops;
  const x = torch.rand(1, 3, 4, 4);
  for (const name of ['bilinear', 'bicubic', 'lanczos']) {
    const forward = aten[`_upsample_${name}2d_aa`]!;
    const backward = aten[`_upsample_${name}2d_aa_backward`]!;
    const wanted = 'a scale of 0.25 does not make a size of 5 out of 4';
    expect(() => forward.default!(x, [1, 5], false, null, 0.25)).toThrow(wanted);
    expect(() => forward.out!(x, [1, 5], false, null, 0.25, { out: torch.empty(0) })).toThrow(wanted);
    expect(() => backward.default!(torch.rand(1, 3, 1, 5), [1, 5], [1, 3, 4, 4], false, null, 0.25)).toThrow(wanted);
    expect((forward.default!(x, [1, 5], true, null, 0.25) as torch.Tensor).shape).toEqual([1, 3, 1, 5]);
  }
  for (const scale_factor of [0.3, 0.5, 1.7, 2.9]) {
    const size = Math.floor(4 * scale_factor);
    const options = { scale_factor, mode: 'bicubic', antialias: true } as const;
    expect(torch.nn.functional.interpolate(x, options).shape).toEqual([1, 3, size, size]);
  }
});

test('packing what is no matrix', () => {
  const flat = torch.zeros(2, 3, 0);
  const wanted = 'expected a matrix to pack, got one of sizes [2, 3, 0]';
  expect(() => torch.fbgemm_pack_quantized_matrix(flat.to(torch.int8))).toThrow(wanted);
  expect(() => torch.fbgemm_pack_gemm_matrix_fp16(flat)).toThrow(wanted);
  expect(() => torch.fbgemm_linear_quantize_weight(flat)).toThrow(wanted);
});

test('another dtype for a quantized tensor', () => {
  const quantized = torch.ops.aten.quantize_per_tensor.default(torch.ones(2, 4), 0.1, 0, torch.qint8) as torch.Tensor;
  expect(() => quantized.view(torch.int8)).toThrow('use int_repr()');
  expect(() => torch.ops.aten.view_copy.dtype(quantized, torch.float32)).toThrow(torch.NotImplementedError);
  expect(torch.ones(2).view(torch.int32).tolist()).toEqual([1065353216, 1065353216]);
});

test('an oneDNN tensor without elements', () => {
  expect(() => torch.zeros(3, 0).to_mkldnn()).toThrow('without elements');
});

test('offsets of an embedding bag in two dimensions', () => {
  const [weight, indices] = [torch.ones(3, 2), torch.zeros(4).long()];
  expect(() => torch.embedding_bag(weight, indices, torch.zeros(2, 2).long())).toThrow('offsets has to be a 1D Tensor');
  expect(torch.embedding_bag(weight, indices, torch.tensor([0, 1]).long())[0].tolist()).toEqual([[1, 1], [3, 3]]);
});

test('lists that are too short', () => {
  const { aten } = torch.ops;
  expect(() => aten._stack.default([], 0)).toThrow('expected a non-empty list of Tensors');
  expect(() => torch.concatenate([], { out: torch.empty(0) })).toThrow('expected a non-empty list of Tensors');
});

test('lists of different lengths', () => {
  const { aten } = torch.ops;
  const ones = [torch.ones(2)];
  expect(() => aten._foreach_copy.default([], ones)).toThrow('Tensor list must have at least one tensor.');
  expect(() => aten._foreach_lerp_.ScalarList(ones, ones, [])).toThrow('same number of elements as scalar list');
  expect(() => aten._foreach_add.List(ones, [...ones, ...ones])).toThrow('the same number of tensors, got 1 and 2');
  const [sum] = aten._foreach_add.ScalarList(ones, [2]) as torch.Tensor[];
  expect(sum.tolist()).toEqual([3, 3]);
});

test('random numbers from the end of the integers', () => {
  expect(() => torch.ones(2).half().random_(2n ** 63n - 1n as unknown as number, null)).toThrow('out of bounds for Half');
  expect(torch.ones(2).random_(3, 4).tolist()).toEqual([3, 3]);
});

test('a power that cannot be negated', () => {
  const least = -(2n ** 63n) as unknown as number;
  expect(() => torch.matrix_power(torch.eye(2), least)).toThrow('the power is out of bounds');
  expect(() => torch.linalg.matrix_power(torch.eye(2), least)).toThrow('the power is out of bounds');
  expect(torch.matrix_power(torch.eye(2).mul(2), -1).tolist()).toEqual([[0.5, 0], [0, 0.5]]);
});

test('a padding that overflows', () => {
  const image = torch.ones(1, 1, 2, 2);
  for (const mode of ['replicate', 'reflect', 'constant']) {
    expect(() => torch.ops.aten.pad.default(image, [2n ** 63n - 1n, 0, 0, 0], mode)).toThrow('is out of bounds');
  }
  expect(() => torch.ops.aten.replication_pad2d.default(image, 2n ** 63n - 1n)).toThrow('is out of bounds');
  expect((torch.ops.aten.replication_pad2d.default(image, 1) as torch.Tensor).shape).toEqual([1, 1, 4, 4]);
});

test('a tensor that is not dense where only dense ones are read', () => {
  const sparse = torch.ones(2).to_sparse();
  expect(() => torch.zeros(2).scatter_(0, torch.tensor([0, 1]).long(), sparse)).toThrow('dense tensors only');
  expect(torch.zeros(2).scatter_(0, torch.tensor([1]).long(), torch.ones(1)).tolist()).toEqual([0, 1]);
});

test('combinations of more elements than a tensor may have dimensions', () => {
  expect(() => torch.combinations(torch.ones(3), 2 ** 32)).toThrow('r must be at most 64');
  expect(torch.combinations(torch.tensor([1, 2, 3]), 3).tolist()).toEqual([[1, 2, 3]]);
});

test('what would be too large for JavaScript', () => {
  expect(() => torch.empty(1e9, 0).tolist()).toThrow('too large for nested arrays');
  expect(() => torch.zeros(1).expand(2 ** 40).tolist()).toThrow(RangeError);
  expect(() => torch.zeros(2 ** 40, 2 ** 40)).toThrow(/overflow|allocate/);
  expect(() => torch.cat(new Array<torch.Tensor>(4294967295))).toThrow('too long');
});
