/** Pictures to tensors and back. */
import * as torch from '../../../index.js';
import { ValueError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { fromTypedArray } from '../../../tensor/from_data.js';
import { signature } from '../../../arguments/signature.js';
import { pythonType } from '../../python_values.js';
import { bytesOf } from '../../image/bytes.js';
import { Image } from '../../image/image.js';
import type { PixelData } from '../../image/modes.js';
import { channelsOf, type Raster } from '../../image/raster.js';

/** Whole pictures as numbers (C, H, W), of the dtype of their mode; the memory is the tensor's own. */
export function bytesTensor(image: Raster): Tensor {
  const { mode, width, height } = image;
  const channels = channelsOf(image);
  const data = mode === 'LAB' ? bytesOf(image) : image.data;
  if (mode === 'I;16' || mode === 'I;16B') return words(data, height, width, torch.uint16);
  if (channels === 1) return fromTypedArray(data as Uint8Array, [1, height, width], undefined);
  return fromTypedArray(data as Uint8Array, [height, width, channels], undefined).permute([2, 0, 1]);
}

/** Numbers of 16 bits, for which there is no array in JavaScript that says whether they have a sign. */
function words(data: PixelData, height: number, width: number, dtype: torch.dtype): Tensor {
  const signed = new Int16Array(data.buffer, data.byteOffset, data.length);
  return fromTypedArray(signed, [1, height, width], undefined).view(dtype);
}

/** The picture as floats between 0 and 1, of shape (C, H, W). Throws a TypeError for anything but a picture. */
export const to_tensor = signature('to_tensor(pic: Image) -> Tensor').define((pic) => {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be PIL Image or ndarray. Got ${pythonType(pic)}`);
  switch (pic.mode) {
    case 'I;16': return words(pic.data, pic.height, pic.width, torch.int16).contiguous();
    case 'I;16B': {
      // torchvision makes bytes of it, of which the lower ones are left.
      const bytes = Uint8Array.from(pic.data, (value) => value & 255);
      return unit(fromTypedArray(bytes, [1, pic.height, pic.width], undefined));
    }
    case 'I': case 'F': return bytesTensor(pic).contiguous();
    default: return unit(bytesTensor(pic).contiguous());
  }
});

/** Bytes as numbers between 0 and 1. */
export function unit(bytes: Tensor): Tensor {
  return bytes.to(torch.get_default_dtype()).div_(255);
}

/** The picture's bytes as a tensor of shape (C, H, W). */
export const pil_to_tensor = signature('pil_to_tensor(pic: Image) -> Tensor').define((pic) => {
  if (!(pic instanceof Image)) throw new TypeError(`pic should be PIL Image. Got ${pythonType(pic)}`);
  if (pic.mode === 'I;16B') {
    throw new ValueError('given numpy array has byte order different from the native byte order. ' +
      'Conversion between byte orders is currently not supported.');
  }
  const numbers = bytesTensor(pic);
  return pic.mode === '1' ? numbers.to(torch.bool) : numbers;
});

/** The modes for each number of channels from 2: the first is taken if none is named. */
const modesOf: readonly (readonly string[])[] = [[], [], ['LA'], ['RGB', 'YCbCr', 'HSV'], ['RGBA', 'CMYK', 'RGBX']];

/** A tensor (C, H, W) or (H, W), of bytes or of floats between 0 and 1, as a picture. */
export const to_pil_image = signature('to_pil_image(pic: Tensor, mode: str = None) -> Image').define((pic, mode) => {
  if (!torch.is_tensor(pic)) throw new TypeError(`pic should be Tensor or ndarray. Got ${pythonType(pic)}.`);
  const rank = pic.dim();
  if (rank !== 2 && rank !== 3) throw new ValueError(`pic should be 2/3 dimensional. Got ${rank} dimensions.`);
  const planes = rank === 2 ? pic.unsqueeze(0) : pic;
  const [channels, height, width] = planes.shape as unknown as [number, number, number];
  if (channels > 4) throw new ValueError(`pic should not have > 4 channels. Got ${channels} channels.`);
  const asBytes = pic.is_floating_point() && mode !== 'F';
  const pixels = planes.detach().cpu().permute([1, 2, 0]);
  if (channels === 1) {
    const known = asBytes ? 'L' : modeOfNumbers(pic.dtype);
    if (mode !== null && mode !== known) {
      throw new ValueError(`Incorrect mode (${mode}) supplied for input type <class 'numpy.dtype'>. Should be ${known ?? 'None'}`);
    }
    if (known === undefined) throw unsupported(pic.dtype);
    return new Image(known, [width, height], asBytes ? wrapped(pixels.mul(255)) : numbersOf(pixels));
  }
  const permitted = modesOf[channels] ?? [];
  if (mode !== null && !permitted.includes(mode)) throw wrongMode(mode, channels, permitted);
  if ((!asBytes && pic.dtype !== torch.uint8) || permitted.length === 0) throw unsupported(pic.dtype);
  return new Image(mode ?? permitted[0]!, [width, height], asBytes ? wrapped(pixels.mul(255)) : numbersOf(pixels));
});

/** The mode of one band of numbers. */
function modeOfNumbers(dtype: torch.dtype): string | undefined {
  switch (dtype) {
    case torch.uint8: return 'L';
    case torch.int16: return 'I;16';
    case torch.int32: return 'I';
    case torch.float32: return 'F';
    default: return undefined;
  }
}

function unsupported(dtype: torch.dtype): TypeError {
  return new TypeError(`Input type ${dtype.name} is not supported`);
}

function wrongMode(mode: string, channels: number, permitted: readonly string[]): ValueError {
  const list = permitted.map((each) => `'${each}'`).join(', ');
  return new ValueError(`Only modes [${list}] are supported for ${channels}D inputs`);
}

function numbersOf(pixels: Tensor): PixelData {
  const numbers = pixels.contiguous().numpy() as PixelData | Int16Array;
  const own = numbers.slice() as PixelData | Int16Array;
  return own instanceof Int16Array ? new Uint16Array(own.buffer) : own;
}

/** The whole part, modulo 256: what a C cast makes of numbers that are no bytes. */
function wrapped(values: Tensor): Uint8Array {
  const wide = values.dtype === torch.float64 ? values : values.to(torch.float32);
  return Uint8Array.from(wide.contiguous().numpy() as Float32Array, Math.trunc);
}
