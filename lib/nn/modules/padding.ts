import { ValueError } from '../../values/errors.js';
import { pad } from '../../generated/nn.js';
import { tupleText } from '../../printing/tensor_text.js';
import { py_float_repr } from '../../python/format.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { expanded } from '../functional/sizes.js';
import { signature } from '../../arguments/signature.js';

/** One number for all sides, or [left, right, top, bottom, front, back] as far as there are dimensions. */
const pad_ = signature('ReflectionPad1d(padding: Sizes)');
type PadArguments = typeof pad_.args;

type Mode = 'reflect' | 'replicate' | 'circular';

abstract class PadNd extends Module {
  readonly padding: readonly number[];
  readonly _mode: Mode;

  constructor(name: string, dims: number, mode: Mode, args: PadArguments) {
    super();
    const [padding] = pad_.list(args, `${name}.__init__`);
    this.padding = expanded(padding, 2 * dims);
    this._mode = mode;
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return pad(input, this.padding, this._mode);
  }

  override extra_repr(): string {
    return tupleText(this.padding);
  }
}

/** Pads a signal by mirroring it at its ends, which are not doubled (`torch.nn.ReflectionPad1d`): (N, C, L), (C, L). */
export class ReflectionPad1d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReflectionPad1d', 1, 'reflect', args);
  }
}
/** {@link ReflectionPad1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.ReflectionPad2d`). */
export class ReflectionPad2d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReflectionPad2d', 2, 'reflect', args);
  }
}
/** {@link ReflectionPad1d} for volumes, (N, C, D, H, W) or without N (`torch.nn.ReflectionPad3d`). */
export class ReflectionPad3d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReflectionPad3d', 3, 'reflect', args);
  }
}

/** Pads a signal by repeating its ends (`torch.nn.ReplicationPad1d`): (N, C, L) or (C, L). */
export class ReplicationPad1d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReplicationPad1d', 1, 'replicate', args);
  }
}
/** {@link ReplicationPad1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.ReplicationPad2d`). */
export class ReplicationPad2d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReplicationPad2d', 2, 'replicate', args);
  }
}
/** {@link ReplicationPad1d} for volumes, (N, C, D, H, W) or without N (`torch.nn.ReplicationPad3d`). */
export class ReplicationPad3d extends PadNd {
  constructor(...args: PadArguments) {
    super('ReplicationPad3d', 3, 'replicate', args);
  }
}

abstract class CircularPadNd extends PadNd {
  constructor(name: string, dims: number, args: PadArguments) {
    super(name, dims, 'circular', args);
  }

  override forward(input: Tensor): Tensor {
    const least = this.padding.length / 2 + 1;
    const dim = input.dim();
    if (dim !== least && dim !== least + 1) {
      throw new ValueError(`expected ${least}D or ${least + 1}D input (got ${dim}D input)`);
    }
    return super.forward(input);
  }
}

/**
 * Pads a signal with its other end (`torch.nn.CircularPad1d`): (N, C, L) or (C, L). Throws a ValueError for an input of
 * other dimensions.
 */
export class CircularPad1d extends CircularPadNd {
  constructor(...args: PadArguments) {
    super('CircularPad1d', 1, args);
  }
}
/** {@link CircularPad1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.CircularPad2d`). */
export class CircularPad2d extends CircularPadNd {
  constructor(...args: PadArguments) {
    super('CircularPad2d', 2, args);
  }
}
/** {@link CircularPad1d} for volumes, (N, C, D, H, W) or without N (`torch.nn.CircularPad3d`). */
export class CircularPad3d extends CircularPadNd {
  constructor(...args: PadArguments) {
    super('CircularPad3d', 3, args);
  }
}

const constantPad_ = signature('ConstantPad1d(padding: Sizes, value: float)');
type ConstantPadArguments = typeof constantPad_.args;

abstract class ConstantPadNd extends Module {
  readonly padding: readonly number[];
  readonly value: number;

  constructor(name: string, dims: number, args: ConstantPadArguments) {
    super();
    const [padding, value] = constantPad_.list(args, `${name}.__init__`);
    this.value = value;
    this.padding = expanded(padding, 2 * dims);
  }

  get [inputs]() { return oneInput; }

  forward(input: Tensor): Tensor {
    return pad(input, this.padding, 'constant', this.value);
  }

  override extra_repr(): string {
    return `padding=${tupleText(this.padding)}, value=${py_float_repr(this.value)}`;
  }
}

/** Pads a signal with one value (`torch.nn.ConstantPad1d`): (N, C, L) or (C, L); negative padding cuts. */
export class ConstantPad1d extends ConstantPadNd {
  constructor(...args: ConstantPadArguments) {
    super('ConstantPad1d', 1, args);
  }
}
/** Pads an image with one value (`torch.nn.ConstantPad2d`): (N, C, H, W) or (C, H, W); negative padding cuts. */
export class ConstantPad2d extends ConstantPadNd {
  constructor(...args: ConstantPadArguments) {
    super('ConstantPad2d', 2, args);
  }
}
/** Pads a volume with one value (`torch.nn.ConstantPad3d`): (N, C, D, H, W) or without N; negative padding cuts. */
export class ConstantPad3d extends ConstantPadNd {
  constructor(...args: ConstantPadArguments) {
    super('ConstantPad3d', 3, args);
  }
}

/** Pads a signal with zeros (`torch.nn.ZeroPad1d`): (N, C, L) or (C, L); negative padding cuts. */
export class ZeroPad1d extends ConstantPad1d {
  constructor(...args: PadArguments) {
    super(...pad_.list(args, 'ZeroPad1d.__init__'), 0);
  }
  override extra_repr(): string {
    return tupleText(this.padding);
  }
}
/** Pads an image with zeros (`torch.nn.ZeroPad2d`): (N, C, H, W) or (C, H, W); negative padding cuts. */
export class ZeroPad2d extends ConstantPad2d {
  constructor(...args: PadArguments) {
    super(...pad_.list(args, 'ZeroPad2d.__init__'), 0);
  }
  override extra_repr(): string {
    return tupleText(this.padding);
  }
}
/** Pads a volume with zeros (`torch.nn.ZeroPad3d`): (N, C, D, H, W) or without N; negative padding cuts. */
export class ZeroPad3d extends ConstantPad3d {
  constructor(...args: PadArguments) {
    super(...pad_.list(args, 'ZeroPad3d.__init__'), 0);
  }
  override extra_repr(): string {
    return tupleText(this.padding);
  }
}
