import { grad } from '../autograd/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { NotImplementedError } from '../values/errors.js';
import { Distribution } from './distribution.js';
import { times } from './numbers.js';

/**
 * Distributions of an exponential family (`torch.distributions.ExponentialFamily`): entropy and divergences follow from
 * the gradients of their log normalizer. A class of its own has `_natural_params`, `_log_normalizer` and
 * `_mean_carrier_measure`.
 */
export class ExponentialFamily extends Distribution {
  static readonly _mean_carrier_measure?: number;

  get _natural_params(): readonly Tensor[] {
    throw new NotImplementedError('');
  }

  _log_normalizer(..._natural_params: readonly Tensor[]): Tensor {
    throw new NotImplementedError('');
  }

  get _mean_carrier_measure(): Tensor | number {
    const found = (this.constructor as typeof ExponentialFamily)._mean_carrier_measure;
    if (found === undefined) throw new NotImplementedError('');
    return found;
  }

  override entropy(): Tensor {
    const measure = times(this._mean_carrier_measure, -1);
    const params = this._natural_params.map((param) => param.detach().requires_grad_());
    const normalizer = this._log_normalizer(...params);
    const gradients = grad(normalizer.sum(), params, { create_graph: true });
    let result = normalizer.add(measure);
    params.forEach((param, i) => {
      const inner = param.mul(gradients[i]!).reshape([...this._batch_shape, -1]).sum(-1);
      result = i === 0 ? result.sub(inner) : result.sub_(inner);
    });
    return result;
  }
}
