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
import { inputs, layerName, oneInput } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';

export { MultiheadAttention } from './multihead_attention.js';

const inPlace_ = signature('ReLU(inplace: bool = False)');

/** What the activations share that have no other choice than where the result goes. */
abstract class InPlaceActivation extends Module {
  inplace: boolean;

  constructor(...args: typeof inPlace_.args) {
    super();
    [this.inplace] = inPlace_.list(args, `${layerName(this)}.__init__`);
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}

/** Settings as a module's text shows them, with `inplace` where it is true. */
function settings(values: Readonly<Record<string, number>>, inplace = false): string {
  const texts = Object.entries(values).map(([name, value]) => `${name}=${py_float_repr(value)}`);
  return [...texts, ...(inplace ? ['inplace=True'] : [])].join(', ');
}

const threshold_ = signature('Threshold(threshold: float, value: float, inplace: bool = False)');

/** The element where it exceeds `threshold`, `value` elsewhere (`torch.nn.Threshold`). */
export class Threshold extends Module {
  threshold: number;
  value: number;
  inplace: boolean;

  constructor(...args: typeof threshold_.args) {
    super();
    [this.threshold, this.value, this.inplace] = threshold_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.threshold(input, this.threshold, this.value, this.inplace);
  }
  override extra_repr(): string {
    const end = this.inplace ? ', inplace=True' : '';
    return `threshold=${py_float_repr(this.threshold)}, value=${py_float_repr(this.value)}${end}`;
  }
}

/** max(0, x) for each element (`torch.nn.ReLU`). */
export class ReLU extends InPlaceActivation {
  forward(input: Tensor): Tensor {
    return this.inplace ? input.relu_() : input.relu();
  }
}

const rrelu_ = signature('RReLU(lower: float = 0.125, upper: float = 0.3333333333333333, inplace: bool = False)');

/** Leaky ReLU with slopes drawn between two numbers in training, their mean otherwise (`torch.nn.RReLU`). */
export class RReLU extends Module {
  lower: number;
  upper: number;
  inplace: boolean;

  constructor(...args: typeof rrelu_.args) {
    super();
    [this.lower, this.upper, this.inplace] = rrelu_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.rrelu(input, this.lower, this.upper, this.training, this.inplace);
  }
  override extra_repr(): string {
    return settings({ lower: this.lower, upper: this.upper }, this.inplace);
  }
}

/** The value of an argument, or that of the name it had before PyTorch 0.4. */
function renamed<Name extends string, Old extends string>(
  name: Name, old: Old, given: { readonly [K in Name]: number } & { readonly [K in Old]: number | null },
): number {
  const value = given[old];
  if (value === null) return given[name];
  warn('FutureWarning', `keyword argument \`${old}\` is deprecated and renamed to \`${name}\``);
  return value;
}

const hardtanh_ = signature(`Hardtanh(min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
  min_value: float | None = None, max_value: float | None = None)`);

/** The element, held between two numbers (`torch.nn.Hardtanh`). Throws an AssertionError if these are not in order. */
export class Hardtanh extends Module {
  min_val: number;
  max_val: number;
  inplace: boolean;

  constructor(...args: typeof hardtanh_.args) {
    super();
    const given = hardtanh_.read(args);
    const min_val = renamed('min_val', 'min_value', given);
    const max_val = renamed('max_val', 'max_value', given);
    if (max_val <= min_val) {
      const [low, high] = [py_float_repr(min_val), py_float_repr(max_val)];
      throw new AssertionError(`max_val (${high}) must be greater than min_val (${low})`);
    }
    this.min_val = min_val;
    this.max_val = max_val;
    this.inplace = given.inplace;
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.hardtanh(input, this.min_val, this.max_val, this.inplace);
  }
  override extra_repr(): string {
    return settings({ min_val: this.min_val, max_val: this.max_val }, this.inplace);
  }
}

/** min(max(0, x), 6) for each element (`torch.nn.ReLU6`). */
export class ReLU6 extends Hardtanh {
  constructor(...args: typeof inPlace_.args) {
    super(0, 6, ...inPlace_.list(args, 'ReLU6.__init__'));
  }

  override extra_repr(): string {
    return this.inplace ? 'inplace=True' : '';
  }
}

/** 1 / (1 + exp(-x)) for each element (`torch.nn.Sigmoid`). */
export class Sigmoid extends Module {
  get [inputs]() { return oneInput; }

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
  get [inputs]() { return oneInput; }

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

const alpha_ = signature('ELU(alpha: float = 1.0, inplace: bool = False)');

/** What ELU and CELU share. */
abstract class AlphaActivation extends Module {
  alpha: number;
  inplace: boolean;

  constructor(...args: typeof alpha_.args) {
    super();
    [this.alpha, this.inplace] = alpha_.list(args, `${layerName(this)}.__init__`);
  }

  get [inputs]() { return oneInput; }

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

const glu_ = signature('GLU(dim: int = -1)');

/** The first half along a dimension times the sigmoid of the second (`torch.nn.GLU`). */
export class GLU extends Module {
  dim: number;

  constructor(...args: typeof glu_.args) {
    super();
    [this.dim] = glu_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.glu(input, this.dim);
  }
  override extra_repr(): string {
    return `dim=${this.dim}`;
  }
}

const gelu_ = signature('GELU(approximate: Literal["none", "tanh"] = "none")');

/** x times the normal distribution up to x (`torch.nn.GELU`), exact or by a hyperbolic tangent. */
export class GELU extends Module {
  approximate: 'none' | 'tanh';

  constructor(...args: typeof gelu_.args) {
    super();
    [this.approximate] = gelu_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return _nn.gelu(input, { approximate: this.approximate });
  }
  override extra_repr(): string {
    return `approximate=${py_repr(this.approximate)}`;
  }
}

const shrink_ = signature('Hardshrink(lambd: float = 0.5)');

/** What Hardshrink and Softshrink share. */
abstract class Shrink extends Module {
  lambd: number;

  constructor(...args: typeof shrink_.args) {
    super();
    [this.lambd] = shrink_.list(args, `${layerName(this)}.__init__`);
  }

  get [inputs]() { return oneInput; }

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

const leakyRelu_ = signature('LeakyReLU(negative_slope: float = 0.01, inplace: bool = False)');

/** x above 0, negative_slope x below (`torch.nn.LeakyReLU`). */
export class LeakyReLU extends Module {
  negative_slope: number;
  inplace: boolean;

  constructor(...args: typeof leakyRelu_.args) {
    super();
    [this.negative_slope, this.inplace] = leakyRelu_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.leaky_relu(input, this.negative_slope, this.inplace);
  }
  override extra_repr(): string {
    return settings({ negative_slope: this.negative_slope }, this.inplace);
  }
}

/** log(1 / (1 + exp(-x))) for each element (`torch.nn.LogSigmoid`). */
export class LogSigmoid extends Module {
  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.logsigmoid(input);
  }
}

const softplus_ = signature('Softplus(beta: float = 1.0, threshold: float = 20.0)');

/** log(1 + exp(beta x)) / beta, x itself where beta x exceeds `threshold` (`torch.nn.Softplus`). */
export class Softplus extends Module {
  beta: number;
  threshold: number;

  constructor(...args: typeof softplus_.args) {
    super();
    [this.beta, this.threshold] = softplus_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return _nn.softplus(input, this.beta, this.threshold);
  }
  override extra_repr(): string {
    return settings({ beta: this.beta, threshold: this.threshold });
  }
}

const prelu_ = signature(
  'PReLU(num_parameters: int = 1, init: float = 0.25, device: DeviceLike = None, dtype: dtype = None)');

/** x above 0, a learnt slope times x below: one slope, or one for each channel (`torch.nn.PReLU`). */
export class PReLU extends Module {
  num_parameters: number;
  init: number;
  declare weight: Parameter;

  constructor(...args: typeof prelu_.args) {
    super();
    const { num_parameters, init, device, dtype } = prelu_.read(args);
    this.num_parameters = num_parameters;
    this.init = init;
    this.register_parameter('weight', Parameter(empty([num_parameters], { device, dtype })));
    this.reset_parameters();
  }

  get [inputs]() { return oneInput; }

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
  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.softsign(input);
  }
}

/** x - tanh(x) for each element (`torch.nn.Tanhshrink`). */
export class Tanhshrink extends Module {
  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.tanhshrink(input);
  }
}

const softmax_ = signature('Softmax(dim: int | None = None)');

/** What the softmax layers share. */
abstract class SoftmaxActivation extends Module {
  dim: number | null;

  constructor(...args: typeof softmax_.args) {
    super();
    const [dim] = softmax_.list(args, `${layerName(this)}.__init__`);
    this._checkDim(dim);
    this.dim = dim;
  }

  get [inputs]() { return oneInput; }

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
  get [inputs]() { return oneInput; }

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
