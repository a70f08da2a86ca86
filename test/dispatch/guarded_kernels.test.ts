// Kernels that trust their arguments and would end the process: each is refused, and what they compute rightly is not.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { describe, expect, test } from 'vitest';

const { aten } = torch.ops;
const long = (...values: number[]): torch.Tensor => torch.tensor(values, { dtype: torch.long });
const far = 50_000_000;

/** A call, what its error says; none: it is computed. */
type Case = readonly [string, () => unknown, RegExp?];

function holds(cases: readonly Case[]): void {
  for (const [name, call, error] of cases) {
    test(name, () => {
      if (error !== undefined) expect(call).toThrow(error);
      else expect(call()).toBeDefined();
    });
  }
}

describe('lstm', () => {
  const [x, h] = [torch.ones(4, 2, 3), torch.zeros(1, 2, 5)];
  const weights = [torch.ones(20, 3), torch.ones(20, 5), torch.ones(20), torch.ones(20)];
  const lstm = (
    states: torch.Tensor[], params: torch.Tensor[] = weights, layers = 1, bidirectional = false, input = x,
  ) => aten.lstm.input(input, states, params, true, layers, 0, false, bidirectional, false);
  const second = [torch.ones(20, 10), ...weights.slice(1)];
  holds([
    ['one layer', () => lstm([h, h])],
    ['two layers in both directions', () => lstm(
      [torch.zeros(4, 2, 5), torch.zeros(4, 2, 5)], [...weights, ...weights, ...second, ...second], 2, true)],
    ['projections', () => lstm([torch.zeros(1, 2, 4), h], [torch.ones(20, 3), torch.ones(20, 4), ...weights.slice(2), torch.ones(4, 5)])],
    ['one state', () => lstm([h]), /lstm expects two hidden states/],
    ['states of another batch', () => lstm([h, torch.zeros(1, 1, 5)]), /expected hidden states of size \[1, 2, 5\], but got \[1, 1, 5\]/],
    ['states of a small batch', () => lstm([torch.zeros(1, 1, 5), torch.zeros(1, 1, 5)]), /expected hidden states/],
    ['a weight that is too small', () => lstm([h, h], [torch.ones(20, 2), ...weights.slice(1)]), /expected a weight of 60 elements/],
    ['a bias that is too small', () => lstm([h, h], [...weights.slice(0, 3), torch.ones(1)]), /expected a weight of 20 elements/],
    ['a weight of another dtype', () => lstm([h, h], [torch.ones(20, 3).half(), ...weights.slice(1)]), /dtype|Float|float/],
    ['too many layers', () => lstm([h, h], weights, 2 ** 40), /expected weights of 1099511627776 layers/],
    ['float64', () => lstm([h.double(), h.double()], weights.map((w) => w.double()), 1, false, x.double())],
  ]);

  test('modules', () => {
    const [out] = new nn.LSTM(3, 5, 2, { bidirectional: true })(x);
    expect(out.shape).toEqual([4, 2, 10]);
    expect(new nn.LSTM(3, 5, { bias: false, batch_first: true })(x)[0].shape).toEqual([4, 2, 5]);
  });
});

describe('packed sequences', () => {
  const data = torch.ones(8, 3);
  const h = torch.zeros(1, 2, 5);
  const gru = [torch.ones(15, 3), torch.ones(15, 5), torch.ones(15), torch.ones(15)];
  const pad = (sizes: torch.Tensor) => aten._pad_packed_sequence.default(data, sizes, false, 0, 4);
  holds([
    ['gru', () => aten.gru.data(data, long(2, 2, 2, 2), h, gru, true, 1, 0, false, false)],
    ['gru without batch sizes', () => aten.gru.data(data, long(), h, gru, true, 1, 0, false, false), /batch_sizes can not be empty/],
    ['lstm without batch sizes', () => aten.lstm.data(data, long(), [h, h], gru, true, 1, 0, false, false), /batch_sizes can not be empty/],
    ['padding', () => pad(long(2, 2, 2, 2))],
    ['negative batch sizes', () => pad(long(2, -50)), /batch_sizes must not be negative, but got -50/],
  ]);
});

describe('segment_reduce', () => {
  const data = torch.arange(7).float();
  const reduce = (options: object, t = data, axis = 0) =>
    aten.segment_reduce.default(t, 'sum', { axis, ...options }) as torch.Tensor;
  const backward = (options: object, grad = torch.ones(2)) =>
    aten._segment_reduce_backward.default(grad, torch.ones(2), data, 'sum', options) as torch.Tensor;
  holds([
    ['lengths beyond the data', () => reduce({ lengths: long(far, far), unsafe: true }), /sum to at most 7/],
    ['negative lengths', () => reduce({ lengths: long(-1, 8), unsafe: true }), /negative value/],
    ['fewer rows of lengths', () => reduce({ lengths: torch.ones(1, 7).long() }, torch.ones(3, 7), 1), /size 3 in dimension 0/],
    ['offsets beyond the data', () => reduce({ offsets: long(0, far) }), /offsets to grow from 0 to at most 7/],
    ['negative offsets', () => reduce({ offsets: long(-far, 7) }), /offsets to grow/],
    ['offsets that fall', () => reduce({ offsets: long(0, 5, 2) }), /2 after 5/],
    ['backward, lengths beyond the data', () => backward({ lengths: long(far, far) }), /sum to at most 7/],
    ['backward, another gradient', () => backward({ lengths: long(3, 4) }, torch.ones(1)), /expected grad of size \[2\]/],
    ['backward without segments', () => backward({}), /lengths or offsets must be defined/],
  ]);

  test('what fits is computed', () => {
    expect(reduce({ lengths: long(3, 4) }).tolist()).toEqual([3, 18]);
    expect(reduce({ lengths: long(3, 2), unsafe: true }).tolist()).toEqual([3, 7]);
    expect(reduce({ offsets: long(0, 3, 7) }).tolist()).toEqual([3, 18]);
    expect(reduce({ offsets: long(2, 2, 5) }).tolist()).toEqual([0, 9]);
    const row = reduce({ lengths: long(3, 4).reshape(1, 2) }, data.reshape(1, 7), 1);
    expect(row.tolist()).toEqual([[3, 18]]);
    expect(backward({ lengths: long(3, 4) }).tolist()).toEqual([1, 1, 1, 1, 1, 1, 1]);
    const leaf = torch.ones(4, { requires_grad: true });
    (aten.segment_reduce.default(leaf, 'mean', { lengths: long(1, 3) }) as torch.Tensor).sum().backward();
    expect(leaf.grad!.sum().item()).toBeCloseTo(2, 5);
  });
});

describe('embedding bags', () => {
  const weight = torch.ones(4, 8);
  const bag = (indices: torch.Tensor, offsets: torch.Tensor, t = weight) =>
    aten.embedding_bag.default(t, indices, offsets);
  const dense = (indices: torch.Tensor, bags: torch.Tensor, mode = 0, sizes = long(2), largest = long(0)) =>
    aten._embedding_bag_dense_backward.default(torch.ones(1, 2), indices, bags, sizes, largest, 4, false, mode, null);
  holds([
    ['sums', () => bag(long(0, 1, 2), long(0, 2))],
    ['empty bags', () => bag(long(0, 1), long(0, 0, 2))],
    ['offsets of int32', () => bag(long(0, 1).int(), long(0, 2).int())],
    ['a negative offset', () => bag(long(0, 1), long(0, -far)), /offsets can not be negative, but got -50000000/],
    ['a negative offset, float64', () => bag(long(0, 1), long(0, -far), weight.double()), /offsets can not be negative/],
    ['an offset in between that is too large', () => bag(long(0, 1), long(0, far, 1)), /offsets can not be greater than input's length 2/],
    ['a last offset that is too large', () => bag(long(0, 1), long(0, far)), /offsets\[-1\] can not be greater/],
    ['an index out of range', () => bag(long(far), long(0)), /range/],
    ['dense backward', () => dense(long(0, 1), long(0, 0))],
    ['dense backward, an index', () => dense(long(0, far), long(0, 0)), /index 50000000 is out of bounds/],
    ['dense backward, a bag', () => dense(long(0, 1), long(0, far)), /bag 50000000 is out of bounds/],
    ['dense backward, sizes of bags', () => dense(long(0, 1), long(0, 0), 1, long()), /expected bag_size of 1/],
    ['dense backward, the largest', () => dense(long(0, 1), long(0, 0), 2, long(2), torch.tensor([[far, 0]]).long()), /maximum index/],
    ['backward', () => aten._embedding_bag_backward.default(
      torch.ones(1, 2), long(0, far), long(0), long(0, 0), long(2), long(0), 4, false, 0, false, null), /is out of bounds/],
    ['backward of the weights of samples', () => aten._embedding_bag_per_sample_weights_backward.default(
      torch.ones(1, 8), weight, long(0, 1), long(0), long(0, far), 0), /bag 50000000/],
    ['sparse backward', () => aten._embedding_bag_sparse_backward.default(
      torch.ones(1, 2), long(0, 1), long(0), long(0, far), long(2), 4, false, 0, null), /bag 50000000/],
    ['embedding backward ignores what is out of range', () => aten.embedding_dense_backward.default(torch.ones(2, 2), long(0, far), 4, -1, false)],
    ['embedding backward that counts does not', () => aten.embedding_dense_backward.default(torch.ones(2, 2), long(0, far), 4, -1, true), /out of bounds/],
  ]);

  test.each(['sum', 'mean', 'max'])('a module learns with %s', (mode) => {
    const layer = new nn.EmbeddingBag(4, 3, { mode: mode as 'sum' });
    layer(long(0, 1, 3), long(0, 2)).sum().backward();
    expect(layer.weight.grad!.shape).toEqual([4, 3]);
  });
});

describe('pooling and padding, backward', () => {
  const self = torch.ones(1, 1, 4, 4);
  const at = (value: number) => torch.full([1, 1, 2, 2], value, { dtype: torch.long });
  const pool = (indices: torch.Tensor, grad = torch.ones(1, 1, 2, 2)) => aten.max_pool2d_with_indices_backward.default(
    grad, self, [2, 2], [2, 2], [0, 0], [1, 1], false, indices);
  const padded = (grad: torch.Tensor, padding = [1, 1, 1, 1]) =>
    aten.reflection_pad2d_backward.default(grad, self, padding);
  holds([
    ['max_pool2d', () => pool(at(15))],
    ['max_pool2d, an index', () => pool(at(16)), /index 16 is out of bounds for dimension with size 16/],
    ['max_pool2d, a negative index', () => pool(at(-1)), /out of bounds/],
    ['max_pool2d, indices of another size', () => pool(long(0)), /expected indices of size/],
    ['max_pool2d, another batch', () => pool(at(0), torch.ones(2, 1, 2, 2)), /batch and channels|shape/],
    ['adaptive', () => aten.adaptive_max_pool2d_backward.default(torch.ones(1, 1, 2, 2), self, at(far)), /out of bounds/],
    ['fractional', () => aten.fractional_max_pool2d_backward.default(torch.ones(1, 1, 2, 2), self, [2, 2], [2, 2], at(far)), /out of bounds/],
    ['devices that differ', () => pool(at(0), torch.ones(1, 1, 2, 2, { device: 'meta' })), /same device/],
    ['reflection', () => padded(torch.ones(1, 1, 6, 6))],
    ['reflection, a small gradient', () => padded(torch.ones(1, 1, 2, 2)), /expected grad_output of size \[1, 1, 6, 6\]/],
    ['reflection of more than there is', () => padded(torch.ones(1, 1, 12, 12), [4, 4, 4, 4]), /less than the corresponding/],
    ['replication', () => aten.replication_pad2d_backward.default(torch.ones(1, 1, 16, 16), self, [6, 6, 6, 6])],
    ['replication, cut', () => aten.replication_pad2d_backward.default(torch.ones(1, 1, 2, 2), self, [-1, -1, -1, -1])],
  ]);
});

describe('sparse tensors without a look at their indices', () => {
  const one = torch.ones(1);
  const matrix = (rows: torch.Tensor, columns: torch.Tensor) => (
    aten._sparse_csr_tensor_unsafe.default(rows, columns, torch.ones(columns.numel()), [2, 3], {
      dtype: torch.float32, layout: torch.sparse_csr, device: 'cpu' }) as torch.Tensor).to_dense();
  holds([
    ['coo', () => (aten._sparse_coo_tensor_unsafe.default(torch.tensor([[2]]).long(), one, [3]) as torch.Tensor).to_dense()],
    ['coo, an index', () => aten._sparse_coo_tensor_unsafe.default(torch.tensor([[far]]).long(), one, [3]), /found index 50000000/],
    ['csr', () => matrix(long(0, 1, 2), long(2, 0))],
    ['csr, unsorted columns', () => matrix(long(0, 2, 2), long(2, 0))],
    ['csr, a column', () => matrix(long(0, 1, 2), long(0, far)), /plain index 50000000/],
    ['csr, rows', () => matrix(long(0, far, 2), long(0, 1)), /compressed index 50000000/],
    ['csr, too few rows', () => matrix(long(0), long(0, 1)), /do not fit/],
  ]);
});

/** Matrices whose batch dimensions lie the other way round. */
const outOfOrder = () => torch.empty([3, 2, 4, 4]).transpose(0, 1);

describe('others', () => {
  test('as_strided_ with a negative size leaves the tensor alone', () => {
    const self = torch.ones(6);
    expect(() => self.as_strided_([-1], [1])).toThrow();
    expect(self.tolist()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  holds([
    ['_reshape_alias', () => aten._reshape_alias.default(torch.ones(6), [2, 3], [3, 1])],
    ['_reshape_alias beyond the storage', () => aten._reshape_alias.default(torch.ones(6), [2, far], [3, 1]), /out of bounds/],
    ['softmax backward', () => aten._softmax_backward_data.default(torch.ones(2, 3), torch.ones(2, 3), 1, torch.float32)],
    ['softmax backward of another size', () => aten._softmax_backward_data.default(torch.ones(2, 3), torch.ones(2), 0, torch.float32), /expected output of size/],
    ['chunks', () => aten._chunk_cat.default([torch.ones(4), torch.ones(3)], 0, 2)],
    ['chunks counted from the last dimension', () => aten._chunk_cat.default([torch.ones(4), torch.ones(2)], -1, 2)],
    ['triangles into a batch out of order', () => torch.triu(torch.ones(2, 3, 4, 4), {
      out: outOfOrder(),
    }), /in order/],
    ['triangles into a matrix out of order', () => torch.triu(torch.ones(2, 4, 4), {
      out: torch.empty([4, 4, 2]).permute(2, 1, 0),
    })],
    ['factors into a batch out of order', () => torch.linalg.lu(torch.ones(2, 3, 4, 4), {
      out: [outOfOrder(), outOfOrder(), outOfOrder()],
    }), /in order/],
    ['chunks of a number', () => aten._chunk_cat.default([torch.tensor(1)], 0, 2), /dim within the 0 dimensions/],
  ]);
});
