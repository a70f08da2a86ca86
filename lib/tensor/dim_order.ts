/** `Tensor.dim_order`: how the dimensions lie in memory, the outermost first. */
import { signature } from '../arguments/signature.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import { channels_last, contiguous_format, memory_format } from '../values/memory_format.js';
import type { Tensor } from './tensor.js';

export const dimOrderTakes = signature('dim_order(*, ambiguity_check: bool | list[memory_format] = False)');

const ambiguous = 'The tensor does not have unique dim order, or cannot map to exact one of the given memory formats.';

/** See `Tensor.dim_order` of {@link OldMethods}. */
export function dimOrder(tensor: Tensor, check: unknown): number[] {
  if (tensor.is_sparse) {
    throw new AttributeError(`Can't get dim order on sparse type: ${tensor.type()} Use Tensor.to_dense() to convert to a ` +
      'dense tensor first.');
  }
  const isList = Array.isArray(check);
  if (typeof check !== 'boolean' && !(isList && check.every((each) => each instanceof memory_format))) {
    throw new TypeError('The ambiguity_check argument must be a bool or a list of memory formats.');
  }
  const formats = isList ? (check as memory_format[]) : [];
  const fitting = formats.filter((format) => tensor.is_contiguous({ memory_format: format })).length;
  if ((isList || check) && hasSeveral(tensor) && fitting !== 1) throw new RuntimeError(ambiguous);
  return order(tensor);
}

/** Whether dimensions of one element, or neighbours with the same stride, could be exchanged. */
function hasSeveral(tensor: Tensor): boolean {
  const strides = tensor.stride();
  return tensor.shape.includes(1) || strides.some((stride, i) => i > 0 && stride === strides[i - 1]);
}

/** By strides from the greatest, as elementwise operators order the dimensions of their results. */
function order(tensor: Tensor): number[] {
  const rank = tensor.dim();
  const all = Array.from({ length: rank }, (_, i) => i);
  if (rank < 2) return all;
  const contiguous = tensor.is_contiguous({ memory_format: contiguous_format });
  const last = rank === 4 && tensor.is_contiguous({ memory_format: channels_last });
  if (contiguous && !last) return all;
  if (last && !contiguous) return [0, ...all.slice(2), 1];
  const [shape, strides] = [tensor.shape, tensor.stride()];
  const compare = (a: number, b: number): number => {
    const [one, other] = [strides[a]!, strides[b]!];
    if (one === 0 || other === 0) return 0;
    if (one === other) return shape[b]! >= shape[a]! ? 0 : 1;
    return other > one ? -1 : 1;
  };
  const inwards = all.reverse();
  for (let i = 1; i < rank; i++) {
    let at = i;
    for (let before = i - 1; before >= 0; before--) {
      const comparison = compare(inwards[before]!, inwards[at]!);
      if (comparison < 0) break;
      if (comparison === 0) continue;
      [inwards[before], inwards[at]] = [inwards[at]!, inwards[before]!];
      at = before;
    }
  }
  return inwards.reverse();
}
