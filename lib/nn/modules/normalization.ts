import { ValueError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { tupleText } from '../../printing/tensor_text.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { CrossMapLRN2d as crossMap } from './cross_map_lrn.js';
import type { Sizes } from './sizes.js';
import { signature } from '../../arguments/signature.js';

const localResponse_ = signature('LocalResponseNorm(size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0)');

/**
 * Divides each value by a power of the mean square of its neighbours in the channels (`torch.nn.LocalResponseNorm`):
 * (N, C, ...) of at least three dimensions.
 */
export class LocalResponseNorm extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(...args: typeof localResponse_.args) {
    super();
    [this.size, this.alpha, this.beta, this.k] = localResponse_.list(args);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return F.local_response_norm(input, this.size, this.alpha, this.beta, this.k);
  }

  override extra_repr(): string {
    const { size, alpha, beta, k } = this;
    return `${size}, alpha=${py_float_repr(alpha)}, beta=${py_float_repr(beta)}, k=${py_float_repr(k)}`;
  }
}

/** {@link LocalResponseNorm} as Torch 7 had it, with a gradient of its own (`torch.nn.CrossMapLRN2d`): (N, C, H, W). */
export class CrossMapLRN2d extends Module {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;

  constructor(...args: typeof localResponse_.args) {
    super();
    [this.size, this.alpha, this.beta, this.k] = localResponse_.list(args, 'CrossMapLRN2d.__init__');
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return crossMap.apply(input, this.size, this.alpha, this.beta, this.k);
  }

  override extra_repr(): string {
    const { size, alpha, beta, k } = this;
    return `${size}, alpha=${py_float_repr(alpha)}, beta=${py_float_repr(beta)}, k=${py_repr(k)}`;
  }
}

const layerNorm_ = signature(`LayerNorm(normalized_shape: Sizes, eps: float = 1e-05, elementwise_affine: bool = True,
  bias: bool = True, device: DeviceLike = None, dtype: dtype = None)`);

/** Normalises each sample over its last dimensions (`torch.nn.LayerNorm`): (N, ..., normalized_shape) to the same. */
export class LayerNorm extends Module {
  readonly normalized_shape: readonly number[];
  readonly eps: number;
  readonly elementwise_affine: boolean;

  constructor(...args: typeof layerNorm_.args) {
    super();
    const { normalized_shape, eps, elementwise_affine, bias, device, dtype } = layerNorm_.read(args);
    const shape = shapeOf(normalized_shape);
    this.normalized_shape = shape;
    this.eps = eps;
    this.elementwise_affine = elementwise_affine;
    const parameter = (): Parameter => Parameter(empty(shape, { device, dtype }));
    this.register_parameter('weight', elementwise_affine ? parameter() : null);
    this.register_parameter('bias', elementwise_affine && bias ? parameter() : null);
    this.reset_parameters();
  }

  get [inputs]() { return oneInput; }

  /** Weight 1, bias 0. */
  reset_parameters(): void {
    resetAffine(this);
  }

  forward(input: Tensor): Tensor {
    return F.layer_norm(input, this.normalized_shape, this.weight, this.bias, this.eps);
  }

  override extra_repr(): string {
    return `${tupleText(this.normalized_shape)}, eps=${py_float_repr(this.eps)}, ` +
      `elementwise_affine=${py_repr(this.elementwise_affine)}, bias=${py_repr(this.bias !== null)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface LayerNorm {
  get weight(): Parameter;
  set weight(value: Parameter | null);
  get bias(): Parameter;
  set bias(value: Parameter | null);
}

const groupNorm_ = signature(`GroupNorm(num_groups: int, num_channels: int, eps: float = 1e-05, affine: bool = True,
  device: DeviceLike = None, dtype: dtype = None, *, bias: bool = True)`);

/**
 * Normalises each group of channels of each sample (`torch.nn.GroupNorm`): (N, C, ...). Throws a ValueError unless
 * `num_groups` divides `num_channels`.
 */
export class GroupNorm extends Module {
  readonly num_groups: number;
  readonly num_channels: number;
  readonly eps: number;
  readonly affine: boolean;

  constructor(...args: typeof groupNorm_.args) {
    super();
    const { num_groups, num_channels, eps, affine, bias, device, dtype } = groupNorm_.read(args);
    if (num_channels % num_groups !== 0) {
      throw new ValueError(`num_channels (${num_channels}) must be divisible by num_groups (${num_groups})`);
    }
    this.num_groups = num_groups;
    this.num_channels = num_channels;
    this.eps = eps;
    this.affine = affine;
    const parameter = (): Parameter => Parameter(empty([num_channels], { device, dtype }));
    this.register_parameter('weight', affine ? parameter() : null);
    this.register_parameter('bias', affine && bias ? parameter() : null);
    this.reset_parameters();
  }

  get [inputs]() { return oneInput; }

  /** Weight 1, bias 0. */
  reset_parameters(): void {
    resetAffine(this);
  }

  forward(input: Tensor): Tensor {
    return F.group_norm(input, this.num_groups, this.weight, this.bias, this.eps);
  }

  override extra_repr(): string {
    return `${this.num_groups}, ${this.num_channels}, eps=${py_float_repr(this.eps)}, ` +
      `affine=${py_repr(this.affine)}, bias=${py_repr(this.bias !== null)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface GroupNorm {
  get weight(): Parameter;
  set weight(value: Parameter | null);
  get bias(): Parameter;
  set bias(value: Parameter | null);
}

const rmsNorm_ = {
  init: signature(`RMSNorm(normalized_shape: Sizes, eps: float | None = None, elementwise_affine: bool = True,
    device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature('forward(self, x: Tensor) -> Tensor'),
};

/** Divides each sample by the root mean square over its last dimensions (`torch.nn.RMSNorm`). */
export class RMSNorm extends Module {
  readonly normalized_shape: readonly number[];
  readonly eps: number | null;
  readonly elementwise_affine: boolean;

  constructor(...args: typeof rmsNorm_.init.args) {
    super();
    const { normalized_shape, eps, elementwise_affine, device, dtype } = rmsNorm_.init.read(args);
    this.normalized_shape = shapeOf(normalized_shape);
    this.eps = eps;
    this.elementwise_affine = elementwise_affine;
    const weight = elementwise_affine ? Parameter(empty(this.normalized_shape, { device, dtype })) : null;
    this.register_parameter('weight', weight);
    this.reset_parameters();
  }

  get [inputs]() { return rmsNorm_.forward; }

  /** Makes the weight 1 again. */
  reset_parameters(): void {
    if (this.weight !== null) init.ones_(this.weight);
  }

  forward(input: Tensor): Tensor {
    return F.rms_norm(input, this.normalized_shape, this.weight, this.eps);
  }

  override extra_repr(): string {
    return `${tupleText(this.normalized_shape)}, eps=${this.eps === null ? 'None' : py_float_repr(this.eps)}, ` +
      `elementwise_affine=${py_repr(this.elementwise_affine)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface RMSNorm {
  get weight(): Parameter;
  set weight(value: Parameter | null);
}

function shapeOf(shape: Sizes): readonly number[] {
  return typeof shape === 'number' ? [shape] : [...shape];
}

function resetAffine({ weight, bias }: { readonly weight: Parameter | null; readonly bias: Parameter | null }): void {
  if (weight !== null) init.ones_(weight);
  if (bias !== null) init.zeros_(bias);
}
