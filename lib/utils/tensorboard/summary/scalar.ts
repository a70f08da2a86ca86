import { signature } from '../../../arguments/signature.js';
import { AssertionError } from '../../../values/errors.js';
import { floats, make_np, type ArrayData } from '../arrays.js';
import { DataType, type SummaryDict } from '../messages.js';

/** The only element of the data. Throws an AssertionError where there are more. */
function only(data: ArrayData): number {
  if (typeof data === 'number') return data;
  const array = make_np(data).squeeze();
  if (array.dim() === 0) return floats(array)[0]!;
  throw new AssertionError(`Tensor should contain one element (0 dimensions). ${' '.repeat(12)}` +
    `Was given size: ${array.numel()} and ${array.dim()} dimensions.`);
}

/**
 * A number under a name: in single precision; as a tensor if it is of the new style, and then in double precision if
 * asked for (`torch.utils.tensorboard.summary.scalar`). Throws an AssertionError for data of more than one element.
 */
export const scalar = signature(`scalar(name: str, tensor: ArrayData, collections: None = None,
    new_style: bool = False, double_precision: bool = False) -> SummaryDict`).define(
  (name, tensor, _collections, new_style, double_precision): SummaryDict => {
    const value = only(tensor);
    if (!new_style) return { value: [{ tag: name, simple_value: value }] };
    const held = double_precision ? { double_val: [value], dtype: DataType.DT_DOUBLE }
      : { float_val: [value], dtype: DataType.DT_FLOAT };
    return { value: [{ tag: name, tensor: held, metadata: { plugin_data: { plugin_name: 'scalars' } } }] };
  });
