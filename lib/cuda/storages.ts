/** Classes of PyTorch's for storages on a GPU, deprecated there. */
import { cudaStorageClass } from '../tensor/storage_classes.js';
import * as types from '../values/dtype.js';

/** Makes a storage of float64 on the current GPU (`torch.cuda.DoubleStorage`). */
export const DoubleStorage = cudaStorageClass(types.float64);
/** Makes a storage of float32 on the current GPU (`torch.cuda.FloatStorage`). */
export const FloatStorage = cudaStorageClass(types.float32);
/** Makes a storage of float16 on the current GPU (`torch.cuda.HalfStorage`). */
export const HalfStorage = cudaStorageClass(types.float16);
/** Makes a storage of bfloat16 on the current GPU (`torch.cuda.BFloat16Storage`). */
export const BFloat16Storage = cudaStorageClass(types.bfloat16);
/** Makes a storage of int64 on the current GPU (`torch.cuda.LongStorage`). */
export const LongStorage = cudaStorageClass(types.int64);
/** Makes a storage of int32 on the current GPU (`torch.cuda.IntStorage`). */
export const IntStorage = cudaStorageClass(types.int32);
/** Makes a storage of int16 on the current GPU (`torch.cuda.ShortStorage`). */
export const ShortStorage = cudaStorageClass(types.int16);
/** Makes a storage of int8 on the current GPU (`torch.cuda.CharStorage`). */
export const CharStorage = cudaStorageClass(types.int8);
/** Makes a storage of uint8 on the current GPU (`torch.cuda.ByteStorage`). */
export const ByteStorage = cudaStorageClass(types.uint8);
/** Makes a storage of bool on the current GPU (`torch.cuda.BoolStorage`). */
export const BoolStorage = cudaStorageClass(types.bool);
/** Makes a storage of complex128 on the current GPU (`torch.cuda.ComplexDoubleStorage`). */
export const ComplexDoubleStorage = cudaStorageClass(types.complex128);
/** Makes a storage of complex64 on the current GPU (`torch.cuda.ComplexFloatStorage`). */
export const ComplexFloatStorage = cudaStorageClass(types.complex64);
