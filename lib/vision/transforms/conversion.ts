import type * as torch from '../../index.js';
import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { signature } from '../../arguments/signature.js';
import type { Image } from '../image/image.js';
import { convert_image_dtype, normalize, type ChannelValues } from './functional/dispatch.js';
import { pil_to_tensor, to_pil_image, to_tensor, unit } from './functional/conversions.js';
import { ImageBatch } from './image_batch.js';
import { fields } from './texts.js';
import { Transform, type Batch, type BatchTransform } from './transform.js';

const takes = {
  ToTensor: signature('ToTensor()'),
  PILToTensor: signature('PILToTensor()'),
  ConvertImageDtype: signature('ConvertImageDtype(dtype: dtype)'),
  ToPILImage: signature('ToPILImage(mode: str = None)'),
  Normalize: signature('Normalize(mean: ChannelValues, std: ChannelValues, inplace: bool = False)'),
  LinearTransformation: signature('LinearTransformation(transformation_matrix: Tensor, mean_vector: Tensor)'),
};

/** A picture as floats from 0 to 1, of shape (C, H, W) (`torchvision.transforms.ToTensor`). */
export class ToTensor extends Transform<Image, Tensor> implements BatchTransform {
  constructor(...args: typeof takes.ToTensor.args) {
    super();
    takes.ToTensor.list(args);
  }

  forward(pic: Image): Tensor {
    return to_tensor(pic);
  }
  forwardBatch(batch: Batch): Batch | undefined {
    return batch instanceof ImageBatch ? unit(batch.tensor().contiguous()) : undefined;
  }
}

/** A picture's bytes as a tensor of shape (C, H, W) (`torchvision.transforms.PILToTensor`). */
export class PILToTensor extends Transform<Image, Tensor> implements BatchTransform {
  constructor(...args: typeof takes.PILToTensor.args) {
    super();
    takes.PILToTensor.list(args);
  }

  forward(pic: Image): Tensor {
    return pil_to_tensor(pic);
  }
  forwardBatch(batch: Batch): Batch | undefined {
    return batch instanceof ImageBatch ? batch.tensor().contiguous() : undefined;
  }
}

/** Values from the range of their dtype to that of another (`torchvision.transforms.ConvertImageDtype`). */
export class ConvertImageDtype extends Transform<Tensor, Tensor> implements BatchTransform {
  dtype: torch.dtype;

  constructor(...args: typeof takes.ConvertImageDtype.args) {
    super();
    this.dtype = takes.ConvertImageDtype.read(args).dtype;
  }

  forward(image: Tensor): Tensor {
    return convert_image_dtype(image, this.dtype);
  }
  forwardBatch(batch: Batch): Batch | undefined {
    return batch instanceof ImageBatch ? undefined : convert_image_dtype(batch, this.dtype);
  }
}

/** A tensor (C, H, W) or (H, W) as a picture (`torchvision.transforms.ToPILImage`). */
export class ToPILImage extends Transform<Tensor, Image> {
  mode: string | null;

  constructor(...args: typeof takes.ToPILImage.args) {
    super();
    this.mode = takes.ToPILImage.read(args).mode;
  }

  forward(pic: Tensor): Image {
    return to_pil_image(pic, this.mode);
  }

  override extra_repr(): string {
    return this.mode === null ? '' : `mode=${this.mode}`;
  }
}

/** (x - mean) / std for each channel (`torchvision.transforms.Normalize`). */
export class Normalize extends Transform<Tensor, Tensor> implements BatchTransform {
  mean: ChannelValues;
  std: ChannelValues;
  inplace: boolean;

  constructor(...args: typeof takes.Normalize.args) {
    super();
    [this.mean, this.std, this.inplace] = takes.Normalize.list(args);
  }

  forward(tensor: Tensor): Tensor {
    return normalize(tensor, this.mean, this.std, this.inplace);
  }
  forwardBatch(batch: Batch): Batch | undefined {
    // The batch is nobody's but the pipeline's, so nothing is lost if it is overwritten.
    return batch instanceof ImageBatch || batch.dim() < 4 ? undefined : normalize(batch, this.mean, this.std, true);
  }

  override extra_repr(): string {
    return fields({ mean: this.mean, std: this.std });
  }
}

/** Flattened, less a mean, times a matrix: whitening (`torchvision.transforms.LinearTransformation`). */
export class LinearTransformation extends Transform<Tensor, Tensor> {
  transformation_matrix: Tensor;
  mean_vector: Tensor;

  constructor(...args: typeof takes.LinearTransformation.args) {
    super();
    const [matrix, mean] = takes.LinearTransformation.list(args);
    const size = `(${matrix.shape.join(', ')})`;
    if (matrix.size(0) !== matrix.size(1)) {
      throw new ValueError(`transformation_matrix should be square. Got ${size} rectangular matrix.`);
    }
    if (mean.size(0) !== matrix.size(0)) {
      throw new ValueError(`mean_vector should have the same length ${mean.size(0)} as any one of the dimensions of ` +
        `the transformation_matrix [${size}]`);
    }
    if (matrix.device !== mean.device) {
      throw new ValueError(`Input tensors should be on the same device. Got ${matrix.device} and ${mean.device}`);
    }
    if (matrix.dtype !== mean.dtype) {
      throw new ValueError(`Input tensors should have the same dtype. Got ${matrix.dtype} and ${mean.dtype}`);
    }
    this.transformation_matrix = matrix;
    this.mean_vector = mean;
  }

  forward(tensor: Tensor): Tensor {
    const { shape } = tensor;
    const [c, h, w] = shape.slice(-3) as [number, number, number];
    const n = c * h * w;
    if (n !== this.transformation_matrix.size(0)) {
      throw new ValueError('Input tensor and transformation matrix have incompatible shape.' +
        `[${c} x ${h} x ${w}] != ${this.transformation_matrix.size(0)}`);
    }
    if (tensor.device.type !== this.mean_vector.device.type) {
      throw new ValueError('Input tensor should be on the same device as transformation matrix and mean vector. ' +
        `Got ${tensor.device} vs ${this.mean_vector.device}`);
    }
    const flat = tensor.view(-1, n).sub(this.mean_vector);
    return flat.mm(this.transformation_matrix.to(flat.dtype)).view(shape);
  }

  override extra_repr(): string {
    return fields({
      transformation_matrix: this.transformation_matrix.tolist(), mean_vector: this.mean_vector.tolist(),
    });
  }
}
