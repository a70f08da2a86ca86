/** How CUTLASS lays out matrices of which two in four are zeros (torch/sparse/_semi_structured_conversions.py). */
import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
import { arange, stack, zeros } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { bfloat16, float16, float32, int16, int32, int64, int8, type dtype } from '../../values/dtype.js';
import { RuntimeError } from '../../values/errors.js';

/** Where an element of the metadata goes, in the order that tensor cores read. */
function offsetsOf(m: number, columns: number, type: dtype, device: Tensor['device']): Tensor {
  let rows = arange(0, m, { device }).unsqueeze(1).repeat(1, columns);
  let cols = arange(0, columns, { device }).repeat(m, 1);
  const [group, interweave] = type.itemsize === 2 ? [32, 4] : [16, 2];
  const whole = rows.floor_divide(group).mul(group);
  rows = whole.add(rows.remainder(8).mul(interweave)).add(rows.remainder(group).floor_divide(8));
  const odd = (each: Tensor): Tensor => each.remainder(2).eq(1);
  const topRight = odd(rows).logical_not().logical_and(odd(cols)).to(int8);
  const bottomLeft = odd(rows).logical_and(odd(cols).logical_not()).to(int8);
  rows = rows.add(topRight.sub(bottomLeft));
  cols = cols.sub(topRight.sub(bottomLeft));
  return cols.floor_divide(2).mul(m * 2).add(rows.mul(2)).add(cols.remainder(2)).view(-1);
}

/** The dtype of the metadata, by that of the matrix. */
function metaOf(type: dtype): dtype {
  if (type === int8) return int32;
  if (type === float16 || type === bfloat16 || type === float32) return int16;
  throw new RuntimeError(`Invalid datatype ${String(type)} of dense matrix`);
}

function checkSizes(m: number, k: number, rows: number, columns: number): void {
  if (m % rows !== 0) throw new RuntimeError(`Number of rows of dense matrix ${m} must be divisible by ${rows}`);
  if (k % columns !== 0) throw new RuntimeError(`Number of columns of dense matrix ${k} must be divisible by ${columns}`);
}

/**
 * A matrix (m, k) of which at most two in four are not zero (float32: one in two), as the elements that stay,
 * (m, k / 2), and the metadata that says where they were. Throws a RuntimeError for other dtypes, or sizes that do not
 * divide.
 */
export const sparse_semi_structured_from_dense_cutlass = signature(
  'sparse_semi_structured_from_dense_cutlass(dense: Tensor) -> tuple[Tensor, Tensor]').define((dense) => {
  if (dense.dim() !== 2) {
    throw new RuntimeError(`Expected 2-dimensional dense tensor, got ${dense.dim()}-dimensional tensor`);
  }
  const [m, k] = dense.shape as unknown as [number, number];
  const type = metaOf(dense.dtype);
  const quads = type.itemsize * 2;
  checkSizes(m, k, type === int32 ? 16 : 32, 4 * quads);

  const each = dense.dtype === float32 ? 2 : 4;
  const groups = dense.view(-1, k / each, each);
  const present = groups.ne(0).unbind(-1);
  // A float32 counts as two halves.
  const [m0, m1, m3] = each === 2 ? [present[0]!, present[0]!, present[1]!] : [present[0]!, present[1]!, present[3]!];
  const [not0, not1] = [m0.logical_not(), m1.logical_not()];
  const both = m0.logical_and(m1);
  const second = not0.logical_and(m1);
  const neither = not0.logical_and(not1);
  const index = (low: Tensor, high: Tensor): Tensor => low.to(int64).add(high.to(int64).mul(2));
  const first = index(second, neither);
  const last = index(both.logical_or(neither).logical_or(m3), second.logical_or(not1));

  const kept = each === 2 ? groups.gather(-1, first.unsqueeze(-1).floor_divide(2))
    : stack([groups.gather(-1, first.unsqueeze(-1)), groups.gather(-1, last.unsqueeze(-1))], -1);
  const columns = k / (each * quads);
  const quarters = first.add(last.mul(4)).view(-1, columns, quads).to(type).unbind(-1);
  const meta = quarters.map((quarter, i) => quarter.bitwise_left_shift(4 * i)).reduce((a, b) => a.bitwise_or(b));
  const reordered = meta.new_empty([m * columns]).scatter_(0, offsetsOf(m, columns, type, dense.device), meta.view(-1));
  return [kept.view(m, k / 2), reordered.view(m, columns)];
});

/** The matrix of {@link sparse_semi_structured_from_dense_cutlass}. Throws a RuntimeError for what does not fit. */
export const sparse_semi_structured_to_dense_cutlass = signature(
  'sparse_semi_structured_to_dense_cutlass(sparse: Tensor, meta_reordered: Tensor) -> Tensor').define((sparse, reordered) => {
  checkParts(sparse, reordered);
  const [m, k] = sparse.shape as unknown as [number, number];
  const { device } = sparse;
  const type = reordered.dtype;
  const columns = reordered.size(1);
  const each = sparse.dtype === float32 ? 2 : 4;
  const meta = reordered.view(-1).gather(0, offsetsOf(m, columns, type, device)).view(m, columns);
  const places = stack(
    Array.from({ length: type.itemsize * 4 }, (_, i) => meta.bitwise_right_shift(2 * i).bitwise_and(3)), -1);
  const starts = arange(0, 2 * m * k / each, { device }).mul(4).view(-1, 1).repeat(1, 2).view(-1);
  const offsets = places.view(-1).add(starts);
  const dense = zeros([m * 2 * k], { dtype: sparse.dtype, device });
  const halves = (tensor: Tensor): Tensor =>
    (sparse.dtype === float32 ? op('aten::view.dtype')(tensor, float16) : tensor);
  halves(dense).scatter_(0, offsets, halves(sparse).view(-1));
  return dense.view(m, 2 * k);
});

function checkParts(sparse: Tensor, meta: Tensor): void {
  if (sparse.dim() !== 2) {
    throw new RuntimeError(`Expected 2-dimensional sparse tensor, got ${sparse.dim()}-dimensional tensor`);
  }
  if (meta.dim() !== 2) throw new RuntimeError(`Expected 2-dimensional meta tensor, got ${meta.dim()}-dimensional tensor`);
  if (String(meta.device) !== String(sparse.device)) {
    throw new RuntimeError(`Expected meta matrix to be on ${String(sparse.device)} device, got matrix on ` +
      `${String(meta.device)} device`);
  }
  if (meta.dtype !== int16 && meta.dtype !== int32) {
    throw new RuntimeError(`Invalid datatype ${String(meta.dtype)} of meta matrix`);
  }
  const [m, k] = sparse.shape as unknown as [number, number];
  const [rows, columns] = meta.shape as unknown as [number, number];
  if (rows !== m) {
    throw new RuntimeError(
      `Number of rows of meta matrix ${rows} must be equal to number of columns of sparse matrix ${m}`);
  }
  const wanted = columns * (sparse.dtype === float32 ? 2 : 4) * meta.dtype.itemsize * 2;
  if (wanted !== 2 * k) {
    throw new RuntimeError(`Number of columns of sparse matrix ${k} different from the ${Math.floor(wanted / 2)}, ` +
      'expected according to the number of columns of meta matrix');
  }
}
