/** torchvision's functions with their arguments in order: pictures go to Pillow's arithmetic, tensors to libtorch's. */
import * as torch from '../../../index.js';
import { ValueError } from '../../../values/errors.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { warn } from '../../../python/warnings.js';
import { pythonType, roundHalfEven } from '../../arguments.js';
import { Image } from '../../image/image.js';
import { channelsOf } from '../../image/raster.js';
import { InterpolationMode, interpolationOf, type Interpolation } from '../interpolation_mode.js';
import { bytesTensor, to_pil_image } from './conversions.js';
import { affineMatrix, perspectiveCoefficients, type Corners } from './matrices.js';
import * as images from './on_images.js';
import type { Fill } from './on_images.js';
import { checkPadding, type PaddingMode } from './padding.js';
import * as colors from './tensor_colors.js';
import * as geometry from './tensor_geometry.js';
import { dimensionsOf } from './tensor_operators.js';

/** What transforms work on. */
export type Picture = Image | Tensor;
/** [height, width], or one number: see each function for what it stands for. */
export type SizeArgument = number | readonly number[];

/** Throws a TypeError for what is neither a picture nor a tensor. */
function isTensor(img: Picture): img is Tensor {
  if (torch.is_tensor(img)) return true;
  if (img instanceof Image) return false;
  throw new TypeError(`img should be PIL Image. Got ${pythonType(img)}`);
}

export function get_dimensions(img: Picture): [channels: number, height: number, width: number] {
  if (torch.is_tensor(img)) return dimensionsOf(img);
  if (!(img instanceof Image)) throw new TypeError(`Unexpected type ${pythonType(img)}`);
  return [channelsOf(img), img.height, img.width];
}

/** Height and width of a crop: one number, or one in a list, is both. */
export function bothOf(size: SizeArgument): [number, number] {
  const [height, width = height] = typeof size === 'number' ? [size] : size as [number, number?];
  return [height, width];
}

export function resizedSize(
  height: number, width: number, size: readonly number[], max: number | null,
): [number, number] {
  if (size.length === 2) return [size[0]!, size[1]!];
  const [short, long] = width <= height ? [width, height] : [height, width];
  let newShort = size[0]!;
  let newLong = Math.trunc((newShort * long) / short);
  if (max !== null) {
    if (max <= newShort) {
      throw new ValueError(`max_size = ${max} must be strictly greater than the requested size for the smaller edge ` +
        `size = ${py_repr([...size])}`);
    }
    if (newLong > max) [newShort, newLong] = [Math.trunc((max * newShort) / newLong), max];
  }
  return width <= height ? [newLong, newShort] : [newShort, newLong];
}

export function resize(
  img: Picture, size: SizeArgument, interpolation: Interpolation = InterpolationMode.BILINEAR,
  max_size: number | null = null, antialias: boolean | null = true,
): Picture {
  const mode = interpolationOf(interpolation);
  const list = checkedResize(size, max_size);
  const [, height, width] = get_dimensions(img);
  const [newHeight, newWidth] = resizedSize(height, width, list, max_size);
  if (newHeight === height && newWidth === width) return img;
  if (isTensor(img)) return geometry.resize(img, [newHeight, newWidth], mode.value, antialias);
  if (antialias === false) {
    warn('UserWarning',
      'Anti-alias option is always applied for PIL Image input. Argument antialias is ignored.');
  }
  return images.resize(img, [newHeight, newWidth], mode);
}

function checkedResize(size: SizeArgument, max_size: number | null): readonly number[] {
  if (typeof size === 'number') return [size];
  if (size.length !== 1 && size.length !== 2) {
    throw new ValueError(`Size must be an int or a 1 or 2 element tuple/list, not a ${size.length} element tuple/list`);
  }
  if (max_size !== null && size.length !== 1) {
    throw new ValueError('max_size should only be passed if size specifies the length of the smaller edge, i.e. size ' +
      'should be an int or a sequence of length 1 in torchscript mode.');
  }
  return size;
}

export function pad(
  img: Picture, padding: number | readonly number[], fill: Fill = 0, padding_mode: PaddingMode = 'constant',
): Picture {
  checkPadding(padding, fill ?? 0, padding_mode);
  return isTensor(img) ? geometry.pad(img, padding, fill, padding_mode) : images.pad(img, padding, fill, padding_mode);
}

export function crop(img: Picture, top: number, left: number, height: number, width: number): Picture {
  return isTensor(img) ? geometry.crop(img, top, left, height, width) : images.crop(img, top, left, height, width);
}

export function center_crop(img: Picture, output_size: SizeArgument): Picture {
  const [cropHeight, cropWidth] = bothOf(output_size);
  let [, height, width] = get_dimensions(img);
  let source = img;
  if (cropWidth > width || cropHeight > height) {
    const [x, y] = [Math.max(0, cropWidth - width), Math.max(0, cropHeight - height)];
    source = pad(img, [Math.floor(x / 2), Math.floor(y / 2), Math.floor((x + 1) / 2), Math.floor((y + 1) / 2)], 0);
    [, height, width] = get_dimensions(source);
    if (cropWidth === width && cropHeight === height) return source;
  }
  const [top, left] = [roundHalfEven((height - cropHeight) / 2), roundHalfEven((width - cropWidth) / 2)];
  return crop(source, top, left, cropHeight, cropWidth);
}

export function resized_crop(
  img: Picture, top: number, left: number, height: number, width: number, size: SizeArgument,
  interpolation: Interpolation = InterpolationMode.BILINEAR, antialias: boolean | null = true,
): Picture {
  return resize(crop(img, top, left, height, width), size, interpolation, null, antialias);
}

export function hflip(img: Picture): Picture {
  return isTensor(img) ? geometry.hflip(img) : images.hflip(img);
}
export function vflip(img: Picture): Picture {
  return isTensor(img) ? geometry.vflip(img) : images.vflip(img);
}

export type Five = [Picture, Picture, Picture, Picture, Picture];

export function five_crop(img: Picture, size: SizeArgument): Five {
  if (typeof size !== 'number' && size.length !== 1 && size.length !== 2) {
    throw new ValueError('Please provide only two dimensions (h, w) for size.');
  }
  const [h, w] = bothOf(size);
  const [, height, width] = get_dimensions(img);
  if (w > width || h > height) {
    const wanted = typeof size !== 'number' && size.length === 2 ? py_repr(size) : `(${h}, ${w})`;
    throw new ValueError(`Requested crop size ${wanted} is bigger than input size (${height}, ${width})`);
  }
  return [
    crop(img, 0, 0, h, w), crop(img, 0, width - w, h, w), crop(img, height - h, 0, h, w),
    crop(img, height - h, width - w, h, w), center_crop(img, [h, w]),
  ];
}

export function ten_crop(img: Picture, size: SizeArgument, vertical_flip = false): [...Five, ...Five] {
  const first = five_crop(img, size);
  return [...first, ...five_crop(vertical_flip ? vflip(img) : hflip(img), size)];
}

export function adjust_brightness(img: Picture, factor: number): Picture {
  return isTensor(img) ? colors.adjust_brightness(img, factor) : images.adjust_brightness(img, factor);
}
export function adjust_contrast(img: Picture, factor: number): Picture {
  return isTensor(img) ? colors.adjust_contrast(img, factor) : images.adjust_contrast(img, factor);
}
export function adjust_saturation(img: Picture, factor: number): Picture {
  return isTensor(img) ? colors.adjust_saturation(img, factor) : images.adjust_saturation(img, factor);
}
export function adjust_sharpness(img: Picture, factor: number): Picture {
  return isTensor(img) ? colors.adjust_sharpness(img, factor) : images.adjust_sharpness(img, factor);
}
export function adjust_gamma(img: Picture, gamma: number, gain = 1): Picture {
  return isTensor(img) ? colors.adjust_gamma(img, gamma, gain) : images.adjust_gamma(img, gamma, gain);
}
export function adjust_hue(img: Picture, factor: number): Picture {
  if (!(factor >= -0.5 && factor <= 0.5)) {
    throw new ValueError(`hue_factor (${py_repr(factor)}) is not in [-0.5, 0.5].`);
  }
  return isTensor(img) ? colors.adjust_hue(img, factor) : images.adjust_hue(img, factor);
}

/** Centers are pixels for the caller, and distances from the middle for the grids of tensors. */
function fromMiddle(center: readonly number[] | null, img: Tensor): [number, number] {
  if (center === null) return [0, 0];
  const [, height, width] = dimensionsOf(img);
  return [center[0]! - width * 0.5, center[1]! - height * 0.5];
}

function checkCenter(center: unknown): void {
  if (center !== null && !Array.isArray(center)) throw new TypeError('Argument center should be a sequence');
}

export function rotate(
  img: Picture, angle: number, interpolation: Interpolation = InterpolationMode.NEAREST, expand = false,
  center: readonly number[] | null = null, fill: Fill = null,
): Picture {
  const mode = interpolationOf(interpolation);
  if (typeof angle !== 'number') throw new TypeError('Argument angle should be int or float');
  checkCenter(center);
  if (!isTensor(img)) return images.rotate(img, angle, mode, expand, center, fill);
  const matrix = affineMatrix(fromMiddle(center, img), -angle, [0, 0], 1, [0, 0]);
  return geometry.rotate(img, matrix, mode.value, expand, fill);
}

export function affine(
  img: Picture, angle: number, translate: readonly number[], scale: number, shear: number | readonly number[],
  interpolation: Interpolation = InterpolationMode.NEAREST, fill: Fill = null, center: readonly number[] | null = null,
): Picture {
  const mode = interpolationOf(interpolation);
  if (typeof angle !== 'number') throw new TypeError('Argument angle should be int or float');
  if (!Array.isArray(translate)) throw new TypeError('Argument translate should be a sequence');
  if (translate.length !== 2) throw new ValueError('Argument translate should be a sequence of length 2');
  if (scale <= 0) throw new ValueError('Argument scale should be positive');
  if (typeof shear !== 'number' && !Array.isArray(shear)) {
    throw new TypeError('Shear should be either a single value or a sequence of two values');
  }
  const list = typeof shear === 'number' ? [shear, 0] : shear.length === 1 ? [shear[0]!, shear[0]!] : shear;
  if (list.length !== 2) {
    throw new ValueError(`Shear should be a sequence containing two values. Got ${py_repr([...list])}`);
  }
  checkCenter(center);
  const shears = list as [number, number];
  const shift = translate as readonly number[] as [number, number];
  if (isTensor(img)) {
    return geometry.affine(img, affineMatrix(fromMiddle(center, img), angle, shift, scale, shears), mode.value, fill);
  }
  const middle = (center ?? [img.width * 0.5, img.height * 0.5]) as [number, number];
  return images.affine(img, affineMatrix(middle, angle, shift, scale, shears), mode, fill);
}

export function perspective(
  img: Picture, startpoints: Corners, endpoints: Corners, interpolation: Interpolation = InterpolationMode.BILINEAR,
  fill: Fill = null,
): Picture {
  const coefficients = perspectiveCoefficients(startpoints, endpoints);
  const mode = interpolationOf(interpolation);
  return isTensor(img) ? geometry.perspective(img, coefficients, mode.value, fill)
    : images.perspective(img, coefficients, mode, fill);
}

export function rgb_to_grayscale(img: Picture, num_output_channels = 1): Picture {
  return isTensor(img) ? colors.rgb_to_grayscale(img, num_output_channels)
    : images.to_grayscale(img, num_output_channels);
}
export function to_grayscale(img: Image, num_output_channels = 1): Image {
  if (!(img instanceof Image)) throw new TypeError('Input should be PIL Image');
  return images.to_grayscale(img, num_output_channels);
}

export function invert(img: Picture): Picture {
  return isTensor(img) ? colors.invert(img) : images.invert(img);
}
export function posterize(img: Picture, bits: number): Picture {
  if (!(bits >= 0 && bits <= 8)) throw new ValueError(`The number if bits should be between 0 and 8. Got ${bits}`);
  return isTensor(img) ? colors.posterize(img, bits) : images.posterize(img, bits);
}
export function solarize(img: Picture, threshold: number): Picture {
  return isTensor(img) ? colors.solarize(img, threshold) : images.solarize(img, threshold);
}
export function autocontrast(img: Picture): Picture {
  return isTensor(img) ? colors.autocontrast(img) : images.autocontrast(img);
}
export function equalize(img: Picture): Picture {
  return isTensor(img) ? colors.equalize(img) : images.equalize(img);
}

/** Some functions exist for tensors only; a picture becomes one for their sake. */
function asTensor(img: Picture, body: (tensor: Tensor) => Tensor): Picture {
  if (torch.is_tensor(img)) return body(img);
  if (!(img instanceof Image)) throw new TypeError(`img should be PIL Image or Tensor. Got ${pythonType(img)}`);
  return to_pil_image(body(bytesTensor(img)), img.mode);
}

export function gaussian_blur(img: Picture, kernel_size: SizeArgument, sigma: SizeArgument | null = null): Picture {
  const size = typeof kernel_size === 'number' ? [kernel_size, kernel_size] : kernel_size;
  if (!Array.isArray(size)) {
    throw new TypeError(`kernel_size should be int or a sequence of integers. Got ${pythonType(kernel_size)}`);
  }
  if (size.length !== 2) {
    throw new ValueError(`If kernel_size is a sequence its length should be 2. Got ${size.length}`);
  }
  if (size.some((each: number) => each % 2 === 0 || each < 0)) {
    throw new ValueError(`kernel_size should have odd and positive integers. Got ${py_repr([...size])}`);
  }
  const given = sigma ?? size.map((each: number) => each * 0.15 + 0.35);
  const both = typeof given === 'number' ? [given, given] : given.length === 1 ? [given[0], given[0]] : given;
  if (both.length !== 2) throw new ValueError(`If sigma is a sequence, its length should be 2. Got ${both.length}`);
  if (both.some((each) => each! <= 0)) {
    throw new ValueError(`sigma should have positive values. Got ${py_repr([...both])}`);
  }
  return asTensor(img, (tensor) => geometry.gaussian_blur(tensor, size as [number, number], both as [number, number]));
}

export function elastic_transform(
  img: Picture, displacement: Tensor, interpolation: Interpolation = InterpolationMode.BILINEAR, fill: Fill = null,
): Picture {
  const mode = interpolationOf(interpolation);
  if (!torch.is_tensor(displacement)) throw new TypeError('Argument displacement should be a Tensor');
  const [, height, width] = get_dimensions(img);
  const wanted = `torch.Size([1, ${height}, ${width}, 2])`;
  if (String(displacement.shape) !== wanted) {
    throw new ValueError(`Argument displacement shape should be (1, ${height}, ${width}, 2), but given ` +
      String(displacement.shape));
  }
  return asTensor(img, (tensor) => geometry.elastic_transform(tensor, displacement, mode.value, fill));
}

export function erase(img: Tensor, i: number, j: number, h: number, w: number, v: Tensor, inplace = false): Tensor {
  if (!torch.is_tensor(img)) throw new TypeError(`img should be Tensor Image. Got ${pythonType(img)}`);
  return geometry.erase(img, i, j, h, w, v, inplace);
}

export type ChannelValues = number | readonly number[] | Tensor;

export function normalize(tensor: Tensor, mean: ChannelValues, std: ChannelValues, inplace = false): Tensor {
  if (!torch.is_tensor(tensor)) throw new TypeError(`img should be Tensor Image. Got ${pythonType(tensor)}`);
  colors.checkNormalizable(tensor);
  const deviation = colors.channelValues(std, tensor);
  colors.checkDeviation(deviation);
  return colors.normalize(tensor, colors.channelValues(mean, tensor), deviation, inplace);
}

export function convert_image_dtype(image: Tensor, dtype: torch.dtype = torch.float32): Tensor {
  if (!torch.is_tensor(image)) throw new TypeError('Input img should be Tensor Image');
  return colors.convert_image_dtype(image, dtype);
}
