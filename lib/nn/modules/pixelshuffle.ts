import { channel_shuffle, pixel_shuffle, pixel_unshuffle } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { signature } from '../../arguments/signature.js';

const pixelShuffle_ = signature('PixelShuffle(upscale_factor: int)');

/** Channels become pixels (`torch.nn.PixelShuffle`): (*, C r^2, H, W) to (*, C, H r, W r). */
export class PixelShuffle extends Module {
  upscale_factor: number;

  constructor(...args: typeof pixelShuffle_.args) {
    super();
    [this.upscale_factor] = pixelShuffle_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return pixel_shuffle(input, this.upscale_factor);
  }
  override extra_repr(): string {
    return `upscale_factor=${this.upscale_factor}`;
  }
}

const pixelUnshuffle_ = signature('PixelUnshuffle(downscale_factor: int)');

/** Pixels become channels, the reverse of {@link PixelShuffle} (`torch.nn.PixelUnshuffle`). */
export class PixelUnshuffle extends Module {
  downscale_factor: number;

  constructor(...args: typeof pixelUnshuffle_.args) {
    super();
    [this.downscale_factor] = pixelUnshuffle_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return pixel_unshuffle(input, this.downscale_factor);
  }
  override extra_repr(): string {
    return `downscale_factor=${this.downscale_factor}`;
  }
}

const channelShuffle_ = signature('ChannelShuffle(groups: int)');

/** Takes the channels of (N, C, *) in turns from `groups` groups of neighbours (`torch.nn.ChannelShuffle`). */
export class ChannelShuffle extends Module {
  groups: number;

  constructor(...args: typeof channelShuffle_.args) {
    super();
    [this.groups] = channelShuffle_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return channel_shuffle(input, this.groups);
  }
  override extra_repr(): string {
    return `groups=${this.groups}`;
  }
}
