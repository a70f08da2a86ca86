import { fromTypedArray } from '../../tensor/from_data.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Image } from '../image/image.js';
import type { Mode } from '../image/modes.js';
import { channelsOf } from '../image/raster.js';

/** Pictures of bytes, of one mode and size, one after the other in one array. */
export class ImageBatch {
  readonly mode: Mode;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly data: Uint8Array;

  constructor(mode: Mode, width: number, height: number, count: number, data: Uint8Array) {
    this.mode = mode;
    this.width = width;
    this.height = height;
    this.count = count;
    this.data = data;
  }

  get channels(): number {
    return channelsOf(this);
  }

  /** The pictures, each with bytes of its own. */
  images(): Image[] {
    const length = this.width * this.height * this.channels;
    return Array.from({ length: this.count }, (_, i) =>
      new Image(this.mode, [this.width, this.height], this.data.slice(i * length, (i + 1) * length)));
  }

  /** The bytes as a tensor (N, C, H, W) with memory of its own. */
  tensor(): Tensor {
    const { count, height, width, channels, data } = this;
    if (channels === 1) return fromTypedArray(data, [count, 1, height, width], undefined);
    return fromTypedArray(data, [count, height, width, channels], undefined).permute([0, 3, 1, 2]);
  }
}
