/** torchvision's functions: pictures go to Pillow's arithmetic, tensors to libtorch's. */
import * as torch from '../../../index.js';
import { ValueError } from '../../../values/errors.js';
import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { warn } from '../../../python/warnings.js';
import { signature } from '../../../arguments/signature.js';
import { roundHalfEven } from '../../../python/rounding.js';
import { pythonType } from '../../python_values.js';
import { Image } from '../../image/image.js';
import { channelsOf } from '../../image/raster.js';
import { interpolationOf } from '../interpolation_mode.js';
import { bytesTensor, to_pil_image } from './conversions.js';
import { affineMatrix, perspectiveCoefficients } from './matrices.js';
import * as images from './on_images.js';
import { checkPadding } from './padding.js';
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

/** Channels, height and width of a picture. */
export const get_dimensions = signature('get_dimensions(img: Picture) -> tuple[int, int, int]').define((img) => {
  if (torch.is_tensor(img)) return dimensionsOf(img);
  if (!(img instanceof Image)) throw new TypeError(`Unexpected type ${pythonType(img)}`);
  return [channelsOf(img), img.height, img.width];
});
/** Width and height of a picture. */
export const get_image_size = signature('get_image_size(img: Picture) -> tuple[int, int]').define((img) => {
  const [, height, width] = get_dimensions(img);
  return [width, height];
});
/** How many channels a picture has. */
export const get_image_num_channels = signature('get_image_num_channels(img: Picture) -> int').define((img) =>
  get_dimensions(img)[0]);

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

/** In another size: `[height, width]`, or one number for the shorter side, with `max_size` for the longer. */
export const resize = signature(`resize[T: Picture](
  img: T, size: SizeArgument, interpolation: Interpolation = InterpolationMode.BILINEAR, max_size: int = None,
  antialias: bool | None = True) -> T`).define((img, size, interpolation, max_size, antialias) => {
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
});

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

/** More pixels around: one number, [left/right, top/bottom], or [left, top, right, bottom]. Negative ones cut. */
export const pad = signature(`pad[T: Picture](
  img: T, padding: int | Sequence[int], fill: Fill = 0, padding_mode: PaddingMode = "constant") -> T`).define((
  img, padding, fill, padding_mode,
) => {
  checkPadding(padding, fill ?? 0, padding_mode);
  return isTensor(img) ? geometry.pad(img, padding, fill, padding_mode) : images.pad(img, padding, fill, padding_mode);
});

/** The part that starts at (top, left); outside the picture it is zero. */
export const crop = signature(
  'crop[T: Picture](img: T, top: int, left: int, height: int, width: int) -> T').define((
  img, top, left, height, width,
) =>
  isTensor(img) ? geometry.crop(img, top, left, height, width) : images.crop(img, top, left, height, width));

/** The middle part; zeros around a picture that is smaller. */
export const center_crop = signature(
  'center_crop[T: Picture](img: T, output_size: SizeArgument) -> T').define((img, output_size) => {
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
});

/** A part, brought to a size. */
export const resized_crop = signature(`resized_crop[T: Picture](
  img: T, top: int, left: int, height: int, width: int, size: SizeArgument,
  interpolation: Interpolation = InterpolationMode.BILINEAR, antialias: bool | None = True) -> T`).define((
  img, top, left, height, width, size, interpolation, antialias,
) =>
  resize(crop(img, top, left, height, width), size, interpolation, null, antialias));

/** Mirrored: left becomes right. */
export const hflip = signature('hflip[T: Picture](img: T) -> T').define((img) =>
  isTensor(img) ? geometry.hflip(img) : images.hflip(img));
/** Upside down. */
export const vflip = signature('vflip[T: Picture](img: T) -> T').define((img) =>
  isTensor(img) ? geometry.vflip(img) : images.vflip(img));

/** The four corners and the middle. Throws a ValueError for a size beyond the picture's. */
export const five_crop = signature(
  'five_crop[T: Picture](img: T, size: SizeArgument) -> tuple[T, T, T, T, T]').define((img, size) => {
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
});

/** {@link five_crop} of the picture and of its mirror image. */
export const ten_crop = signature(`ten_crop[T: Picture](
  img: T, size: SizeArgument, vertical_flip: bool = False) -> tuple[T, T, T, T, T, T, T, T, T, T]`).define((
  img, size, vertical_flip,
) => {
  const first = five_crop(img, size);
  return [...first, ...five_crop(vertical_flip ? vflip(img) : hflip(img), size)];
});

/** Brighter: factor 0 is black, 1 changes nothing. */
export const adjust_brightness = signature(
  'adjust_brightness[T: Picture](img: T, brightness_factor: float) -> T').define((img, factor) =>
  isTensor(img) ? colors.adjust_brightness(img, factor) : images.adjust_brightness(img, factor));
/** More contrast: factor 0 is grey, 1 changes nothing. */
export const adjust_contrast = signature(
  'adjust_contrast[T: Picture](img: T, contrast_factor: float) -> T').define((img, factor) =>
  isTensor(img) ? colors.adjust_contrast(img, factor) : images.adjust_contrast(img, factor));
/** More colour: factor 0 has none, 1 changes nothing. */
export const adjust_saturation = signature(
  'adjust_saturation[T: Picture](img: T, saturation_factor: float) -> T').define((img, factor) =>
  isTensor(img) ? colors.adjust_saturation(img, factor) : images.adjust_saturation(img, factor));
/** Sharper: factor 0 is blurred, 1 changes nothing. */
export const adjust_sharpness = signature(
  'adjust_sharpness[T: Picture](img: T, sharpness_factor: float) -> T').define((img, factor) =>
  isTensor(img) ? colors.adjust_sharpness(img, factor) : images.adjust_sharpness(img, factor));
/** Every value v, from 0 to 1, becomes gain * v^gamma. */
export const adjust_gamma = signature(
  'adjust_gamma[T: Picture](img: T, gamma: float, gain: float = 1) -> T').define((img, gamma, gain) =>
  isTensor(img) ? colors.adjust_gamma(img, gamma, gain) : images.adjust_gamma(img, gamma, gain));
/** Other hues: `hue_factor` turns of the colour circle, between -0.5 and 0.5. */
export const adjust_hue = signature('adjust_hue[T: Picture](img: T, hue_factor: float) -> T').define((img, factor) => {
  if (!(factor >= -0.5 && factor <= 0.5)) {
    throw new ValueError(`hue_factor (${py_repr(factor)}) is not in [-0.5, 0.5].`);
  }
  return isTensor(img) ? colors.adjust_hue(img, factor) : images.adjust_hue(img, factor);
});

/** Centers are pixels for the caller, and distances from the middle for the grids of tensors. */
function fromMiddle(center: readonly number[] | null, img: Tensor): [number, number] {
  if (center === null) return [0, 0];
  const [, height, width] = dimensionsOf(img);
  return [center[0]! - width * 0.5, center[1]! - height * 0.5];
}

function checkCenter(center: unknown): void {
  if (center !== null && !Array.isArray(center)) throw new TypeError('Argument center should be a sequence');
}

/** Turned counterclockwise by `angle` degrees; `expand` makes room for all of it, `center` is [x, y]. */
export const rotate = signature(`rotate[T: Picture](
  img: T, angle: float, interpolation: Interpolation = InterpolationMode.NEAREST, expand: bool = False,
  center: Sequence[float] = None, fill: Fill = None) -> T`).define((
  img, angle, interpolation, expand, center, fill,
) => {
  const mode = interpolationOf(interpolation);
  if (typeof angle !== 'number') throw new TypeError('Argument angle should be int or float');
  checkCenter(center);
  if (!isTensor(img)) return images.rotate(img, angle, mode, expand, center, fill);
  const matrix = affineMatrix(fromMiddle(center, img), -angle, [0, 0], 1, [0, 0]);
  return geometry.rotate(img, matrix, mode.value, expand, fill);
});

/** Sheared and turned (degrees, clockwise), scaled, moved (pixels), the center staying where it is. */
export const affine = signature(`affine[T: Picture](
  img: T, angle: float, translate: Sequence[float], scale: float, shear: float | Sequence[float],
  interpolation: Interpolation = InterpolationMode.NEAREST, fill: Fill = None, center: Sequence[float] = None) -> T`).define((
  img, angle, translate, scale, shear, interpolation, fill, center,
) => {
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
});

/** In perspective: what is at the four `startpoints` comes to the four `endpoints`. */
export const perspective = signature(`perspective[T: Picture](
  img: T, startpoints: Corners, endpoints: Corners, interpolation: Interpolation = InterpolationMode.BILINEAR,
  fill: Fill = None) -> T`).define((img, startpoints, endpoints, interpolation, fill) => {
  const coefficients = perspectiveCoefficients(startpoints, endpoints);
  const mode = interpolationOf(interpolation);
  return isTensor(img) ? geometry.perspective(img, coefficients, mode.value, fill)
    : images.perspective(img, coefficients, mode, fill);
});

/** In grey, in one channel or in three equal ones. */
export const rgb_to_grayscale = signature(
  'rgb_to_grayscale[T: Picture](img: T, num_output_channels: int = 1) -> T').define((img, num_output_channels) =>
  isTensor(img) ? colors.rgb_to_grayscale(img, num_output_channels)
    : images.to_grayscale(img, num_output_channels));
/** {@link rgb_to_grayscale} for pictures only. */
export const to_grayscale = signature(
  'to_grayscale(img: Image, num_output_channels: int = 1) -> Image').define((img, num_output_channels) => {
  if (!(img instanceof Image)) throw new TypeError('Input should be PIL Image');
  return images.to_grayscale(img, num_output_channels);
});

/** The negative. */
export const invert = signature('invert[T: Picture](img: T) -> T').define((img) =>
  isTensor(img) ? colors.invert(img) : images.invert(img));
/** Only the highest `bits` of each value. */
export const posterize = signature('posterize[T: Picture](img: T, bits: int) -> T').define((img, bits) => {
  if (!(bits >= 0 && bits <= 8)) throw new ValueError(`The number if bits should be between 0 and 8. Got ${bits}`);
  return isTensor(img) ? colors.posterize(img, bits) : images.posterize(img, bits);
});
/** Values from the threshold on are inverted. */
export const solarize = signature('solarize[T: Picture](img: T, threshold: float) -> T').define((img, threshold) =>
  isTensor(img) ? colors.solarize(img, threshold) : images.solarize(img, threshold));
/** Every channel stretched from its darkest and brightest value to the whole range. */
export const autocontrast = signature('autocontrast[T: Picture](img: T) -> T').define((img) =>
  isTensor(img) ? colors.autocontrast(img) : images.autocontrast(img));
/** Every channel with as many dark as bright values. */
export const equalize = signature('equalize[T: Picture](img: T) -> T').define((img) =>
  isTensor(img) ? colors.equalize(img) : images.equalize(img));

/** Some functions exist for tensors only; a picture becomes one for their sake. */
function asTensor(img: Picture, body: (tensor: Tensor) => Tensor): Picture {
  if (torch.is_tensor(img)) return body(img);
  if (!(img instanceof Image)) throw new TypeError(`img should be PIL Image or Tensor. Got ${pythonType(img)}`);
  return to_pil_image(body(bytesTensor(img)), img.mode);
}

/** Blurred with a Gaussian bell of `kernel_size` pixels, which must be odd. */
export const gaussian_blur = signature(
  'gaussian_blur[T: Picture](img: T, kernel_size: SizeArgument, sigma: SizeArgument = None) -> T').define((
  img, kernel_size, sigma,
) => {
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
});

/** Every pixel taken from elsewhere, by a displacement of shape (1, H, W, 2) in units where the picture spans 2. */
export const elastic_transform = signature(`elastic_transform[T: Picture](
  img: T, displacement: Tensor, interpolation: Interpolation = InterpolationMode.BILINEAR, fill: Fill = None) -> T`).define((
  img, displacement, interpolation, fill,
) => {
  const mode = interpolationOf(interpolation);
  if (!torch.is_tensor(displacement)) throw new TypeError('Argument displacement should be a Tensor');
  const [, height, width] = get_dimensions(img);
  const wanted = `torch.Size([1, ${height}, ${width}, 2])`;
  if (String(displacement.shape) !== wanted) {
    throw new ValueError(`Argument displacement shape should be (1, ${height}, ${width}, 2), but given ` +
      String(displacement.shape));
  }
  return asTensor(img, (tensor) => geometry.elastic_transform(tensor, displacement, mode.value, fill));
});

/** A rectangle of a tensor overwritten with `v`. */
export const erase = signature(
  'erase(img: Tensor, i: int, j: int, h: int, w: int, v: Tensor, inplace: bool = False) -> Tensor').define((
  img, i, j, h, w, v, inplace,
) => {
  if (!torch.is_tensor(img)) throw new TypeError(`img should be Tensor Image. Got ${pythonType(img)}`);
  return geometry.erase(img, i, j, h, w, v, inplace);
});

export type ChannelValues = number | readonly number[] | Tensor;

/** (tensor - mean) / std for each channel. Throws a TypeError for integers, a ValueError where a std is zero. */
export const normalize = signature(
  'normalize(tensor: Tensor, mean: ChannelValues, std: ChannelValues, inplace: bool = False) -> Tensor').define((
  tensor, mean, std, inplace,
) => {
  if (!torch.is_tensor(tensor)) throw new TypeError(`img should be Tensor Image. Got ${pythonType(tensor)}`);
  colors.checkNormalizable(tensor);
  const deviation = colors.channelValues(std, tensor);
  colors.checkDeviation(deviation);
  return colors.normalize(tensor, colors.channelValues(mean, tensor), deviation, inplace);
});

/** Values from the range of their dtype to that of another: floats from 0 to 1, integers to their largest. */
export const convert_image_dtype = signature(
  'convert_image_dtype(image: Tensor, dtype: dtype = torch.float32) -> Tensor').define((image, dtype) => {
  if (!torch.is_tensor(image)) throw new TypeError('Input img should be Tensor Image');
  return colors.convert_image_dtype(image, dtype);
});
