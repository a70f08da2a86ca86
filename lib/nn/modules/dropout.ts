import { ValueError } from '../../values/errors.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { signature } from '../../arguments/signature.js';

const dropout_ = signature('_DropoutNd(p: float = 0.5, inplace: bool = False)');

/** What the dropout layers share. */
abstract class DropoutNd extends Module {
  p: number;
  inplace: boolean;

  constructor(...args: typeof dropout_.args) {
    super();
    const [p, inplace] = dropout_.list(args);
    if (p < 0 || p > 1) {
      throw new ValueError(`dropout probability has to be between 0 and 1, but got ${py_repr(p)}`);
    }
    this.p = p;
    this.inplace = inplace;
  }

  get [inputs]() { return oneInput; }

  override extra_repr(): string {
    return `p=${py_float_repr(this.p)}, inplace=${py_repr(this.inplace)}`;
  }
}

/** In training zeroes elements with probability p and divides the others by 1 - p (`torch.nn.Dropout`). */
export class Dropout extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.dropout(input, this.p, this.training, this.inplace);
  }
}

/** {@link Dropout} of whole channels of (N, C, L) or (C, L) (`torch.nn.Dropout1d`). */
export class Dropout1d extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.dropout1d(input, this.p, this.training, this.inplace);
  }
}

/** {@link Dropout} of whole channels of (N, C, H, W) (`torch.nn.Dropout2d`). */
export class Dropout2d extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.dropout2d(input, this.p, this.training, this.inplace);
  }
}

/** {@link Dropout} of whole channels of (N, C, D, H, W) or (C, D, H, W) (`torch.nn.Dropout3d`). */
export class Dropout3d extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.dropout3d(input, this.p, this.training, this.inplace);
  }
}

/** Dropout that keeps mean and variance of SELU's outputs (`torch.nn.AlphaDropout`); never in place, as PyTorch's. */
export class AlphaDropout extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.alpha_dropout(input, this.p, this.training);
  }
}

/** {@link AlphaDropout} of whole channels (`torch.nn.FeatureAlphaDropout`); never in place, as PyTorch's. */
export class FeatureAlphaDropout extends DropoutNd {
  forward(input: Tensor): Tensor {
    return F.feature_alpha_dropout(input, this.p, this.training);
  }
}
