import { int64 } from '../values/dtype.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import type { Named } from '../tensor/operator_types.js';
import { isKeywords } from '../python/keywords.js';
import { op } from '../addon/call/op.js';
import { namedArguments, variadic } from '../arguments/named.js';
import { sizeOf, type Size } from '../values/size.js';
import type { Tensor } from '../tensor/tensor.js';
import { fromData } from '../tensor/from_data.js';
import { typeName } from '../values/type_name.js';

/** Expands tensors to their common shape, without copying (torch.broadcast_tensors). */
export function broadcast_tensors(...tensors: readonly Tensor[]): Tensor[] {
  return op<Tensor[]>('aten::broadcast_tensors')(tensors);
}

/** The shape that tensors of these shapes broadcast to (torch.broadcast_shapes). Throws when there is none. */
export function broadcast_shapes(...shapes: (number | readonly number[])[]): Size {
  const lists = shapes.map((shape) => (typeof shape === 'number' ? [shape] : [...shape]));
  const common = new Array<number>(Math.max(0, ...lists.map((shape) => shape.length))).fill(1);
  for (const [position, shape] of lists.entries()) {
    for (let back = 1; back <= shape.length; back++) {
      const length = shape[shape.length - back];
      const at = common.length - back;
      if (length < 0) throw new ValueError('Attempting to broadcast a dimension with negative length!');
      if (length === 1 || length === common[at]) continue;
      if (common[at] !== 1) {
        const shown = typeof shapes[position] === 'number' ? `(${length},)` : `[${shape.join(', ')}]`;
        throw new RuntimeError(
          `Attempting to broadcast a dimension of length ${length} at ${-back}! Mismatching argument at index ` +
            `${position} had ${shown}; but expected shape should be broadcastable to [${common.join(', ')}]`);
      }
      common[at] = length;
    }
  }
  return sizeOf(common);
}

/** Views with at least one dimension; an array of them for several tensors (torch.atleast_1d). */
export function atleast_1d(tensor: Tensor): Tensor;
export function atleast_1d(tensors: readonly Tensor[]): Tensor[];
export function atleast_1d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_1d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast('atleast_1d', tensors);
}

/** Views with at least two dimensions; an array of them for several tensors (torch.atleast_2d). */
export function atleast_2d(tensor: Tensor): Tensor;
export function atleast_2d(tensors: readonly Tensor[]): Tensor[];
export function atleast_2d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_2d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast('atleast_2d', tensors);
}

/** Views with at least three dimensions; an array of them for several tensors (torch.atleast_3d). */
export function atleast_3d(tensor: Tensor): Tensor;
export function atleast_3d(tensors: readonly Tensor[]): Tensor[];
export function atleast_3d(...tensors: readonly Tensor[]): Tensor[];
export function atleast_3d(...tensors: readonly unknown[]): Tensor | Tensor[] {
  return atLeast('atleast_3d', tensors);
}

function atLeast(name: string, tensors: readonly unknown[]): Tensor | Tensor[] {
  const given = tensors.length === 1 ? tensors[0] : tensors;
  return op<Tensor | Tensor[]>(`aten::${name}${Array.isArray(given) ? '.Sequence' : ''}`)(given);
}

/** A matrix with the given matrices along its diagonal and zeros elsewhere (torch.block_diag). */
export function block_diag(...tensors: readonly Tensor[]): Tensor {
  return op('aten::block_diag')(tensors);
}

/** All combinations of elements of 1-d tensors, one a row (torch.cartesian_prod). */
export function cartesian_prod(...tensors: readonly Tensor[]): Tensor {
  return op('aten::cartesian_prod')(tensors);
}

type MeshgridOptions = Named<{ indexing?: 'ij' | 'xy' }>;

/** Coordinate grids of 1-d tensors; `indexing` is 'ij' (matrix order, the default) or 'xy' (torch.meshgrid). */
export function meshgrid(...tensors: readonly Tensor[]): Tensor[];
export function meshgrid(tensors: readonly Tensor[]): Tensor[];
export function meshgrid(...args: [...tensors: readonly Tensor[], options: MeshgridOptions]): Tensor[];
export function meshgrid(tensors: readonly Tensor[], options: MeshgridOptions): Tensor[];
export function meshgrid(...args: readonly unknown[]): Tensor[] {
  const last = args.at(-1);
  const keywords = typeof last === 'object' && last !== null && isKeywords(last);
  const { indexing } = namedArguments<{ indexing: string }>('meshgrid', ['indexing'], 0, keywords ? [last] : []);
  const tensors = variadic((keywords ? args.slice(0, -1) : args) as Tensor[]);
  return op<Tensor[]>('aten::meshgrid.indexing')(tensors, indexing ?? 'ij');
}

type SplitSize = number | readonly number[];

/** Views of chunks of a size, or of the given sizes, along a dimension (torch.split). */
export function split(tensor: Tensor, split_size_or_sections: SplitSize, dim?: number): Tensor[];
export function split(tensor: Tensor, split_size_or_sections: SplitSize, options: Named<{ dim?: number }>): Tensor[];
export function split(
  tensor: Tensor, options: Named<{ split_size_or_sections: SplitSize; dim?: number }>,
): Tensor[];
export function split(
  options: Named<{ tensor: Tensor; split_size_or_sections: SplitSize; dim?: number }>,
): Tensor[];
export function split(...args: unknown[]): Tensor[] {
  type Split = { tensor: Tensor; split_size_or_sections: SplitSize; dim: number };
  const given = namedArguments<Split>('split', ['tensor', 'split_size_or_sections', 'dim'], 2, args);
  return given.tensor!.split(given.split_size_or_sections as number, given.dim ?? 0);
}

type IndexShape = number | bigint | readonly (number | bigint)[];

/** The coordinates, one int64 tensor a dimension, of flat indices into an array of this shape (torch.unravel_index). */
export function unravel_index(indices: Tensor, shape: IndexShape | Named<{ shape: IndexShape }>): Tensor[];
export function unravel_index(options: Named<{ indices: Tensor; shape: IndexShape }>): Tensor[];
export function unravel_index(...args: unknown[]): Tensor[] {
  const given = namedArguments<{ indices: Tensor; shape: unknown }>('unravel_index', ['indices', 'shape'], 2, args);
  const { dtype, device } = given.indices!;
  if (dtype.is_floating_point || dtype.is_complex || `${dtype}` === 'torch.bool') {
    throw new TypeError(`expected 'indices' to be integer dtype, but got ${dtype}`);
  }
  const sizes = indexShape(given.shape);
  const shown = `(${sizes.join(', ')}${sizes.length === 1 ? ',' : ''})`;
  if (sizes.some((size) => size < 0n)) {
    throw new ValueError(`'shape' cannot have negative values, but got ${shown}`);
  }
  if (sizes.includes(0n) && given.indices!.numel() > 0) {
    throw new ValueError(`'shape' cannot have zero dimensions when 'indices' is non-empty, but got ${shown}`);
  }
  const strides = sizes.map((_, i) => sizes.slice(i + 1).reduce((product, size) => product * size, 1n));
  const list = (values: readonly bigint[]): Tensor => fromData(values, int64).to(device);
  return given.indices!.unsqueeze(-1).floor_divide(list(strides)).remainder(list(sizes)).unbind(-1);
}

function indexShape(shape: unknown): bigint[] {
  const list: readonly unknown[] = Array.isArray(shape) ? shape : typeof shape === 'string' ? [...shape] : [shape];
  return list.map((size) => {
    if (typeof size === 'bigint' || Number.isSafeInteger(size)) return BigInt(size as number);
    const wanted = Array.isArray(shape) || typeof shape === 'string'
      ? "'shape' sequence to only contain ints" : "'shape' to be int or sequence of ints";
    throw new TypeError(`expected ${wanted}, but got <class '${typeName(size)}'>`);
  });
}
