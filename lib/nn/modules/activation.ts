import * as _nn from '../../generated/nn.js';
import { AssertionError, ValueError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { typeName } from '../../values/type_name.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { constructorArguments, type Arguments, type FactoryOptions } from './arguments.js';

export { MultiheadAttention } from './multihead_attention.js';

interface InPlaceOptions {
  /** Overwrites the input. */
  readonly inplace?: boolean;
}
const inPlaceOrder = ['inplace'] as const;

/** What the activations share that have no other choice than where the result goes. */
abstract class InPlaceActivation extends Module {
  inplace: boolean;

  constructor(...args: Arguments<InPlaceOptions, typeof inPlaceOrder>) {
    super();
    this.inplace = constructorArguments<InPlaceOptions>(this._get_name(), inPlaceOrder, 0, args).inplace ?? false;
  }

  override extra_repr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}

/** Settings as a module's text shows them, with `inplace` where it is true. */
function settings(values: Readonly<Record<string, number>>, inplace = false): string {
  const texts = Object.entries(values).map(([name, value]) => `${name}=${py_float_repr(value)}`);
  return [...texts, ...(inplace ? ['inplace=True'] : [])].join(', ');
}

interface ThresholdOptions extends InPlaceOptions {
  readonly threshold: number;
  readonly value: number;
}
const thresholdOrder = ['threshold', 'value', 'inplace'] as const;

/** The element where it exceeds `threshold`, `value` elsewhere (`torch.nn.Threshold`). */
export class Threshold extends Module {
  threshold: number;
  value: number;
  inplace: boolean;

  constructor(...args: Arguments<ThresholdOptions, typeof thresholdOrder>) {
    super();
    const given = constructorArguments<ThresholdOptions>('Threshold', thresholdOrder, 2, args);
    this.threshold = given.threshold;
    this.value = given.value;
    this.inplace = given.inplace ?? false;
  }

  forward(input: Tensor): Tensor {
    return F.threshold(input, this.threshold, this.value, this.inplace);
  }
  override extra_repr(): string {
    const end = this.inplace ? ', inplace=True' : '';
    return `threshold=${py_repr(this.threshold)}, value=${py_repr(this.value)}${end}`;
  }
}

/** max(0, x) for each element (`torch.nn.ReLU`). */
export class ReLU extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return this.inplace ? input.relu_() : input.relu();
  }
}

interface RReLUOptions extends InPlaceOptions {
  readonly lower?: number;
  readonly upper?: number;
}
const rreluOrder = ['lower', 'upper', 'inplace'] as const;

/** Leaky ReLU with slopes drawn between two numbers in training, their mean otherwise (`torch.nn.RReLU`). */
export class RReLU extends Module {
  lower: number;
  upper: number;
  inplace: boolean;

  constructor(...args: Arguments<RReLUOptions, typeof rreluOrder>) {
    super();
    const given = constructorArguments<RReLUOptions>('RReLU', rreluOrder, 0, args);
    this.lower = given.lower ?? 1 / 8;
    this.upper = given.upper ?? 1 / 3;
    this.inplace = given.inplace ?? false;
  }

  forward(input: Tensor): Tensor {
    return F.rrelu(input, this.lower, this.upper, this.training, this.inplace);
  }
  override extra_repr(): string {
    return settings({ lower: this.lower, upper: this.upper }, this.inplace);
  }
}

interface HardtanhOptions extends InPlaceOptions {
  readonly min_val?: number;
  readonly max_val?: number;
}
const hardtanhOrder = ['min_val', 'max_val', 'inplace'] as const;

/** The element, held between two numbers (`torch.nn.Hardtanh`). Throws an AssertionError if these are not in order. */
export class Hardtanh extends Module {
  min_val: number;
  max_val: number;
  inplace: boolean;

  constructor(...args: Arguments<HardtanhOptions, typeof hardtanhOrder>) {
    super();
    const given = constructorArguments<HardtanhOptions>('Hardtanh', hardtanhOrder, 0, args);
    const { min_val = -1, max_val = 1, inplace = false } = given;
    if (max_val <= min_val) {
      const [low, high] = [py_float_repr(min_val), py_float_repr(max_val)];
      throw new AssertionError(`max_val (${high}) must be greater than min_val (${low})`);
    }
    this.min_val = min_val;
    this.max_val = max_val;
    this.inplace = inplace;
  }

  forward(input: Tensor): Tensor {
    return F.hardtanh(input, this.min_val, this.max_val, this.inplace);
  }
  override extra_repr(): string {
    return settings({ min_val: this.min_val, max_val: this.max_val }, this.inplace);
  }
}

/** min(max(0, x), 6) for each element (`torch.nn.ReLU6`). */
export class ReLU6 extends Hardtanh {
  constructor(...args: Arguments<InPlaceOptions, typeof inPlaceOrder>) {
    const { inplace = false } = constructorArguments<InPlaceOptions>('ReLU6', inPlaceOrder, 0, args);
    super(0, 6, inplace);
  }

  override extra_repr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}

/** 1 / (1 + exp(-x)) for each element (`torch.nn.Sigmoid`). */
export class Sigmoid extends Module {
  forward(input: Tensor): Tensor {
    return input.sigmoid();
  }
}

/** The sigmoid's shape out of three lines (`torch.nn.Hardsigmoid`). */
export class Hardsigmoid extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return F.hardsigmoid(input, this.inplace);
  }
  override extra_repr(): string {
    return '';
  }
}

/** The hyperbolic tangent of each element (`torch.nn.Tanh`). */
export class Tanh extends Module {
  forward(input: Tensor): Tensor {
    return input.tanh();
  }
}

/** x sigmoid(x) for each element (`torch.nn.SiLU`). */
export class SiLU extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return F.silu(input, this.inplace);
  }
}

/** x tanh(softplus(x)) for each element (`torch.nn.Mish`). */
export class Mish extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return F.mish(input, this.inplace);
  }
}

/** x hardsigmoid(x) for each element (`torch.nn.Hardswish`). */
export class Hardswish extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return F.hardswish(input, this.inplace);
  }
  override extra_repr(): string {
    return '';
  }
}

interface AlphaOptions extends InPlaceOptions {
  readonly alpha?: number;
}
const alphaOrder = ['alpha', 'inplace'] as const;

/** What ELU and CELU share. */
abstract class AlphaActivation extends Module {
  alpha: number;
  inplace: boolean;

  constructor(...args: Arguments<AlphaOptions, typeof alphaOrder>) {
    super();
    const given = constructorArguments<AlphaOptions>(this._get_name(), alphaOrder, 0, args);
    this.alpha = given.alpha ?? 1;
    this.inplace = given.inplace ?? false;
  }

  override extra_repr(): string {
    return settings({ alpha: this.alpha }, this.inplace);
  }
}

/** x above 0, alpha (exp(x) - 1) below (`torch.nn.ELU`). */
export class ELU extends AlphaActivation {
  forward(input: Tensor): Tensor {
    return F.elu(input, this.alpha, this.inplace);
  }
}

/** max(0, x) + min(0, alpha (exp(x / alpha) - 1)) for each element (`torch.nn.CELU`). */
export class CELU extends AlphaActivation {
  forward(input: Tensor): Tensor {
    return F.celu(input, this.alpha, this.inplace);
  }
}

/** ELU with the scale and alpha that keep mean and variance over layers (`torch.nn.SELU`). */
export class SELU extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return F.selu(input, this.inplace);
  }
}

interface DimOptions {
  readonly dim?: number;
}
const dimOrder = ['dim'] as const;

/** The first half along a dimension times the sigmoid of the second (`torch.nn.GLU`). */
export class GLU extends Module {
  dim: number;

  constructor(...args: Arguments<DimOptions, typeof dimOrder>) {
    super();
    this.dim = constructorArguments<DimOptions>('GLU', dimOrder, 0, args).dim ?? -1;
  }

  forward(input: Tensor): Tensor {
    return F.glu(input, this.dim);
  }
  override extra_repr(): string {
    return `dim=${this.dim}`;
  }
}

interface GELUOptions {
  readonly approximate?: 'none' | 'tanh';
}
const geluOrder = ['approximate'] as const;

/** x times the normal distribution up to x (`torch.nn.GELU`), exact or by a hyperbolic tangent. */
export class GELU extends Module {
  approximate: 'none' | 'tanh';

  constructor(...args: Arguments<GELUOptions, typeof geluOrder>) {
    super();
    this.approximate = constructorArguments<GELUOptions>('GELU', geluOrder, 0, args).approximate ?? 'none';
  }

  forward(input: Tensor): Tensor {
    return _nn.gelu(input, { approximate: this.approximate });
  }
  override extra_repr(): string {
    return `approximate=${py_repr(this.approximate)}`;
  }
}

interface ShrinkOptions {
  readonly lambd?: number;
}
const shrinkOrder = ['lambd'] as const;

/** What Hardshrink and Softshrink share. */
abstract class Shrink extends Module {
  lambd: number;

  constructor(...args: Arguments<ShrinkOptions, typeof shrinkOrder>) {
    super();
    this.lambd = constructorArguments<ShrinkOptions>(this._get_name(), shrinkOrder, 0, args).lambd ?? 0.5;
  }

  override extra_repr(): string {
    return py_float_repr(this.lambd);
  }
}

/** The element where it is further than lambd from 0, else 0 (`torch.nn.Hardshrink`). */
export class Hardshrink extends Shrink {
  forward(input: Tensor): Tensor {
    return input.hardshrink(this.lambd);
  }
}

/** The element, lambd nearer to 0 and not beyond (`torch.nn.Softshrink`). */
export class Softshrink extends Shrink {
  forward(input: Tensor): Tensor {
    return _nn.softshrink(input, this.lambd);
  }
}

interface LeakyReLUOptions extends InPlaceOptions {
  readonly negative_slope?: number;
}
const leakyOrder = ['negative_slope', 'inplace'] as const;

/** x above 0, negative_slope x below (`torch.nn.LeakyReLU`). */
export class LeakyReLU extends Module {
  negative_slope: number;
  inplace: boolean;

  constructor(...args: Arguments<LeakyReLUOptions, typeof leakyOrder>) {
    super();
    const given = constructorArguments<LeakyReLUOptions>('LeakyReLU', leakyOrder, 0, args);
    this.negative_slope = given.negative_slope ?? 0.01;
    this.inplace = given.inplace ?? false;
  }

  forward(input: Tensor): Tensor {
    return F.leaky_relu(input, this.negative_slope, this.inplace);
  }
  override extra_repr(): string {
    return settings({ negative_slope: this.negative_slope }, this.inplace);
  }
}

/** log(1 / (1 + exp(-x))) for each element (`torch.nn.LogSigmoid`). */
export class LogSigmoid extends Module {
  forward(input: Tensor): Tensor {
    return F.logsigmoid(input);
  }
}

interface SoftplusOptions {
  readonly beta?: number;
  readonly threshold?: number;
}
const softplusOrder = ['beta', 'threshold'] as const;

/** log(1 + exp(beta x)) / beta, x itself where beta x exceeds `threshold` (`torch.nn.Softplus`). */
export class Softplus extends Module {
  beta: number;
  threshold: number;

  constructor(...args: Arguments<SoftplusOptions, typeof softplusOrder>) {
    super();
    const given = constructorArguments<SoftplusOptions>('Softplus', softplusOrder, 0, args);
    this.beta = given.beta ?? 1;
    this.threshold = given.threshold ?? 20;
  }

  forward(input: Tensor): Tensor {
    return _nn.softplus(input, this.beta, this.threshold);
  }
  override extra_repr(): string {
    return settings({ beta: this.beta, threshold: this.threshold });
  }
}

interface PReLUOptions extends FactoryOptions {
  readonly num_parameters?: number;
  readonly init?: number;
}
const preluOrder = ['num_parameters', 'init', 'device', 'dtype'] as const;

/** x above 0, a learnt slope times x below: one slope, or one for each channel (`torch.nn.PReLU`). */
export class PReLU extends Module {
  num_parameters: number;
  init: number;
  declare weight: Parameter;

  constructor(...args: Arguments<PReLUOptions, typeof preluOrder>) {
    super();
    const given = constructorArguments<PReLUOptions>('PReLU', preluOrder, 0, args);
    const { num_parameters = 1, device, dtype } = given;
    this.num_parameters = num_parameters;
    this.init = given.init ?? 0.25;
    this.register_parameter('weight', Parameter(empty([num_parameters], { device, dtype })));
    this.reset_parameters();
  }

  /** Sets all slopes to what they were at first. */
  reset_parameters(): void {
    init.constant_(this.weight, this.init);
  }
  forward(input: Tensor): Tensor {
    return input.prelu(this.weight);
  }
  override extra_repr(): string {
    return `num_parameters=${this.num_parameters}`;
  }
}

/** x / (1 + |x|) for each element (`torch.nn.Softsign`). */
export class Softsign extends Module {
  forward(input: Tensor): Tensor {
    return F.softsign(input);
  }
}

/** x - tanh(x) for each element (`torch.nn.Tanhshrink`). */
export class Tanhshrink extends Module {
  forward(input: Tensor): Tensor {
    return F.tanhshrink(input);
  }
}

interface SoftmaxOptions {
  /** Along which dimension the results sum to 1; null leaves it to an old rule, with a warning. */
  readonly dim?: number | null;
}

/** What the softmax layers share. */
abstract class SoftmaxActivation extends Module {
  dim: number | null;

  constructor(...args: Arguments<SoftmaxOptions, typeof dimOrder>) {
    super();
    const { dim = null } = constructorArguments<SoftmaxOptions>(this._get_name(), dimOrder, 0, args);
    this._checkDim(dim);
    this.dim = dim;
  }

  protected _checkDim(dim: unknown): void {
    if (dim === null || (typeof dim === 'number' && Number.isInteger(dim))) return;
    throw new TypeError(`dim must be an int or None, got <class '${typeName(dim)}'>`);
  }

  override extra_repr(): string {
    return `dim=${py_repr(this.dim)}`;
  }
}

/** The softmax of -x along a dimension (`torch.nn.Softmin`). */
export class Softmin extends SoftmaxActivation {
  protected override _checkDim(): void {
    // PyTorch leaves this one to the operator.
  }
  forward(input: Tensor): Tensor {
    return F.softmin(input, this.dim);
  }
}

/** exp(x) / sum(exp(x)) along a dimension (`torch.nn.Softmax`). */
export class Softmax extends SoftmaxActivation {
  forward(input: Tensor): Tensor {
    return F.softmax(input, this.dim);
  }
}

/** Softmax over the channels of (N, C, H, W) or (C, H, W) (`torch.nn.Softmax2d`). Throws a ValueError for others. */
export class Softmax2d extends Module {
  forward(input: Tensor): Tensor {
    const dim = input.dim();
    if (dim !== 3 && dim !== 4) {
      throw new ValueError(`Softmax2d: expected input to be 3D or 4D, got ${dim}D instead`);
    }
    return F.softmax(input, -3);
  }
}

/** log(softmax(x)) along a dimension (`torch.nn.LogSoftmax`). */
export class LogSoftmax extends SoftmaxActivation {
  forward(input: Tensor): Tensor {
    return F.log_softmax(input, this.dim);
  }
}
