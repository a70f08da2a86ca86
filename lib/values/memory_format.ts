import { byCode, Constant } from './constant.js';

/** The order of a dense tensor's dimensions in memory (`torch.memory_format`). */
export class memory_format extends Constant {
  declare private readonly brand: 'memory_format';
}

/** The last dimension lies closest in memory, the first farthest apart (`torch.contiguous_format`). */
export const contiguous_format = new memory_format('contiguous_format', 0);
/** The old name of {@link contiguous_format} (`torch.legacy_contiguous_format`). */
export const legacy_contiguous_format = contiguous_format;
/** As the tensor that is copied has it (`torch.preserve_format`). */
export const preserve_format = new memory_format('preserve_format', 1);
/** Of images (N, C, H, W): the channels of a pixel lie together (`torch.channels_last`). */
export const channels_last = new memory_format('channels_last', 2);
/** Of volumes (N, C, D, H, W): the channels of a point lie together (`torch.channels_last_3d`). */
export const channels_last_3d = new memory_format('channels_last_3d', 3);

/** The memory format with libtorch's number for it (c10::MemoryFormat). */
export const memoryFormatOf = byCode('memory format', [
  contiguous_format, preserve_format, channels_last, channels_last_3d,
]);
