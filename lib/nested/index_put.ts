/** Assignment to elements of jagged tensors. */
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { AssertionError, IndexError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { fromData } from '../tensor/from_data.js';
import type { Index } from '../tensor/indexing.js';
import type { Scalar } from '../tensor/operator_types.js';
import type { Tensor } from '../tensor/tensor.js';
import { handle, isJagged, type NestedTensor } from './nested_tensor.js';
import { fromPadded, padded } from './padded.js';

const takes = signature('index_put(input: Tensor, indices: Sequence[Index], values: Tensor | Scalar, accumulate: bool = False)');

type Name = 'index_put' | 'index_put_';
type Indices = readonly (Tensor | null)[];

handle(['index_put', 'index_put_'], ({ name }, args, kwargs) => {
  const { input, indices, values, accumulate } = takes.read([...args, kwargs] as never) as unknown as
    { input: Tensor; indices: readonly Index[]; values: Tensor | Scalar; accumulate?: boolean };
  const put = (target: Tensor, at: Indices, source: Tensor): Tensor =>
    op(`aten::${name}`)(target, at, source, accumulate ?? false);
  if (!isJagged(input)) throw unfit(name, 'input to be a jagged layout NestedTensor');
  if (name === 'index_put_' && !indices.every((index) => is_tensor(index))) {
    assign(input, indices, values, accumulate ?? false);
    return input;
  }
  if (isJagged(values)) throw unfit(name, 'values to be a tensor');
  const source = is_tensor(values) ? values as Tensor : fromData(values as Scalar, input.dtype);
  return putAt(name as Name, input, indices as Indices, (target, at) => put(target, at, source));
});

function unfit(name: string, expected: string): ValueError {
  return new ValueError(
    `NestedTensor ${name}(input: jt_all, indices: any, values: t, accumulate: any?): expected ${expected}`);
}

function putAt(
  name: Name, nt: NestedTensor, indices: Indices, put: (target: Tensor, at: Indices) => Tensor,
): NestedTensor {
  if (indices.length > nt.dim()) {
    throw new AssertionError(`Too many indices: got ${indices.length} but tensor has ${nt.dim()} dimensions`);
  }
  if (indices.some(isJagged)) throw unfit(name, 'input to be a jagged layout NestedTensor');
  const ragged = nt._ragged_idx;
  if (indices.length <= ragged) {
    // Which rows these are is known of a padded tensor only.
    if (!nt.is_contiguous()) {
      throw new RuntimeError(
        'index_put(): If ragged dimension is not part of indices, this only works on contiguous NJTs');
    }
    const made = fromPadded(put(padded(nt, 0), indices), nt);
    if (name === 'index_put') return made;
    nt.values().copy_(made.values());
    return nt;
  }
  const [batch, at] = [indices[0]!, indices[ragged]!];
  const lengths = nt.lengths() ?? nt.offsets().diff();
  if (at.lt(lengths).all().item() !== true) {
    throw new RuntimeError('Some indices in the ragged dimension are out of bounds!');
  }
  const inside = [...indices.slice(1, ragged), nt.offsets().index(batch).add(at), ...indices.slice(ragged + 1)];
  const made = put(nt.values(), inside);
  return name === 'index_put' ? nt.like(made) : nt;
}

/** Python's `nt[indices] = value` where indices are no tensors: a row, or part of all rows. */
function assign(nt: NestedTensor, indices: readonly Index[], value: Tensor | Scalar, accumulate: boolean): void {
  const [first, ...rest] = indices;
  const source = isJagged(value) ? value.values() : value;
  if (typeof first === 'number' || typeof first === 'bigint') {
    const row = nt.unbind().at(Number(first));
    if (row === undefined) {
      throw new IndexError(`index ${first} is out of bounds for dimension 0 with size ${nt.size(0)}`);
    }
    row.index_put_(rest.length === 0 ? ['...'] : rest, source, accumulate);
    return;
  }
  const part = nt.index(...indices);
  (isJagged(part) ? part.values() : part).index_put_(['...'], source, accumulate);
}
