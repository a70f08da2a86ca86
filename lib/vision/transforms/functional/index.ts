/**
 * `torchvision.transforms.functional`: each function takes a picture (`nodetorch/vision/image`), as torchvision takes
 * Pillow's, or a tensor of shape (..., C, H, W), and gives the same kind back.
 */
export {
  adjust_brightness, adjust_contrast, adjust_gamma, adjust_hue, adjust_saturation, adjust_sharpness, affine,
  autocontrast, center_crop, convert_image_dtype, crop, elastic_transform, equalize, erase, five_crop, gaussian_blur,
  get_dimensions, get_image_num_channels, get_image_size, hflip, invert, normalize, pad, perspective, posterize, resize,
  resized_crop, rgb_to_grayscale, rotate, solarize, ten_crop, to_grayscale, vflip,
} from './dispatch.js';
export type { Picture } from './dispatch.js';
export { pil_to_tensor, to_pil_image, to_tensor } from './conversions.js';
export type { Fill } from './on_images.js';
export type { PaddingMode } from './padding.js';
export { InterpolationMode } from '../interpolation_mode.js';
