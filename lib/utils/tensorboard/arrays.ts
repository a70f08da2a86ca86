/** What PyTorch's writer makes of its arguments before it reads them: arrays in the memory of the program. */
import { fromData, type TensorData } from '../../tensor/from_data.js';
import type { Tensor } from '../../tensor/tensor.js';
import { tensor } from '../../tensor/factories.js';
import { bfloat16, float16, float64 } from '../../values/dtype.js';
import { NotImplementedError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { typeName } from '../../values/type_name.js';

/** Tensors; and numbers, typed arrays and nested lists, as Python has NumPy's arrays. */
export type ArrayData = TensorData;

const isNumber = (value: unknown): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

/** Some number: of a meta tensor nobody knows one, and PyTorch writes one at random. */
function anyNumber(): Tensor {
  const [a, b] = [1 - Math.random(), Math.random()];
  return tensor([Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b)], { dtype: float64 });
}

/**
 * A tensor on the CPU, out of any graph; bfloat16 becomes float16, a number gets one dimension, and numbers are
 * float64. Throws a NotImplementedError for what is none of these.
 */
export function make_np(x: ArrayData): Tensor {
  if (is_tensor(x)) {
    if (x.device.type === 'meta') return anyNumber();
    const held = x.dtype === bfloat16 ? x.to(float16) : x;
    return held.detach().cpu().resolve_conj().resolve_neg();
  }
  if (isNumber(x)) return fromData([x], typeof x === 'number' ? float64 : undefined);
  if (ArrayBuffer.isView(x)) return fromData(x, undefined);
  if (Array.isArray(x)) {
    const hasNumbers = (x as unknown[]).flat(Infinity).some((each) => typeof each === 'number');
    return fromData(x as TensorData, hasNumbers ? float64 : undefined);
  }
  throw new NotImplementedError(`Got <class '${typeName(x)}'>, but numpy array or torch tensor are expected.`);
}

/** The elements as floats, in their order. */
export function floats(x: Tensor): Float64Array {
  return x.to(float64).contiguous().view(-1).numpy() as Float64Array;
}
