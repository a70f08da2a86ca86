/** `torch.nested`: tensors of different sizes as one, strided or jagged. */
import './nested/attention.js';
import './nested/tables.js';

export {
  as_nested_tensor, masked_select, narrow, nested_tensor, nested_tensor_from_jagged, to_padded_tensor, type Rows,
} from './nested/construct.js';
export { NestedInt } from './nested/nested_int.js';
export { NestedTensor } from './nested/nested_tensor.js';
