import type { AnyFunction } from '../arguments/overrides.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { iinfo } from '../tensor/type_info.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { along } from './dims.js';
import { handle, type NestedTensor } from './nested_tensor.js';
import { padded } from './padded.js';

type Keywords = Readonly<Record<string, unknown>>;
type Dim = number | readonly number[] | null;

/** A call of a reduction: its tensor, dimensions, and what else it was given by name. */
interface Reduction {
  readonly nt: NestedTensor;
  readonly dim: Dim;
  readonly keepdim: boolean;
  readonly rest: Keywords;
}

function reductionOf([nt, dim, keepdim, ...more]: readonly unknown[], kwargs: Keywords): Reduction {
  const { dim: named, keepdim: kept, axis, ...rest } = kwargs;
  const type = more[0] === undefined || more[0] === null ? {} : { dtype: more[0] };
  return {
    nt: nt as NestedTensor, dim: (dim ?? named ?? axis ?? null) as Dim, keepdim: (keepdim ?? kept ?? false) as boolean,
    rest: { ...type, ...rest },
  };
}

const call = (func: AnyFunction, args: readonly unknown[], kwargs: Keywords): unknown =>
  (Object.keys(kwargs).length > 0 ? func(...args, kwargs) : func(...args));

/** Does something to each tensor of a result that may be a tuple. */
function each(result: unknown, change: (tensor: Tensor) => Tensor): unknown {
  if (is_tensor(result)) return change(result);
  const tuple = result as Tensor[];
  for (const [i, tensor] of [...tuple].entries()) tuple[i] = change(tensor);
  return tuple;
}

/** What rows are filled up with, so that it does not count. */
function identity(name: string, { dtype }: Tensor): number {
  if (name === 'prod' || name === 'all') return 1;
  const isLeast = name === 'amax' || name === 'max' || name === 'argmax';
  if (!isLeast && name !== 'amin' && name !== 'min' && name !== 'argmin') return 0;
  if (dtype.is_floating_point) return isLeast ? -Infinity : Infinity;
  return Number(isLeast ? iinfo(dtype).min : iinfo(dtype).max);
}

function reduce(func: AnyFunction, { nt, dim, keepdim, rest }: Reduction, shown = func.name): unknown {
  const values = nt.values();
  if (dim === null || (typeof dim !== 'number' && dim.length === 0)) {
    const all = call(func, [values], rest);
    return keepdim ? each(all, (tensor) => tensor.unsqueeze(nt._ragged_idx)) : all;
  }
  const isList = typeof dim !== 'number';
  const { dims, batch, ragged, others } = along(nt, isList ? dim : [dim]);
  const inside = isList ? dims : dims[0]!;
  if (ragged && nt.lengths() !== null) {
    throw new RuntimeError(`${shown}(): reducing across the ragged dimension is not supported ` +
      'for non-contiguous nested tensors with holes');
  }
  if (ragged && batch) {
    const result = call(func, [values], { dim: inside, keepdim, ...rest });
    return keepdim ? each(result, (tensor) => tensor.unsqueeze(0)) : result;
  }
  if (ragged) {
    if (others) {
      throw new RuntimeError(`${shown}(): reducing along a ragged and non-batch dimension ` +
        'is not supported for nested tensors');
    }
    const at = nt._ragged_idx;
    return call(func, [padded(nt, identity(func.name, values))], { dim: isList ? [at] : at, keepdim, ...rest });
  }
  if (batch) {
    throw new RuntimeError(`${shown}(): reducing along the batch dimension but not ` +
      'the ragged dimension is not supported for nested tensors');
  }
  const before = keepdim ? 0 : dims.filter((d) => d < nt._ragged_idx - 1).length;
  return each(call(func, [values], { dim: inside, keepdim, ...rest }), (tensor) =>
    nt.like(tensor, nt._ragged_idx - before));
}

handle(['sum', 'prod', 'amax', 'amin', 'max', 'min', 'argmax', 'argmin', 'all', 'any'], (func, args, kwargs) =>
  reduce(func, reductionOf(args, kwargs)));

handle(['mean'], (func, args, kwargs) => {
  const reduction = reductionOf(args, kwargs);
  const { nt, dim, keepdim, rest } = reduction;
  if (dim === null) return reduce(func, reduction);
  const { batch, ragged, others } = along(nt, typeof dim === 'number' ? [dim] : dim);
  if (!ragged || batch) return reduce(func, reduction);
  if (others) {
    throw new AssertionError(
      'Cannot reduce on both ragged and non-batch dimensions without also reducing on batch');
  }
  const sums = reduce(sum, { nt, dim: [nt._ragged_idx], keepdim: true, rest }, 'mean') as Tensor;
  const lengths = nt.offsets().diff().reshape([-1, ...Array.from({ length: sums.dim() - 1 }, () => 1)]);
  const means = sums.div(lengths);
  return keepdim ? means : means.squeeze(nt._ragged_idx);
});

/** The sum of a dense tensor, as a function. */
function sum(tensor: unknown, ...rest: unknown[]): unknown {
  return (tensor as { sum(...all: unknown[]): Tensor }).sum(...rest);
}
