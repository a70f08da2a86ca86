import type { Tensor } from '../../tensor/tensor.js';
import { UninitializedParameter } from '../parameter.js';
import { installLazy, type LazyMembers } from './lazy.js';
import { Linear } from './linear.js';
import { signature } from '../../arguments/signature.js';

const lazyLinear_ = signature(
  'LazyLinear(out_features: int, bias: bool = True, device: DeviceLike = None, dtype: dtype = None)');

/** A {@link Linear} that learns `in_features` from the first input (`torch.nn.LazyLinear`). */
export class LazyLinear extends Linear {
  constructor(...args: typeof lazyLinear_.args) {
    const { out_features, bias, device, dtype } = lazyLinear_.read(args);
    super({ in_features: 0, out_features: 0, bias: false });
    this.out_features = out_features;
    this.weight = UninitializedParameter({ device, dtype });
    if (bias) this.bias = UninitializedParameter({ device, dtype });
  }
}
export interface LazyLinear extends LazyMembers {}

installLazy<Linear>(LazyLinear, (module, input: Tensor) => {
  module.in_features = input.size(-1);
  (module.weight as UninitializedParameter).materialize([module.out_features, module.in_features]);
  if (module.bias !== null) (module.bias as UninitializedParameter).materialize([module.out_features]);
});
