import { channel_shuffle, pixel_shuffle, pixel_unshuffle } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { constructorArguments, type Arguments } from './arguments.js';

interface UpscaleOptions {
  readonly upscale_factor: number;
}
const upscaleOrder = ['upscale_factor'] as const;

/** Channels become pixels (`torch.nn.PixelShuffle`): (*, C r^2, H, W) to (*, C, H r, W r). */
export class PixelShuffle extends Module {
  upscale_factor: number;

  constructor(...args: Arguments<UpscaleOptions, typeof upscaleOrder>) {
    super();
    this.upscale_factor = constructorArguments<UpscaleOptions>('PixelShuffle', upscaleOrder, 1, args).upscale_factor;
  }

  forward(input: Tensor): Tensor {
    return pixel_shuffle(input, this.upscale_factor);
  }
  override extra_repr(): string {
    return `upscale_factor=${this.upscale_factor}`;
  }
}

interface DownscaleOptions {
  readonly downscale_factor: number;
}
const downscaleOrder = ['downscale_factor'] as const;

/** Pixels become channels, the reverse of {@link PixelShuffle} (`torch.nn.PixelUnshuffle`). */
export class PixelUnshuffle extends Module {
  downscale_factor: number;

  constructor(...args: Arguments<DownscaleOptions, typeof downscaleOrder>) {
    super();
    const given = constructorArguments<DownscaleOptions>('PixelUnshuffle', downscaleOrder, 1, args);
    this.downscale_factor = given.downscale_factor;
  }

  forward(input: Tensor): Tensor {
    return pixel_unshuffle(input, this.downscale_factor);
  }
  override extra_repr(): string {
    return `downscale_factor=${this.downscale_factor}`;
  }
}

interface GroupOptions {
  readonly groups: number;
}
const groupOrder = ['groups'] as const;

/** Takes the channels of (N, C, *) in turns from `groups` groups of neighbours (`torch.nn.ChannelShuffle`). */
export class ChannelShuffle extends Module {
  groups: number;

  constructor(...args: Arguments<GroupOptions, typeof groupOrder>) {
    super();
    this.groups = constructorArguments<GroupOptions>('ChannelShuffle', groupOrder, 1, args).groups;
  }

  forward(input: Tensor): Tensor {
    return channel_shuffle(input, this.groups);
  }
  override extra_repr(): string {
    return `groups=${this.groups}`;
  }
}
