/** `torch.cuda.sparse`: PyTorch's legacy constructors of sparse tensors on the current GPU. */
import { legacy } from '../sparse/legacy.js';

/** Makes a sparse tensor of float64 on the current GPU (`torch.cuda.sparse.DoubleTensor`). */
export const DoubleTensor = legacy('DoubleTensor', 'cuda');
/** Makes a sparse tensor of float32 on the current GPU (`torch.cuda.sparse.FloatTensor`). */
export const FloatTensor = legacy('FloatTensor', 'cuda');
/** Makes a sparse tensor of float16 on the current GPU (`torch.cuda.sparse.HalfTensor`). */
export const HalfTensor = legacy('HalfTensor', 'cuda');
/** Makes a sparse tensor of bfloat16 on the current GPU (`torch.cuda.sparse.BFloat16Tensor`). */
export const BFloat16Tensor = legacy('BFloat16Tensor', 'cuda');
/** Makes a sparse tensor of int64 on the current GPU (`torch.cuda.sparse.LongTensor`). */
export const LongTensor = legacy('LongTensor', 'cuda');
/** Makes a sparse tensor of int32 on the current GPU (`torch.cuda.sparse.IntTensor`). */
export const IntTensor = legacy('IntTensor', 'cuda');
/** Makes a sparse tensor of int16 on the current GPU (`torch.cuda.sparse.ShortTensor`). */
export const ShortTensor = legacy('ShortTensor', 'cuda');
/** Makes a sparse tensor of int8 on the current GPU (`torch.cuda.sparse.CharTensor`). */
export const CharTensor = legacy('CharTensor', 'cuda');
/** Makes a sparse tensor of uint8 on the current GPU (`torch.cuda.sparse.ByteTensor`). */
export const ByteTensor = legacy('ByteTensor', 'cuda');
