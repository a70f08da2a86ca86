/** torchvision's functions on the values of tensors (the first half of its `_functional_tensor`). */
import * as torch from '../../../index.js';
import { RuntimeError, ValueError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import {
  asBatch, asFloat, checkChannels, checkFactor, checkImage, checkRank, computingType, convolvedByChannel, dimensionsOf,
  maxValue,
} from './tensor_operators.js';

export function convert_image_dtype(image: Tensor, type: torch.dtype): Tensor {
  const own = image.dtype;
  if (own === type) return image;
  if (own.is_floating_point) {
    if (type.is_floating_point) return image.to(type);
    const unsafe = own === torch.float32 ? type === torch.int32 || type === torch.int64
      : own === torch.float64 && type === torch.int64;
    if (unsafe) throw new RuntimeError(`The cast from ${own} to ${type} cannot be performed safely.`);
    // Just under max + 1, so that every whole number stands for an equally long range.
    return image.mul(maxValue(type) + 1 - 1e-3).to(type);
  }
  if (type.is_floating_point) return image.to(type).div(maxValue(own));
  const [inputMax, outputMax] = [maxValue(own), maxValue(type)];
  // Bigints, since 64-bit factors are beyond 2^53.
  if (inputMax > outputMax) {
    const factor = BigInt(Math.floor((inputMax + 1) / (outputMax + 1)));
    return torch.div(image, factor, { rounding_mode: 'floor' }).to(type);
  }
  return image.to(type).mul(BigInt(Math.floor((outputMax + 1) / (inputMax + 1))));
}

export function rgb_to_grayscale(img: Tensor, channels: number): Tensor {
  checkRank(img);
  checkChannels(img);
  if (channels !== 1 && channels !== 3) throw new ValueError('num_output_channels should be either 1 or 3');
  let grey: Tensor;
  if (img.size(-3) === 3) {
    const [r, g, b] = asFloat(img).unbind(-3) as unknown as [Tensor, Tensor, Tensor];
    grey = r.mul(0.2989).add(g.mul(0.587)).add(b.mul(0.114)).to(img.dtype).unsqueeze(-3);
  } else {
    grey = img.clone();
  }
  return channels === 3 ? grey.expand(img.shape) : grey;
}

function blend(img: Tensor, other: Tensor, ratio: number): Tensor {
  return asFloat(img).mul(ratio).add(asFloat(other).mul(1 - ratio)).clamp(0, maxValue(img.dtype)).to(img.dtype);
}

export function adjust_brightness(img: Tensor, factor: number): Tensor {
  checkFactor('brightness_factor', factor);
  checkChannels(img);
  return blend(img, torch.zeros_like(img), factor);
}

export function adjust_contrast(img: Tensor, factor: number): Tensor {
  checkFactor('contrast_factor', factor);
  checkChannels(img, [3, 1]);
  const grey = dimensionsOf(img)[0] === 3 ? rgb_to_grayscale(img, 1) : img;
  return blend(img, grey.to(computingType(img)).mean([-3, -2, -1], { keepdim: true }), factor);
}

export function adjust_saturation(img: Tensor, factor: number): Tensor {
  checkFactor('saturation_factor', factor);
  checkChannels(img);
  if (dimensionsOf(img)[0] === 1) return img;
  return blend(img, rgb_to_grayscale(img, 1), factor);
}

export function adjust_hue(img: Tensor, factor: number): Tensor {
  checkChannels(img);
  if (dimensionsOf(img)[0] === 1) return img;
  const [h, s, v] = toHsv(convert_image_dtype(img, torch.float32));
  return convert_image_dtype(fromHsv(h.add(factor).remainder(1), s, v), img.dtype);
}

function toHsv(img: Tensor): [h: Tensor, s: Tensor, v: Tensor] {
  const [r, g, b] = img.unbind(-3) as unknown as [Tensor, Tensor, Tensor];
  const most = img.amax(-3);
  const range = most.sub(img.amin(-3));
  const grey = most.eq(img.amin(-3));
  // Where all three are equal, the divisors are zero and the results do not matter.
  const ones = torch.ones_like(most);
  const saturation = range.div(torch.where(grey, ones, most));
  const divisor = torch.where(grey, ones, range);
  const [rc, gc, bc] = [r, g, b].map((each) => most.sub(each).div(divisor)) as [Tensor, Tensor, Tensor];
  const red = most.eq(r);
  const green = most.eq(g);
  const hr = red.mul(bc.sub(gc));
  const hg = green.bitwise_and(red.logical_not()).mul(rc.add(2).sub(bc));
  const hb = green.logical_not().bitwise_and(red.logical_not()).mul(gc.add(4).sub(rc));
  const hue = hr.add(hg).add(hb).div(6).add(1).fmod(1);
  return [hue, saturation, most];
}

function fromHsv(h: Tensor, s: Tensor, v: Tensor): Tensor {
  const sixths = h.mul(6);
  const whole = sixths.floor();
  const f = sixths.sub(whole);
  const opposite = (x: Tensor): Tensor => x.neg().add(1);
  const p = v.mul(opposite(s)).clamp(0, 1);
  const q = v.mul(opposite(s.mul(f))).clamp(0, 1);
  const t = v.mul(opposite(s.mul(opposite(f)))).clamp(0, 1);
  const sector = whole.to(torch.int32).remainder(6).unsqueeze(-3);
  const mask = sector.eq(torch.arange(6, { device: h.device }).view(-1, 1, 1)).to(h.dtype);
  const rows = [[v, q, p, p, t, v], [t, v, v, q, p, p], [p, p, t, v, v, q]].map((row) => torch.stack(row, -3));
  return torch.einsum('...ijk, ...xijk -> ...xjk', mask, torch.stack(rows, -4));
}

export function adjust_gamma(img: Tensor, gamma: number, gain: number): Tensor {
  checkChannels(img);
  if (gamma < 0) throw new ValueError('Gamma should be a non-negative real number');
  const values = img.is_floating_point() ? img : convert_image_dtype(img, torch.float32);
  return convert_image_dtype(values.pow(gamma).mul(gain).clamp(0, 1), img.dtype);
}

export function invert(img: Tensor): Tensor {
  checkRank(img);
  checkChannels(img);
  return img.neg().add(img.dtype === torch.int64 ? 9223372036854775807n : maxValue(img.dtype));
}

function checkBytes(img: Tensor): void {
  if (img.dtype !== torch.uint8) {
    throw new TypeError(`Only torch.uint8 image tensors are supported, but found ${img.dtype}`);
  }
}

export function posterize(img: Tensor, bits: number): Tensor {
  checkRank(img);
  checkBytes(img);
  checkChannels(img);
  return img.bitwise_and(-(2 ** (8 - bits)));
}

export function solarize(img: Tensor, threshold: number): Tensor {
  checkRank(img);
  checkChannels(img);
  if (threshold > maxValue(img.dtype)) throw new TypeError('Threshold should be less than bound of img.');
  return torch.where(img.ge(threshold), invert(img), img);
}

export function adjust_sharpness(img: Tensor, factor: number): Tensor {
  checkFactor('sharpness_factor', factor);
  checkChannels(img);
  if (img.size(-1) <= 2 || img.size(-2) <= 2) return img;
  return blend(img, smoothed(img), factor);
}

/** Each pixel mixed with its eight neighbours; the edge stays as it is. */
function smoothed(img: Tensor): Tensor {
  const type = computingType(img);
  const kernel = torch.tensor([[1, 1, 1], [1, 5, 1], [1, 1, 1]], { dtype: type, device: img.device });
  kernel.div_(kernel.sum());
  const each = kernel.expand(img.size(-3), 1, 3, 3);
  const inner = asBatch(img, [type], (batch) => convolvedByChannel(batch, each));
  return img.clone().index_put_(['...', '1:-1', '1:-1'], inner);
}

export function autocontrast(img: Tensor): Tensor {
  checkRank(img);
  checkChannels(img);
  const bound = maxValue(img.dtype);
  const type = computingType(img);
  const minimum = img.amin([-2, -1], { keepdim: true }).to(type);
  const maximum = img.amax([-2, -1], { keepdim: true }).to(type);
  const scale = maximum.sub(minimum).reciprocal().mul(bound);
  const flat = scale.isfinite().logical_not();
  minimum.index_put_([flat], 0);
  scale.index_put_([flat], 1);
  return asFloat(img).sub(minimum).mul(scale).clamp(0, bound).to(img.dtype);
}

export function equalize(img: Tensor): Tensor {
  checkImage(img);
  if (img.dim() !== 3 && img.dim() !== 4) {
    throw new TypeError(`Input image tensor should have 3 or 4 dimensions, but found ${img.dim()}`);
  }
  checkBytes(img);
  checkChannels(img);
  const one = (each: Tensor): Tensor => torch.stack([...each].map(equalizedChannel));
  return img.dim() === 3 ? one(img) : torch.stack([...img].map(one));
}

function equalizedChannel(channel: Tensor): Tensor {
  const counts = torch.bincount(channel.reshape(-1), { minlength: 256 });
  const used = counts.index(counts.ne(0));
  const step = Math.floor(used.index(':-1').sum().item() / 255);
  if (step === 0) return channel;
  const table = counts.cumsum(0).add(Math.floor(step / 2)).div(step, { rounding_mode: 'floor' });
  const shifted = torch.cat([torch.zeros(1, { dtype: torch.int64 }), table.index(':-1')]).clamp(0, 255);
  return shifted.index(channel.to(torch.int64)).to(torch.uint8);
}

export function normalize(tensor: Tensor, mean: Tensor, std: Tensor, inplace: boolean): Tensor {
  return (inplace ? tensor : tensor.clone()).sub_(mean).div_(std);
}

/** `mean` or `std` as a tensor that fits a picture: one number for each channel. */
export function channelValues(values: Tensor | number | readonly number[], like: Tensor): Tensor {
  const made = torch.as_tensor(values, { dtype: like.dtype, device: like.device });
  return made.dim() === 1 ? made.view(-1, 1, 1) : made;
}

export function checkNormalizable(tensor: Tensor): void {
  checkImage(tensor);
  if (!tensor.is_floating_point()) {
    throw new TypeError(`Input tensor should be a float tensor. Got ${tensor.dtype}.`);
  }
  if (tensor.dim() < 3) {
    throw new ValueError(
      `Expected tensor to be a tensor image of size (..., C, H, W). Got tensor.size() = ${tensor.size()}`);
  }
}

export function checkDeviation(std: Tensor): void {
  if (std.eq(0).any().item() as unknown as boolean) {
    throw new ValueError(
      `std evaluated to zero after conversion to ${std.dtype}, leading to division by zero.`);
  }
}
