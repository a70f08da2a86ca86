import { legacyConstructor } from './legacy.js';
import { legacyTypes } from './type_names.js';
import { TensorImpl, type BoolTensor as Booleans } from './tensor.js';

const made = Object.fromEntries(
  Object.entries(legacyTypes).map(([name, type]) => [name, legacyConstructor(name, type, TensorImpl.prototype)]),
) as { readonly [Name in keyof typeof legacyTypes]: ReturnType<typeof legacyConstructor> };

/** `torch.cuda.FloatTensor` and its like: the legacy constructor of one dtype on the current GPU. */
export const cudaConstructor = (name: keyof typeof legacyTypes): ReturnType<typeof legacyConstructor> =>
  legacyConstructor(name, legacyTypes[name], TensorImpl.prototype, 'cuda');

// PyTorch's legacy constructors, with or without `new`.
/** Makes a tensor of float32 of a size, or of data (`torch.FloatTensor`). */
export const FloatTensor = made.FloatTensor;
/** Makes a tensor of float64 of a size, or of data (`torch.DoubleTensor`). */
export const DoubleTensor = made.DoubleTensor;
/** Makes a tensor of float16 of a size, or of data (`torch.HalfTensor`). */
export const HalfTensor = made.HalfTensor;
/** Makes a tensor of bfloat16 of a size, or of data (`torch.BFloat16Tensor`). */
export const BFloat16Tensor = made.BFloat16Tensor;
/** Makes a tensor of uint8 of a size, or of data (`torch.ByteTensor`). */
export const ByteTensor = made.ByteTensor;
/** Makes a tensor of int8 of a size, or of data (`torch.CharTensor`). */
export const CharTensor = made.CharTensor;
/** Makes a tensor of int16 of a size, or of data (`torch.ShortTensor`). */
export const ShortTensor = made.ShortTensor;
/** Makes a tensor of int32 of a size, or of data (`torch.IntTensor`). */
export const IntTensor = made.IntTensor;
/** Makes a tensor of int64 of a size, or of data (`torch.LongTensor`). */
export const LongTensor = made.LongTensor;
/** Makes a tensor of bool of a size, or of data (`torch.BoolTensor`). */
export const BoolTensor = made.BoolTensor;
/** What comparisons give: `item()` is a boolean. */
export type BoolTensor = Booleans;
