/** PyTorch's legacy constructors of tensors on the current GPU, with or without `new`. */
import { cudaConstructor } from '../tensor/legacy_tensors.js';

/** Makes a tensor of float64 on the current GPU, of a size or of data (`torch.cuda.DoubleTensor`). */
export const DoubleTensor = cudaConstructor('DoubleTensor');
/** Makes a tensor of float32 on the current GPU, of a size or of data (`torch.cuda.FloatTensor`). */
export const FloatTensor = cudaConstructor('FloatTensor');
/** Makes a tensor of float16 on the current GPU, of a size or of data (`torch.cuda.HalfTensor`). */
export const HalfTensor = cudaConstructor('HalfTensor');
/** Makes a tensor of bfloat16 on the current GPU, of a size or of data (`torch.cuda.BFloat16Tensor`). */
export const BFloat16Tensor = cudaConstructor('BFloat16Tensor');
/** Makes a tensor of int64 on the current GPU, of a size or of data (`torch.cuda.LongTensor`). */
export const LongTensor = cudaConstructor('LongTensor');
/** Makes a tensor of int32 on the current GPU, of a size or of data (`torch.cuda.IntTensor`). */
export const IntTensor = cudaConstructor('IntTensor');
/** Makes a tensor of int16 on the current GPU, of a size or of data (`torch.cuda.ShortTensor`). */
export const ShortTensor = cudaConstructor('ShortTensor');
/** Makes a tensor of int8 on the current GPU, of a size or of data (`torch.cuda.CharTensor`). */
export const CharTensor = cudaConstructor('CharTensor');
/** Makes a tensor of uint8 on the current GPU, of a size or of data (`torch.cuda.ByteTensor`). */
export const ByteTensor = cudaConstructor('ByteTensor');
/** Makes a tensor of bool on the current GPU, of a size or of data (`torch.cuda.BoolTensor`). */
export const BoolTensor = cudaConstructor('BoolTensor');
