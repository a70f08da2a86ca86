import { ones_like, zeros_like } from '../../generated/torch.js';
import { pythonFunction } from '../../python_function.js';
import type { Tensor } from '../../tensor.js';
import { Parameter } from '../parameter.js';

type Maybe = Tensor | null;

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
