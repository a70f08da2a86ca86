import { ValueError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import * as F from '../functional.js';
import { checkDimensions, NormBase } from './batchnorm.js';
import { signature } from '../../arguments/signature.js';
import { inputs } from '../module/inputs.js';

const instanceNorm_ = {
  init: signature(`_InstanceNorm(num_features: int, eps: float = 1e-05, momentum: float | None = 0.1,
    affine: bool = False, track_running_stats: bool = False, device: DeviceLike = None, dtype: dtype = None, *,
    bias: bool = True)`),
  forward: signature('_InstanceNorm.forward(self, input: Tensor) -> Tensor'),
};

abstract class InstanceNormNd extends NormBase {
  readonly _dims: number;

  constructor(dims: number, args: typeof instanceNorm_.init.args) {
    super(instanceNorm_.init.read(args));
    this._dims = dims;
  }

  get [inputs]() { return instanceNorm_.forward; }

  /** Layers of PyTorch before 0.4 kept running statistics without being asked to. */
  override _load_from_state_dict(...args: Parameters<NormBase['_load_from_state_dict']>): void {
    const [state, prefix, { version }, , , , errors] = args;
    const keys = ['running_mean', 'running_var'].map((name) => prefix + name).filter((key) => state.has(key));
    if (version === undefined && !this.track_running_stats && keys.length > 0) {
      const name = this._get_name();
      errors.push(
        `Unexpected running stats buffer(s) ${keys.map((key) => `"${key}"`).join(' and ')} for ${name} with ` +
          'track_running_stats=False. If state_dict is a checkpoint saved before 0.4.0, this may be expected because ' +
          `${name} does not track running stats by default since 0.4.0. Please remove these keys from state_dict. If ` +
          `the running stats are actually needed, instead set track_running_stats=True in ${name} to enable them. See ` +
          `the documentation of ${name} for details.`);
      for (const key of keys) state.delete(key);
    }
    super._load_from_state_dict(...args);
  }

  forward(input: Tensor): Tensor {
    const without = this._dims + 1;
    checkDimensions(input, [without, without + 1]);
    const dim = input.dim();
    const channels = dim - without;
    const size = input.size(channels);
    if (size !== this.num_features) this._mismatch(channels, size);
    if (dim !== without) return this._apply_instance_norm(input);
    return this._apply_instance_norm(input.unsqueeze(0)).squeeze(0);
  }

  _mismatch(dim: number, size: number): void {
    if (this.affine) {
      throw new ValueError(
        `expected input's size at dim=${dim} to match num_features (${this.num_features}), but got: ${size}.`);
    }
    warn('UserWarning',
      `input's size at dim=${dim} does not match num_features. You can silence this warning by not passing in ` +
        'num_features, which is not used because affine=False');
  }

  _apply_instance_norm(input: Tensor): Tensor {
    const { running_mean, running_var, weight, bias, momentum, eps } = this;
    const usesInput = this.training || !this.track_running_stats;
    return F.instance_norm(input, running_mean, running_var, weight, bias, usesInput, momentum ?? 0, eps);
  }
}

/**
 * Normalises each channel of each sample by itself (`torch.nn.InstanceNorm1d`): (N, C, L) or (C, L). No weight and bias
 * unless `affine`. Throws a ValueError for an input of other dimensions, or of other channels where there is a weight.
 */
export class InstanceNorm1d extends InstanceNormNd {
  constructor(...args: typeof instanceNorm_.init.args) {
    super(1, args);
  }
}

/** {@link InstanceNorm1d} for images, (N, C, H, W) or (C, H, W) (`torch.nn.InstanceNorm2d`). */
export class InstanceNorm2d extends InstanceNormNd {
  constructor(...args: typeof instanceNorm_.init.args) {
    super(2, args);
  }
}

/** {@link InstanceNorm1d} for volumes, (N, C, D, H, W) or (C, D, H, W) (`torch.nn.InstanceNorm3d`). */
export class InstanceNorm3d extends InstanceNormNd {
  constructor(...args: typeof instanceNorm_.init.args) {
    super(3, args);
  }
}
