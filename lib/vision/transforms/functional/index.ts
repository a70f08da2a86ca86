/**
 * `torchvision.transforms.functional`: each function takes a picture (`nodetorch/vision/image`), as torchvision takes
 * Pillow's, or a tensor of shape (..., C, H, W), and gives the same kind back.
 */
import type * as torch from '../../../index.js';
import { pythonFunction } from '../../../arguments/function.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Called } from '../../arguments.js';
import type { Image } from '../../image/image.js';
import type { Interpolation } from '../interpolation_mode.js';
import * as conversions from './conversions.js';
import * as dispatch from './dispatch.js';
import type { ChannelValues, Picture, SizeArgument } from './dispatch.js';
import type { Corners } from './matrices.js';
import type { Fill } from './on_images.js';
import type { PaddingMode } from './padding.js';

export type { Picture } from './dispatch.js';
export type { Fill } from './on_images.js';
export type { PaddingMode } from './padding.js';
export { InterpolationMode } from '../interpolation_mode.js';

type OnPicture<Fields, Order extends readonly (keyof Fields)[]> = <T extends Picture>(
  img: T, ...args: Called<Fields, Order>) => T;

/** Keyword arguments for `body`, whose type would lose that the kind of picture stays the same. */
function named<Face>(fn: string, names: readonly string[], body: (...args: never[]) => unknown): Face {
  return pythonFunction(fn, names, body) as unknown as Face;
}

/** Channels, height and width of a picture. */
export const get_dimensions = (img: Picture): number[] => dispatch.get_dimensions(img);
/** Width and height of a picture. */
export const get_image_size = (img: Picture): number[] => dispatch.get_dimensions(img).slice(1).reverse();
/** How many channels a picture has. */
export const get_image_num_channels = (img: Picture): number => dispatch.get_dimensions(img)[0];

/** The picture as floats between 0 and 1, of shape (C, H, W). Throws a TypeError for anything but a picture. */
export const to_tensor = (pic: Image): Tensor => conversions.to_tensor(pic);
/** The picture's bytes as a tensor of shape (C, H, W). */
export const pil_to_tensor = (pic: Image): Tensor => conversions.pil_to_tensor(pic);
/** A tensor (C, H, W) or (H, W), of bytes or of floats between 0 and 1, as a picture. */
export const to_pil_image: (pic: Tensor, ...args: Called<{ mode?: string | null }, ['mode']>) => Image =
  named('to_pil_image', ['pic', 'mode'], conversions.to_pil_image);
/** Values from the range of their dtype to that of another: floats from 0 to 1, integers to their largest. */
export const convert_image_dtype: (
  image: Tensor, ...args: Called<{ dtype?: torch.dtype }, ['dtype']>) => Tensor =
  named('convert_image_dtype', ['image', 'dtype'], dispatch.convert_image_dtype);
/** (tensor - mean) / std for each channel. Throws a TypeError for integers, a ValueError where a std is zero. */
export const normalize: (
  tensor: Tensor,
  ...args: Called<{ mean: ChannelValues; std: ChannelValues; inplace?: boolean }, ['mean', 'std', 'inplace']>
) => Tensor = named('normalize', ['tensor', 'mean', 'std', 'inplace'], dispatch.normalize);

/** In another size: `[height, width]`, or one number for the shorter side, with `max_size` for the longer. */
export const resize: OnPicture<
  { size: SizeArgument; interpolation?: Interpolation; max_size?: number | null; antialias?: boolean | null },
  ['size', 'interpolation', 'max_size', 'antialias']
> = named('resize', ['img', 'size', 'interpolation', 'max_size', 'antialias'], dispatch.resize);
/** More pixels around: one number, [left/right, top/bottom], or [left, top, right, bottom]. Negative ones cut. */
export const pad: OnPicture<
  { padding: number | readonly number[]; fill?: Fill; padding_mode?: PaddingMode }, ['padding', 'fill', 'padding_mode']
> = named('pad', ['img', 'padding', 'fill', 'padding_mode'], dispatch.pad);
/** The part that starts at (top, left); outside the picture it is zero. */
export const crop: OnPicture<
  { top: number; left: number; height: number; width: number }, ['top', 'left', 'height', 'width']
> = named('crop', ['img', 'top', 'left', 'height', 'width'], dispatch.crop);
/** The middle part; zeros around a picture that is smaller. */
export const center_crop: OnPicture<{ output_size: SizeArgument }, ['output_size']> =
  named('center_crop', ['img', 'output_size'], dispatch.center_crop);
/** A part, brought to a size. */
export const resized_crop: OnPicture<{
  top: number; left: number; height: number; width: number; size: SizeArgument; interpolation?: Interpolation;
  antialias?: boolean | null;
}, ['top', 'left', 'height', 'width', 'size', 'interpolation', 'antialias']> = named('resized_crop', [
  'img', 'top', 'left', 'height', 'width', 'size', 'interpolation', 'antialias',
], dispatch.resized_crop);
/** Mirrored: left becomes right. */
export const hflip: OnPicture<object, []> = named('hflip', ['img'], dispatch.hflip);
/** Upside down. */
export const vflip: OnPicture<object, []> = named('vflip', ['img'], dispatch.vflip);
/** The four corners and the middle. Throws a ValueError for a size beyond the picture's. */
export const five_crop: <T extends Picture>(
  img: T, ...args: Called<{ size: SizeArgument }, ['size']>) => [T, T, T, T, T] =
  named('five_crop', ['img', 'size'], dispatch.five_crop);
/** {@link five_crop} of the picture and of its mirror image. */
export const ten_crop: <T extends Picture>(
  img: T, ...args: Called<{ size: SizeArgument; vertical_flip?: boolean }, ['size', 'vertical_flip']>
) => [T, T, T, T, T, T, T, T, T, T] = named('ten_crop', ['img', 'size', 'vertical_flip'], dispatch.ten_crop);

/** Turned counterclockwise by `angle` degrees; `expand` makes room for all of it, `center` is [x, y]. */
export const rotate: OnPicture<
  { angle: number; interpolation?: Interpolation; expand?: boolean; center?: readonly number[] | null; fill?: Fill },
  ['angle', 'interpolation', 'expand', 'center', 'fill']
> = named('rotate', ['img', 'angle', 'interpolation', 'expand', 'center', 'fill'], dispatch.rotate);
/** Sheared and turned (degrees, clockwise), scaled, moved (pixels), the center staying where it is. */
export const affine: OnPicture<{
  angle: number; translate: readonly number[]; scale: number; shear: number | readonly number[];
  interpolation?: Interpolation; fill?: Fill; center?: readonly number[] | null;
}, ['angle', 'translate', 'scale', 'shear', 'interpolation', 'fill', 'center']> = named('affine', [
  'img', 'angle', 'translate', 'scale', 'shear', 'interpolation', 'fill', 'center',
], dispatch.affine);
/** In perspective: what is at the four `startpoints` comes to the four `endpoints`. */
export const perspective: OnPicture<
  { startpoints: Corners; endpoints: Corners; interpolation?: Interpolation; fill?: Fill },
  ['startpoints', 'endpoints', 'interpolation', 'fill']
> = named('perspective', ['img', 'startpoints', 'endpoints', 'interpolation', 'fill'], dispatch.perspective);
/** Every pixel taken from elsewhere, by a displacement of shape (1, H, W, 2) in units where the picture spans 2. */
export const elastic_transform: OnPicture<
  { displacement: Tensor; interpolation?: Interpolation; fill?: Fill }, ['displacement', 'interpolation', 'fill']
> = named('elastic_transform', ['img', 'displacement', 'interpolation', 'fill'], dispatch.elastic_transform);
/** Blurred with a Gaussian bell of `kernel_size` pixels, which must be odd. */
export const gaussian_blur: OnPicture<
  { kernel_size: SizeArgument; sigma?: SizeArgument | null }, ['kernel_size', 'sigma']
> = named('gaussian_blur', ['img', 'kernel_size', 'sigma'], dispatch.gaussian_blur);
/** A rectangle of a tensor overwritten with `v`. */
export const erase: (img: Tensor, ...args: Called<
  { i: number; j: number; h: number; w: number; v: Tensor; inplace?: boolean }, ['i', 'j', 'h', 'w', 'v', 'inplace']
>) => Tensor = named('erase', ['img', 'i', 'j', 'h', 'w', 'v', 'inplace'], dispatch.erase);

/** Brighter: factor 0 is black, 1 changes nothing. */
export const adjust_brightness: OnPicture<{ brightness_factor: number }, ['brightness_factor']> =
  named('adjust_brightness', ['img', 'brightness_factor'], dispatch.adjust_brightness);
/** More contrast: factor 0 is grey, 1 changes nothing. */
export const adjust_contrast: OnPicture<{ contrast_factor: number }, ['contrast_factor']> =
  named('adjust_contrast', ['img', 'contrast_factor'], dispatch.adjust_contrast);
/** More colour: factor 0 has none, 1 changes nothing. */
export const adjust_saturation: OnPicture<{ saturation_factor: number }, ['saturation_factor']> =
  named('adjust_saturation', ['img', 'saturation_factor'], dispatch.adjust_saturation);
/** Sharper: factor 0 is blurred, 1 changes nothing. */
export const adjust_sharpness: OnPicture<{ sharpness_factor: number }, ['sharpness_factor']> =
  named('adjust_sharpness', ['img', 'sharpness_factor'], dispatch.adjust_sharpness);
/** Other hues: `hue_factor` turns of the colour circle, between -0.5 and 0.5. */
export const adjust_hue: OnPicture<{ hue_factor: number }, ['hue_factor']> =
  named('adjust_hue', ['img', 'hue_factor'], dispatch.adjust_hue);
/** Every value v, from 0 to 1, becomes gain * v^gamma. */
export const adjust_gamma: OnPicture<{ gamma: number; gain?: number }, ['gamma', 'gain']> =
  named('adjust_gamma', ['img', 'gamma', 'gain'], dispatch.adjust_gamma);
/** In grey, in one channel or in three equal ones. */
export const rgb_to_grayscale: OnPicture<{ num_output_channels?: number }, ['num_output_channels']> =
  named('rgb_to_grayscale', ['img', 'num_output_channels'], dispatch.rgb_to_grayscale);
/** {@link rgb_to_grayscale} for pictures only. */
export const to_grayscale: (
  img: Image, ...args: Called<{ num_output_channels?: number }, ['num_output_channels']>) => Image =
  named('to_grayscale', ['img', 'num_output_channels'], dispatch.to_grayscale);
/** The negative. */
export const invert: OnPicture<object, []> = named('invert', ['img'], dispatch.invert);
/** Only the highest `bits` of each value. */
export const posterize: OnPicture<{ bits: number }, ['bits']> =
  named('posterize', ['img', 'bits'], dispatch.posterize);
/** Values from the threshold on are inverted. */
export const solarize: OnPicture<{ threshold: number }, ['threshold']> =
  named('solarize', ['img', 'threshold'], dispatch.solarize);
/** Every channel stretched from its darkest and brightest value to the whole range. */
export const autocontrast: OnPicture<object, []> = named('autocontrast', ['img'], dispatch.autocontrast);
/** Every channel with as many dark as bright values. */
export const equalize: OnPicture<object, []> = named('equalize', ['img'], dispatch.equalize);
