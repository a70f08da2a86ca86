import { legacyConstructor } from './legacy.js';
import { legacyTypes } from './type_names.js';
import { TensorImpl } from './tensor.js';

const made = Object.fromEntries(
  Object.entries(legacyTypes).map(([name, type]) => [name, legacyConstructor(name, type, TensorImpl.prototype)]),
) as { readonly [Name in keyof typeof legacyTypes]: ReturnType<typeof legacyConstructor> };

/** PyTorch's legacy constructors of one dtype each, with or without `new`: sizes or data. */
export const {
  FloatTensor, DoubleTensor, HalfTensor, BFloat16Tensor, ByteTensor, CharTensor, ShortTensor, IntTensor, LongTensor,
  BoolTensor,
} = made;
