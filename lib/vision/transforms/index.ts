/** `torchvision.transforms`: objects that change pictures and tensors when they are called, and functions. */
import { portable } from '../../utils/data/portable.js';
import * as transforms from './index.js';

export * as functional from './functional/index.js';
export { ColorJitter, GaussianBlur, Grayscale } from './color.js';
export { Compose, Lambda, RandomApply, RandomChoice, RandomOrder } from './compose.js';
export {
  ConvertImageDtype, LinearTransformation, Normalize, PILToTensor, ToPILImage, ToTensor,
} from './conversion.js';
export { InterpolationMode } from './interpolation_mode.js';
export type { Interpolation } from './interpolation_mode.js';
export { RandomCrop, RandomResizedCrop } from './random_crop.js';
export { RandomErasing } from './random_erasing.js';
export { ElasticTransform, RandomAffine, RandomPerspective, RandomRotation } from './random_geometry.js';
export { CenterCrop, FiveCrop, Pad, Resize, TenCrop } from './size.js';
export {
  RandomAdjustSharpness, RandomAutocontrast, RandomEqualize, RandomGrayscale, RandomHorizontalFlip, RandomInvert,
  RandomPosterize, RandomSolarize, RandomVerticalFlip,
} from './sometimes.js';
export { PictureTransform, Transform } from './transform.js';
export type { TransformLike } from './transform.js';
export type { Picture } from './functional/dispatch.js';

// A DataLoader's workers find all of them here.
portable(import.meta.url, transforms);
