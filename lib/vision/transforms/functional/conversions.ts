/** Pictures to tensors and back. */
import * as torch from '../../../index.js';
import { ValueError } from '../../../errors.js';
import type { Tensor } from '../../../tensor.js';
import { fromTypedArray } from '../../../tensor/from_data.js';
import { pythonType } from '../../arguments.js';
import { Image } from '../../image/image.js';
import { channelsOf, type Raster } from '../../image/raster.js';

/** Whole pictures as bytes (C, H, W); the memory is the tensor's own. */
export function bytesTensor(image: Raster): Tensor {
  const { width, height, data } = image;
  const channels = channelsOf(image);
  if (channels === 1) return fromTypedArray(data, [1, height, width], undefined);
  return fromTypedArray(data, [height, width, channels], undefined).permute([2, 0, 1]);
}

export function to_tensor(pic: Image): Tensor {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be PIL Image or ndarray. Got ${pythonType(pic)}`);
  return unit(bytesTensor(pic).contiguous());
}

/** Bytes as numbers between 0 and 1. */
export function unit(bytes: Tensor): Tensor {
  return bytes.to(torch.get_default_dtype()).div_(255);
}

export function pil_to_tensor(pic: Image): Tensor {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be PIL Image. Got ${pythonType(pic)}`);
  return bytesTensor(pic);
}

/** The modes for each number of channels: the first is taken if none is named. */
const modesOf: readonly (readonly string[])[] = [[], ['L'], ['LA'], ['RGB', 'YCbCr', 'HSV'], ['RGBA', 'CMYK', 'RGBX']];

export function to_pil_image(pic: Tensor, mode: string | null = null): Image {
  if (!torch.is_tensor(pic)) throw new TypeError(`pic should be Tensor or ndarray. Got ${pythonType(pic)}.`);
  const rank = pic.dim();
  if (rank !== 2 && rank !== 3) throw new ValueError(`pic should be 2/3 dimensional. Got ${rank} dimensions.`);
  const planes = rank === 2 ? pic.unsqueeze(0) : pic;
  const [channels, height, width] = planes.shape as unknown as [number, number, number];
  if (channels > 4) throw new ValueError(`pic should not have > 4 channels. Got ${channels} channels.`);
  const permitted = modesOf[channels] ?? [];
  if (mode !== null && !permitted.includes(mode)) throw wrongMode(mode, channels, permitted);
  const floating = pic.is_floating_point();
  if ((!floating && pic.dtype !== torch.uint8) || permitted.length === 0) {
    throw new TypeError(`Input type ${pic.dtype.name} is not supported`);
  }
  const pixels = planes.detach().cpu().permute([1, 2, 0]);
  return new Image(mode ?? permitted[0]!, [width, height], floating ? wrapped(pixels.mul(255)) : bytesOf(pixels));
}

function wrongMode(mode: string, channels: number, permitted: readonly string[]): ValueError {
  if (channels === 1) {
    return new ValueError(`Incorrect mode (${mode}) supplied for input type. Should be ${permitted[0]}`);
  }
  const list = permitted.map((each) => `'${each}'`).join(', ');
  return new ValueError(`Only modes [${list}] are supported for ${channels}D inputs`);
}

function bytesOf(pixels: Tensor): Uint8Array {
  return (pixels.contiguous().numpy() as Uint8Array).slice();
}

/** The whole part, modulo 256: what a C cast makes of numbers that are no bytes. */
function wrapped(values: Tensor): Uint8Array {
  const wide = values.dtype === torch.float64 ? values : values.to(torch.float32);
  return Uint8Array.from(wide.contiguous().numpy() as Float32Array, Math.trunc);
}
