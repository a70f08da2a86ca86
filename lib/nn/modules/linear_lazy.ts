import type { Tensor } from '../../tensor.js';
import { UninitializedParameter } from '../parameter.js';
import { constructorArguments, type Arguments, type FactoryOptions } from './arguments.js';
import { awaitInput, installLazy, type LazyMembers } from './lazy.js';
import { Linear } from './linear.js';

interface LazyLinearOptions extends FactoryOptions {
  readonly out_features: number;
  readonly bias?: boolean;
}
const order = ['out_features', 'bias', 'device', 'dtype'] as const;

export interface LazyLinear extends LazyMembers {}

/** {@link Linear} that learns its `in_features` from the first input (`torch.nn.LazyLinear`). */
export class LazyLinear extends Linear {
  constructor(...args: Arguments<LazyLinearOptions, typeof order>) {
    super(0, 0, false);
    const { out_features, bias = true, device, dtype } =
      constructorArguments<LazyLinearOptions>('LazyLinear', order, 1, args);
    this.out_features = out_features;
    this.weight = UninitializedParameter({ device, dtype });
    if (bias) this.bias = UninitializedParameter({ device, dtype });
    awaitInput(this);
  }
}

installLazy<Linear>(LazyLinear, (module, input: Tensor) => {
  module.in_features = input.size(-1);
  (module.weight as UninitializedParameter).materialize([module.out_features, module.in_features]);
  (module.bias as UninitializedParameter | null)?.materialize([module.out_features]);
});
