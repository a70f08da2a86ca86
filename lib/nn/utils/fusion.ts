import { deepcopy } from '../copy.js';
import { AssertionError } from '../../values/errors.js';
import { ones_like, zeros_like } from '../../generated/torch.js';
import { having, moduleWith } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { Parameter } from '../parameter.js';
import type { BatchNorm } from '../modules/batchnorm.js';
import type { Conv1d, Conv2d, Conv3d } from '../modules/conv.js';
import type { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../modules/conv_transpose.js';
import type { Linear } from '../modules/linear.js';
import type { fuse_conv_bn_evalArguments, fuse_linear_bn_evalArguments } from '../../generated/signatures/nn.js';

const training = { M: moduleWith('training'), BatchNorm: moduleWith('training') };
const weights = { Tensor: having('dtype', is_tensor) };
const convEval = signature('fuse_conv_bn_eval[M](conv: M, bn: BatchNorm, transpose: bool = False)', training);
const linearEval = signature('fuse_linear_bn_eval[M](linear: M, bn: BatchNorm)', training);

type Convolution = Conv1d | Conv2d | Conv3d | ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;

/**
 * The weight and bias of a convolution that does what the convolution and the batch norm behind it did in evaluation
 * (`torch.nn.utils.fuse_conv_bn_weights`).
 */
export const fuse_conv_bn_weights = signature(`fuse_conv_bn_weights(conv_w: Tensor, conv_b: Tensor | None,
  bn_rm: Tensor, bn_rv: Tensor, bn_eps: float, bn_w: Tensor | None, bn_b: Tensor | None,
  transpose: bool = False) -> tuple[Parameter, Parameter]`, weights).define(
  (conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose) => {
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

/** As {@link fuse_conv_bn_weights}, of a linear layer (`torch.nn.utils.fuse_linear_bn_weights`). */
export const fuse_linear_bn_weights = signature(`fuse_linear_bn_weights(linear_w: Tensor, linear_b: Tensor | None,
  bn_rm: Tensor, bn_rv: Tensor, bn_eps: float, bn_w: Tensor, bn_b: Tensor) -> tuple[Parameter, Parameter]`, weights).define(
  (linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b) => {
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
export function fuse_conv_bn_eval<M extends Convolution>(...args: fuse_conv_bn_evalArguments<M>): M {
  const [conv, bn, transpose] = convEval.list(args) as [M, BatchNorm, boolean];
  if (conv.training || bn.training) throw new AssertionError('Fusion only for eval!');
  const fused = deepcopy(conv);
  const [mean, variance] = statisticsOf(bn);
  [fused.weight, fused.bias] = fuse_conv_bn_weights(
    fused.weight, fused.bias, mean, variance, bn.eps, bn.weight, bn.bias, transpose);
  return fused;
}

/** As {@link fuse_conv_bn_eval}, of a linear layer (`torch.nn.utils.fuse_linear_bn_eval`). */
export function fuse_linear_bn_eval<M extends Linear>(...args: fuse_linear_bn_evalArguments<M>): M {
  const [linear, bn] = linearEval.list(args) as [M, BatchNorm];
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
