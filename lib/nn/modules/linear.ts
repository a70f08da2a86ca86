import { linear } from '../../generated/nn.js';
import { bilinear, empty } from '../../generated/torch.js';
import { ValueError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { anyInput, inputs, oneInput } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { signature } from '../../arguments/signature.js';

/** Gives its input back (`torch.nn.Identity`); takes arguments of any kind, to stand in for another layer. */
export class Identity extends Module {
  constructor(..._args: unknown[]) {
    super();
  }

  get [inputs]() { return anyInput; }

  forward<T>(input: T): T {
    return input;
  }
}

const linear_ = signature(
  'Linear(in_features: int, out_features: int, bias: bool = True, device: DeviceLike = None, dtype: dtype = None)');

/**
 * x A^T + b (`torch.nn.Linear`): (*, in_features) to (*, out_features). The weight has a row for each output; its
 * initial values and those of the bias are uniform within 1 / sqrt(in_features).
 */
export class Linear extends Module {
  in_features: number;
  out_features: number;
  declare weight: Parameter;

  constructor(...args: typeof linear_.args) {
    super();
    const { in_features, out_features, bias, device, dtype } = linear_.read(args);
    this.in_features = in_features;
    this.out_features = out_features;
    this.register_parameter('weight', Parameter(empty([out_features, in_features], { device, dtype })));
    this.register_parameter('bias', bias ? Parameter(empty([out_features], { device, dtype })) : null);
    this.reset_parameters();
  }

  get [inputs]() { return oneInput; }

  /** Draws new values for weight and bias. */
  reset_parameters(): void {
    const { in_features, weight, bias } = this;
    // PyTorch's way to say: uniform within 1 / sqrt(in_features).
    init.kaiming_uniform_(weight, Math.sqrt(5));
    const biasBound = in_features > 0 ? 1 / Math.sqrt(in_features) : 0;
    if (bias !== null) init.uniform_(bias, -biasBound, biasBound);
  }

  forward(input: Tensor): Tensor {
    return linear(input, this.weight, this.bias);
  }

  override extra_repr(): string {
    const { in_features, out_features, bias } = this;
    return `in_features=${in_features}, out_features=${out_features}, bias=${py_repr(bias !== null)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface Linear {
  get bias(): Parameter;
  set bias(value: Parameter | null);
}

/** A Linear under the name that the projection behind attention has in PyTorch. */
export class NonDynamicallyQuantizableLinear extends Linear {}

const twoInputs = signature('forward(self, input1: Tensor, input2: Tensor) -> Tensor');
const bilinear_ = signature(`Bilinear(in1_features: int, in2_features: int, out_features: int, bias: bool = True,
  device: DeviceLike = None, dtype: dtype = None)`);

/** x1^T A x2 + b (`torch.nn.Bilinear`): (*, in1_features) and (*, in2_features) to (*, out_features). */
export class Bilinear extends Module {
  in1_features: number;
  in2_features: number;
  out_features: number;
  declare weight: Parameter;

  constructor(...args: typeof bilinear_.args) {
    super();
    const { in1_features, in2_features, out_features, bias, device, dtype } = bilinear_.read(args);
    this.in1_features = in1_features;
    this.in2_features = in2_features;
    this.out_features = out_features;
    const shape = [out_features, in1_features, in2_features];
    this.register_parameter('weight', Parameter(empty(shape, { device, dtype })));
    this.register_parameter('bias', bias ? Parameter(empty([out_features], { device, dtype })) : null);
    this.reset_parameters();
  }

  get [inputs]() { return twoInputs; }

  /** Draws new values for weight and bias. Throws a ValueError for inputs without features. */
  reset_parameters(): void {
    const { in1_features, weight, bias } = this;
    if (in1_features <= 0) throw new ValueError(`in1_features must be > 0, but got (in1_features=${in1_features})`);
    const bound = 1 / Math.sqrt(in1_features);
    init.uniform_(weight, -bound, bound);
    if (bias !== null) init.uniform_(bias, -bound, bound);
  }

  forward(input1: Tensor, input2: Tensor): Tensor {
    return bilinear(input1, input2, this.weight, this.bias);
  }

  override extra_repr(): string {
    const { in1_features, in2_features, out_features, bias } = this;
    return `in1_features=${in1_features}, in2_features=${in2_features}, out_features=${out_features}, ` +
      `bias=${py_repr(bias !== null)}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface Bilinear {
  get bias(): Parameter;
  set bias(value: Parameter | null);
}
