import { Constant } from './constant.js';

/** The order of a dense tensor's dimensions in memory (`torch.memory_format`). */
export class memory_format extends Constant {
  declare private readonly brand: 'memory_format';
}

export const contiguous_format = new memory_format('contiguous_format', 0);
export const preserve_format = new memory_format('preserve_format', 1);
export const channels_last = new memory_format('channels_last', 2);
export const channels_last_3d = new memory_format('channels_last_3d', 3);
