/** Numbers for pictures, from tensors or lists. */
import { ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';

/** Numbers in a row: an array, or a tensor of one dimension. */
export type Vector = Tensor | ArrayLike<number>;
/** Rows of numbers, or a tensor of two dimensions. */
export type Matrix = Tensor | readonly ArrayLike<number>[];

/** The numbers of a vector; throws ValueError if it is no vector. */
export function vector(fn: string, name: string, values: Vector): number[] {
  if (is_tensor(values)) {
    if (values.dim() !== 1) throw new ValueError(`${fn}(): ${name} should have one dimension, got ${values.dim()}`);
    return values.detach().tolist() as number[];
  }
  return Array.from(values, Number);
}

/** The rows of a matrix, all of one length; throws ValueError if it is no matrix. */
export function matrix(fn: string, name: string, values: Matrix): number[][] {
  if (is_tensor(values) && values.dim() !== 2) {
    throw new ValueError(`${fn}(): ${name} should have two dimensions, got ${values.dim()}`);
  }
  const rows = is_tensor(values)
    ? (values.detach().tolist() as number[][])
    : Array.from(values, (row) => Array.from(row, Number));
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw new ValueError(`${fn}(): rows of ${name} differ in length`);
  if (rows.length === 0 || width === 0) throw new ValueError(`${fn}(): ${name} is empty`);
  return rows;
}

/** Throws ValueError unless there are `wanted` of something. */
export function checkCount(fn: string, name: string, got: number, wanted: number, of: string): void {
  if (got !== wanted) throw new ValueError(`${fn}(): ${got} ${name} for ${wanted} ${of}`);
}
