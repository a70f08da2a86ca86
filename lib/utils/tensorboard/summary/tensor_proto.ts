import { signature } from '../../../arguments/signature.js';
import { view_as_real } from '../../../generated/torch.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { ValueError } from '../../../values/errors.js';
import { DataType, int64, shapeOf, type SummaryDict, type TensorProto } from '../messages.js';

const bits = new DataView(new ArrayBuffer(4));

/** The bits of a number in single precision, as an integer (`torch.utils.tensorboard.summary.half_to_int`). */
export const half_to_int = signature('half_to_int(f: float) -> int').define((f) => {
  bits.setFloat32(0, f);
  return bits.getInt32(0);
});

/** The number of which {@link half_to_int} gives the bits (`torch.utils.tensorboard.summary.int_to_half`). */
export const int_to_half = signature('int_to_half(i: int) -> float').define((i) => {
  bits.setInt32(0, i);
  return bits.getFloat32(0);
});

const elements = <T = number>(tensor: Tensor): T[] => tensor.flatten().tolist() as T[];
const halves = (tensor: Tensor): number[] => elements(tensor).map((value) => half_to_int(value));
const parts = (tensor: Tensor): number[] => elements(view_as_real(tensor));

type Field = (tensor: Tensor) => TensorProto;
const { DT_UINT8, DT_INT32 } = DataType;
const bytes: Field = (tensor) => ({ dtype: DT_UINT8, uint32_val: elements(tensor) });

/** By dtype, the field that the elements go into. */
const fields: Readonly<Record<string, Field>> = {
  float16: (tensor) => ({ dtype: DataType.DT_HALF, half_val: halves(tensor) }),
  bfloat16: (tensor) => ({ dtype: DataType.DT_BFLOAT16, half_val: halves(tensor) }),
  float32: (tensor) => ({ dtype: DataType.DT_FLOAT, float_val: elements(tensor) }),
  float64: (tensor) => ({ dtype: DataType.DT_DOUBLE, double_val: elements(tensor) }),
  int8: (tensor) => ({ dtype: DataType.DT_INT8, int_val: elements(tensor) }),
  qint8: (tensor) => ({ dtype: DT_UINT8, int_val: elements(tensor) }),
  int16: (tensor) => ({ dtype: DataType.DT_INT16, int_val: elements(tensor) }),
  int32: (tensor) => ({ dtype: DT_INT32, int_val: elements(tensor) }),
  qint32: (tensor) => ({ dtype: DT_INT32, int_val: elements(tensor) }),
  int64: (tensor) => ({
    dtype: DataType.DT_INT64, int64_val: (tensor.flatten().tolist({ bigint: true }) as bigint[]).map(int64),
  }),
  bool: (tensor) => ({ dtype: DataType.DT_BOOL, bool_val: elements<boolean>(tensor) }),
  // The schema of TensorBoard has no such dtype.
  complex32: () => {
    throw new ValueError('unknown enum label "DT_COMPLEX32"');
  },
  complex64: (tensor) => ({ dtype: DataType.DT_COMPLEX64, scomplex_val: parts(tensor) }),
  complex128: (tensor) => ({ dtype: DataType.DT_COMPLEX128, dcomplex_val: parts(tensor) }),
  uint8: bytes, quint8: bytes, quint4x2: bytes,
};

/**
 * A tensor whole, with its dtype and shape (`torch.utils.tensorboard.summary.tensor_proto`). Throws a ValueError for
 * one of 2 GB and more, and for dtypes that TensorBoard does not know.
 */
export const tensor_proto = signature('tensor_proto(tag: str, tensor: Tensor) -> SummaryDict').define(
  (tag, tensor): SummaryDict => {
    if (tensor.numel() * tensor.itemsize >= 2 ** 31) {
      throw new ValueError("tensor is bigger than protocol buffer's hard limit of 2GB in size");
    }
    const { name } = tensor.dtype;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) throw new ValueError(`${tag} has unsupported tensor dtype ${tensor.dtype}`);
    const held = { ...field(tensor.detach()), tensor_shape: shapeOf(tensor.shape) };
    return { value: [{ tag, tensor: held, metadata: { plugin_data: { plugin_name: 'tensor' } } }] };
  });
