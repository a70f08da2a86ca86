import { no_grad } from '../../autograd/grad_mode.js';
import { ValueError, ZeroDivisionError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

/** What follows a layer, as far as {@link calculate_gain} knows it. */
export type Nonlinearity =
  | 'linear' | 'conv1d' | 'conv2d' | 'conv3d' | 'conv_transpose1d' | 'conv_transpose2d' | 'conv_transpose3d'
  | 'sigmoid' | 'tanh' | 'relu' | 'leaky_relu' | 'selu';

/** Whether the scale shall be kept on the way forward or on the way back. */
export type FanMode = 'fan_in' | 'fan_out';

const one = (): number => 1;

const gains: Readonly<Record<string, (param: unknown) => number>> = {
  linear: one,
  conv1d: one,
  conv2d: one,
  conv3d: one,
  conv_transpose1d: one,
  conv_transpose2d: one,
  conv_transpose3d: one,
  sigmoid: one,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leaky_relu: (param) => {
    const slope = param ?? 0.01;
    if (typeof slope !== 'number') {
      throw new ValueError(`negative_slope ${typeof slope === 'string' ? slope : py_repr(slope)} not a valid number`);
    }
    return Math.sqrt(2 / (1 + slope ** 2));
  },
  // Found by experiment, not by theory.
  selu: () => 3 / 4,
};

/**
 * How much larger weights must be for a nonlinearity behind them; `param` is leaky_relu's slope
 * (`torch.nn.init.calculate_gain`). Throws a ValueError for an unknown name and for a slope that is no number.
 */
export const calculate_gain = signature(
  'calculate_gain(nonlinearity: Nonlinearity, param: float | None = None) -> float').define((nonlinearity, param) => {
  if (!Object.hasOwn(gains, nonlinearity)) throw new ValueError(`Unsupported nonlinearity ${nonlinearity}`);
  return gains[nonlinearity]!(param);
});

/**
 * How many numbers go into each output of a weight, and out of each input
 * (`torch.nn.init._calculate_fan_in_and_fan_out`). Throws a ValueError for less than two dimensions.
 */
export const _calculate_fan_in_and_fan_out = signature(
  '_calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]').define((tensor) => {
  const { shape } = tensor;
  if (shape.length < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
  }
  let field = 1;
  for (let i = 2; i < shape.length; i++) field *= shape[i]!;
  return [shape[1]! * field, shape[0]! * field];
});

/** The one of the two fans that a mode names. */
export const _calculate_correct_fan = signature(
  '_calculate_correct_fan(tensor: Tensor, mode: FanMode) -> int').define((tensor, mode) => {
  const name = mode.toLowerCase();
  if (name !== 'fan_in' && name !== 'fan_out') {
    throw new ValueError(`Mode ${name} not supported, please use one of ['fan_in', 'fan_out']`);
  }
  const [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  return name === 'fan_in' ? fan_in : fan_out;
});

function xavierStd(tensor: Tensor, gain: number): number {
  const [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  if (fan_in + fan_out === 0) throw new ZeroDivisionError('float division by zero');
  return gain * Math.sqrt(2 / (fan_in + fan_out));
}

/** Uniform numbers whose variance is 2 gain² / (fan_in + fan_out) (`torch.nn.init.xavier_uniform_`). */
export const xavier_uniform_ = signature(
  'xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor').define(
  (tensor, gain, generator) => {
    const bound = Math.sqrt(3) * xavierStd(tensor, gain);
    return no_grad(() => tensor.uniform_(-bound, bound, { generator }));
  });

/** Normal numbers whose variance is 2 gain² / (fan_in + fan_out) (`torch.nn.init.xavier_normal_`). */
export const xavier_normal_ = signature(
  'xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor').define(
  (tensor, gain, generator) => {
    const std = xavierStd(tensor, gain);
    return no_grad(() => tensor.normal_(0, std, { generator }));
  });

/** The standard deviation that keeps the scale; null for a tensor that has nothing to fill. */
function kaimingStd(tensor: Tensor, a: number, mode: FanMode, nonlinearity: Nonlinearity): number | null {
  if (tensor.shape.includes(0)) {
    warn('UserWarning', 'Initializing zero-element tensors is a no-op');
    return null;
  }
  const fan = _calculate_correct_fan(tensor, mode);
  return calculate_gain(nonlinearity, a) / Math.sqrt(fan);
}

/**
 * Uniform numbers whose variance is gain² / fan (`torch.nn.init.kaiming_uniform_`); `a` is the slope of a leaky_relu
 * behind the layer.
 */
export const kaiming_uniform_ = signature(
  `kaiming_uniform_(tensor: Tensor, a: float = 0, mode: FanMode = "fan_in", nonlinearity: Nonlinearity = "leaky_relu",
    generator: Generator | None = None) -> Tensor`).define((tensor, a, mode, nonlinearity, generator) => {
  const std = kaimingStd(tensor, a, mode, nonlinearity);
  if (std === null) return tensor;
  const bound = Math.sqrt(3) * std;
  return no_grad(() => tensor.uniform_(-bound, bound, { generator }));
});

/** As {@link kaiming_uniform_}, with normal numbers (`torch.nn.init.kaiming_normal_`). */
export const kaiming_normal_ = signature(
  `kaiming_normal_(tensor: Tensor, a: float = 0, mode: FanMode = "fan_in", nonlinearity: Nonlinearity = "leaky_relu",
    generator: Generator | None = None) -> Tensor`).define((tensor, a, mode, nonlinearity, generator) => {
  const std = kaimingStd(tensor, a, mode, nonlinearity);
  return std === null ? tensor : no_grad(() => tensor.normal_(0, std, { generator }));
});
