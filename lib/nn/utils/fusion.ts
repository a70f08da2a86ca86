import { deepcopy } from '../copy.js';
import { AssertionError } from '../../values/errors.js';
import { ones_like, zeros_like } from '../../generated/torch.js';
import { pythonFunction } from '../../arguments/function.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Parameter } from '../parameter.js';
import type { BatchNorm } from '../modules/batchnorm.js';
import type { Conv1d, Conv2d, Conv3d } from '../modules/conv.js';
import type { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import type { Linear } from '../modules/linear.js';

type Maybe = Tensor | null;
type Convolution = Conv1d | Conv2d | Conv3d | ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;

const convNames = ['conv_w', 'conv_b', 'bn_rm', 'bn_rv', 'bn_eps', 'bn_w', 'bn_b', 'transpose'] as const;

/**
 * The weight and bias of a convolution that does what the convolution and the batch norm behind it did in evaluation
 * (`torch.nn.utils.fuse_conv_bn_weights`).
 */
export const fuse_conv_bn_weights = pythonFunction('fuse_conv_bn_weights', convNames,
  (conv_w: Tensor, conv_b: Maybe, bn_rm: Tensor, bn_rv: Tensor, bn_eps: number, bn_w: Maybe, bn_b: Maybe,
    transpose = false): [weight: Parameter, bias: Parameter] => {
    const bias = conv_b ?? zeros_like(bn_rm);
    const factor = bn_rv.add(bn_eps).rsqrt();
    const scale = (bn_w ?? ones_like(bn_rm)).mul(factor);
    const shape: number[] = new Array<number>(conv_w.dim()).fill(1);
    shape[transpose ? 1 : 0] = -1;
    const weight = conv_w.mul(scale.reshape(shape)).to(conv_w.dtype);
    const shift = bias.sub(bn_rm).mul(factor).mul(bn_w ?? ones_like(bn_rm)).add(bn_b ?? zeros_like(bn_rm));
    return [
      Parameter(weight, conv_w.requires_grad),
      Parameter(shift.to((conv_b ?? conv_w).dtype), bias.requires_grad),
    ];
  });

const linearNames = ['linear_w', 'linear_b', 'bn_rm', 'bn_rv', 'bn_eps', 'bn_w', 'bn_b'] as const;

/** As {@link fuse_conv_bn_weights}, of a linear layer (`torch.nn.utils.fuse_linear_bn_weights`). */
export const fuse_linear_bn_weights = pythonFunction('fuse_linear_bn_weights', linearNames,
  (linear_w: Tensor, linear_b: Maybe, bn_rm: Tensor, bn_rv: Tensor, bn_eps: number, bn_w: Tensor,
    bn_b: Tensor): [weight: Parameter, bias: Parameter] => {
    const bias = linear_b ?? zeros_like(bn_rm);
    const scale = bn_w.mul(bn_rv.add(bn_eps).rsqrt());
    const weight = linear_w.mul(scale.unsqueeze(-1).to(linear_w.dtype));
    const shift = bias.sub(bn_rm).mul(scale).add(bn_b).to((linear_b ?? linear_w).dtype);
    return [Parameter(weight, linear_w.requires_grad), Parameter(shift, bias.requires_grad)];
  });

function statisticsOf(bn: BatchNorm): readonly [mean: Tensor, variance: Tensor] {
  if (bn.running_mean === null || bn.running_var === null) {
    throw new AssertionError('bn.running_mean and bn.running_var must not be None');
  }
  return [bn.running_mean, bn.running_var];
}

/**
 * A convolution that does what `conv` and the batch norm behind it do, both in evaluation
 * (`torch.nn.utils.fuse_conv_bn_eval`). Throws an AssertionError for modules in training, and without running
 * statistics.
 */
export function fuse_conv_bn_eval<M extends Convolution>(conv: M, bn: BatchNorm, transpose = false): M {
  if (conv.training || bn.training) throw new AssertionError('Fusion only for eval!');
  const fused = deepcopy(conv);
  const [mean, variance] = statisticsOf(bn);
  [fused.weight, fused.bias] = fuse_conv_bn_weights(
    fused.weight, fused.bias, mean, variance, bn.eps, bn.weight, bn.bias, transpose);
  return fused;
}

/** As {@link fuse_conv_bn_eval}, of a linear layer (`torch.nn.utils.fuse_linear_bn_eval`). */
export function fuse_linear_bn_eval<M extends Linear>(linear: M, bn: BatchNorm): M {
  if (linear.training || bn.training) throw new AssertionError('Fusion only for eval!');
  const fused = deepcopy(linear);
  // The norm is over the last dimension of what the layer gives: one factor for each of its outputs, or one for all.
  if (linear.out_features !== bn.num_features && bn.num_features !== 1) {
    throw new AssertionError(
      'To fuse, linear.out_features == bn.num_features or bn.num_features == 1, ' +
        `got linear.out_features=${linear.out_features} and bn.num_features=${bn.num_features}`);
  }
  const [mean, variance] = statisticsOf(bn);
  [fused.weight, fused.bias] = fuse_linear_bn_weights(
    fused.weight, fused.bias, mean, variance, bn.eps, bn.weight!, bn.bias!);
  return fused;
}
