/** Reductions of sparse tensors, of which only the elements that are there count. */
import { bfloat16, float16, float32, int64, type dtype } from '../values/dtype.js';
import { AssertionError, NotImplementedError } from '../values/errors.js';
import { op } from '../addon/call/op.js';
import { cat, cumsum, diff, empty, segment_reduce } from '../generated/torch.js';
import { tensor } from '../tensor/factories.js';
import { unique } from '../tensor/reductions.js';
import { sparse_coo_tensor, sparse_csr_tensor } from '../tensor/sparse_tensors.js';
import type { Tensor } from '../tensor/tensor.js';
import { identityOf } from './identity.js';

export type SparseReduction = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';

/** A COO tensor reduced along `dims`. Dense dimensions of a hybrid one can only be summed. */
export function reduceCoo(
  name: SparseReduction, input: Tensor, dims: readonly number[], keepdim: boolean, dtype: dtype,
): Tensor {
  const sparseDims = input.sparse_dim();
  const shape = keepdim ? input.shape.map((length, i) => (dims.includes(i) ? 1 : length))
    : input.shape.filter((_, i) => !dims.includes(i));
  const within = dims.filter((d) => d < input.dim());
  const reduced = within.filter((d) => d < sparseDims);
  const dense = within.filter((d) => d >= sparseDims).map((d) => d + 1 - sparseDims);
  const typed = input._values().to(dtype);
  if (dense.length > 0 && name !== 'sum') {
    throw new NotImplementedError(`masked ${name} along dense dimensions of a sparse_coo tensor is not implemented`);
  }
  const values = dense.length > 0 ? op('aten::sum.dim_IntList')(typed, dense, keepdim) : typed.clone();
  if (reduced.length === sparseDims) {
    let all = reduceFirst(name, values);
    if (keepdim) for (let i = 0; i < sparseDims; i++) all = all.unsqueeze(0);
    return all.to(dtype).to_sparse();
  }
  const indices = remaining(input._indices().clone(), reduced, sparseDims, keepdim);
  const [places, sums] = indices.numel() > 0 ? addUp(name, indices, values, dtype) : [indices, values];
  return sparse_coo_tensor(places, sums, shape, { dtype, device: input.device });
}

function reduceFirst(name: SparseReduction, values: Tensor): Tensor {
  if (name === 'sum') return op('aten::sum.dim_IntList')(values, [0]);
  if (name === 'prod') return op('aten::prod.dim_int')(values, 0);
  return values.size(0) === 0 ? identityOf({ name }, values)! : op(`aten::${name}`)(values, [0]);
}

/** The indices with those of reduced dimensions taken out, or zero. */
function remaining(indices: Tensor, reduced: readonly number[], sparseDims: number, keepdim: boolean): Tensor {
  if (reduced.length === 0) return indices;
  if (keepdim) return indices.index_put_([reduced], 0);
  const retained = Array.from({ length: sparseDims }, (_, i) => i).filter((i) => !reduced.includes(i));
  return indices.index_select(0, tensor(retained, { dtype: int64, device: indices.device }));
}

/** Reduces values that have the same indices. */
function addUp(name: SparseReduction, indices: Tensor, values: Tensor, dtype: dtype): [Tensor, Tensor] {
  const [places, inverse] = unique(indices, { return_inverse: true, dim: 1 });
  const trailing = Array.from({ length: values.ndim - 1 }, () => 1);
  const target = inverse.reshape([-1, ...trailing]).expand(values.shape);
  const shape = [places.size(1), ...values.shape.slice(1)];
  const isHalf = dtype === bfloat16 || dtype === float16;
  const source = isHalf ? values.to(float32) : values;
  const reduced = source.new_empty(shape).scatter_reduce_(0, target, source, name, { include_self: false });
  return [places, isHalf ? reduced.to(dtype) : reduced];
}

/** A CSR matrix reduced along `dims`, which stay with length 1. */
export function reduceCsr(
  name: SparseReduction, input: Tensor, dims: readonly number[], keepdim: boolean, dtype: dtype,
): Tensor {
  if (!keepdim) throw new AssertionError('reduction operations on CSR tensors with keepdim=False is unsupported');
  if (dims.length === 0) return input;
  const { device } = input;
  const values = input.values().to(dtype);
  const rows = input.crow_indices();
  const columns = input.col_indices();
  const [height = 0, width = 0] = input.shape;
  const [crow, col, reduced, shape] = dims.length === 2 ? ofAll(name, values, columns, dtype)
    : dims[0] === 0 ? ofRows(name, values, columns, width) : ofColumns(name, values, rows, columns, height);
  return sparse_csr_tensor(crow, col, reduced, shape, { dtype, device });
}

type Parts = [crow: Tensor, col: Tensor, values: Tensor, shape: number[]];

function ofRows(name: SparseReduction, values: Tensor, columns: Tensor, width: number): Parts {
  const [kept, target] = unique(columns, { return_inverse: true });
  const sums = values.new_empty(kept.shape).scatter_reduce_(0, target, values, name, { include_self: false });
  return [tensor([0, kept.size(0)], { dtype: int64 }), kept, sums, [1, width]];
}

function ofColumns(name: SparseReduction, values: Tensor, rows: Tensor, columns: Tensor, height: number): Parts {
  // A row with elements has one left, a row without has none.
  const crow = cat([rows.new_zeros([1]), cumsum(diff(rows).ne(0), 0)], 0);
  const count = Number(crow.index(-1).item());
  const reduce = name === 'amax' ? 'max' : name === 'amin' ? 'min' : name;
  return [crow, columns.new_zeros([count]), segment_reduce(values, reduce, { offsets: rows }), [height, 1]];
}

function ofAll(name: SparseReduction, values: Tensor, columns: Tensor, dtype: dtype): Parts {
  const count = Math.min(1, values.numel());
  const one = (): Tensor => {
    if (name === 'prod') return op('aten::prod.dim_int')(values, 0, true, dtype);
    if (name === 'amax' || name === 'amin') return op(`aten::${name}`)(values, [0], true);
    return op(`aten::${name}.${name === 'mean' ? 'dim' : 'dim_IntList'}`)(values, [0], true, dtype);
  };
  return [
    tensor([0, count], { dtype: int64 }), columns.new_zeros([count]), count === 1 ? one() : empty([0], { dtype }),
    [1, count],
  ];
}
