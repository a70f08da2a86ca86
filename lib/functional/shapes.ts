import { int64 } from '../values/dtype.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { op } from '../addon/call/op.js';
import { variadic } from '../arguments/named.js';
import { askFunction, asks, type AnyFunction } from '../arguments/overrides.js';
import { signature } from '../arguments/signature.js';
import { Size, sizeOf } from '../values/size.js';
import type { Tensor } from '../tensor/tensor.js';
import { fromData } from '../tensor/from_data.js';
import { typeName } from '../values/type_name.js';

/** Expands tensors to their common shape, without copying (torch.broadcast_tensors). */
export const broadcast_tensors = signature('broadcast_tensors(*tensors: Tensor) -> list[Tensor]').define(
  (tensors) => op<Tensor[]>('aten::broadcast_tensors')(tensors));

/** The shape that tensors of these shapes broadcast to (torch.broadcast_shapes). Throws when there is none. */
export const broadcast_shapes = signature('broadcast_shapes(*shapes: int | Sequence[int]) -> Size').define((shapes) => {
  const lists = shapes.map((shape) => (typeof shape === 'number' ? [shape] : [...shape]));
  const common = new Array<number>(Math.max(0, ...lists.map((shape) => shape.length))).fill(1);
  for (const [position, shape] of lists.entries()) {
    for (let back = 1; back <= shape.length; back++) {
      const length = shape[shape.length - back];
      const at = common.length - back;
      if (length < 0) throw new ValueError('Attempting to broadcast a dimension with negative length!');
      if (length === 1 || length === common[at]) continue;
      if (common[at] !== 1) {
        const given = shapes[position];
        const shown = typeof given === 'number' ? `(${length},)` : given instanceof Size ? String(given)
          : `[${shape.join(', ')}]`;
        throw new RuntimeError(
          `Attempting to broadcast a dimension of length ${length} at ${-back}! Mismatching argument at index ` +
            `${position} had ${shown}; but expected shape should be broadcastable to [${common.join(', ')}]`);
      }
      common[at] = length;
    }
  }
  return sizeOf(common);
});

/** Views with at least one dimension; an array of them for several tensors (torch.atleast_1d). */
export function atleast_1d(tensor: Tensor): Tensor;
export function atleast_1d(tensors: readonly Tensor[]): Tensor[];
export function atleast_1d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_1d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast(atleast_1d, tensors);
}

/** Views with at least two dimensions; an array of them for several tensors (torch.atleast_2d). */
export function atleast_2d(tensor: Tensor): Tensor;
export function atleast_2d(tensors: readonly Tensor[]): Tensor[];
export function atleast_2d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_2d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast(atleast_2d, tensors);
}

/** Views with at least three dimensions; an array of them for several tensors (torch.atleast_3d). */
export function atleast_3d(tensor: Tensor): Tensor;
export function atleast_3d(tensors: readonly Tensor[]): Tensor[];
export function atleast_3d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_3d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast(atleast_3d, tensors);
}

function atLeast(fn: unknown, tensors: readonly unknown[]): Tensor | Tensor[] {
  const run = (): Tensor | Tensor[] => {
    const given = tensors.length === 1 ? tensors[0] : tensors;
    return op<Tensor | Tensor[]>(`aten::${(fn as AnyFunction).name}${Array.isArray(given) ? '.Sequence' : ''}`)(given);
  };
  return (asks(tensors) ? askFunction(fn as AnyFunction, tensors, run) : run()) as Tensor;
}

/** A matrix with the given matrices along its diagonal and zeros elsewhere (torch.block_diag). */
export const block_diag = signature('block_diag(*tensors: Tensor) -> Tensor').define((tensors) => op('aten::block_diag')(tensors));

/** All combinations of elements of 1-d tensors, one a row (torch.cartesian_prod). */
export const cartesian_prod = signature('cartesian_prod(*tensors: Tensor) -> Tensor').define((tensors) => op('aten::cartesian_prod')(tensors));

/** Coordinate grids of 1-d tensors; `indexing` is 'ij' (matrix order, the default) or 'xy' (torch.meshgrid). */
export const meshgrid = signature(`meshgrid(*tensors: Tensor | Sequence[Tensor],
  indexing: Literal["ij", "xy"] = None) -> list[Tensor]`).define((tensors, indexing) =>
  op<Tensor[]>('aten::meshgrid.indexing')(variadic(tensors), indexing ?? 'ij'));

/** Views of chunks of a size, or of the given sizes, along a dimension (torch.split). */
export const split = signature(
  'split(tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0) -> list[Tensor]',
).define((tensor, split_size_or_sections, dim) => tensor.split(split_size_or_sections as number, dim));

/** The lengths of dimensions; a number for one. */
export type IndexShape = number | bigint | readonly (number | bigint)[];

/** The coordinates, one int64 tensor a dimension, of flat indices into an array of this shape (torch.unravel_index). */
export const unravel_index = signature(
  'unravel_index(indices: Tensor, shape: IndexShape) -> list[Tensor]',
).define((indices, shape) => {
  const { dtype, device } = indices;
  if (dtype.is_floating_point || dtype.is_complex || `${dtype}` === 'torch.bool') {
    throw new TypeError(`expected 'indices' to be integer dtype, but got ${dtype}`);
  }
  const sizes = indexShape(shape);
  const shown = `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
  if (sizes.some((size) => size < 0n)) {
    throw new ValueError(`'shape' cannot have negative values, but got ${shown}`);
  }
  if (sizes.includes(0n) && indices.numel() > 0) {
    throw new ValueError(`'shape' cannot have zero dimensions when 'indices' is non-empty, but got ${shown}`);
  }
  const strides = sizes.map((_, i) => sizes.slice(i + 1).reduce((product, size) => product * size, 1n));
  const list = (values: readonly bigint[]): Tensor => fromData(values, int64).to(device);
  return indices.unsqueeze(-1).floor_divide(list(strides)).remainder(list(sizes)).unbind(-1);
});

function indexShape(shape: unknown): bigint[] {
  const list: readonly unknown[] = Array.isArray(shape) ? shape : typeof shape === 'string' ? [...shape] : [shape];
  return list.map((size) => {
    if (typeof size === 'bigint' || Number.isSafeInteger(size)) return BigInt(size as number);
    const wanted = Array.isArray(shape) || typeof shape === 'string'
      ? "'shape' sequence to only contain ints" : "'shape' to be int or sequence of ints";
    throw new TypeError(`expected ${wanted}, but got <class '${typeName(size)}'>`);
  });
}
