/** The kernel for batches of vmap of an operator that has a rule in JavaScript. */
import { layers } from '../addon/doors.js';
import { by_vmap_rule, type VmapInfo } from '../autograd/function_layers.js';
import type { OpOverload } from '../operators/ops.js';
import { excluding } from './keys.js';
import type { AnyFunction, KernelFunction } from './kinds.js';
import { has_kwarg_only_args, schemaOf } from './schemas.js';

export type { VmapInfo };

/** The kernel; `rule` is asked at each call, since another one may be registered. */
export function vmapKernel(op: OpOverload, rule: () => KernelFunction): KernelFunction {
  const named = has_kwarg_only_args(schemaOf(op._name));
  return (...args: unknown[]): unknown => {
    const keywords = named ? [args.pop()] : [];
    return by_vmap_rule(args, layers.func_layers().at(-1)!, {
      rule: (...given) => (rule() as AnyFunction)(...given, ...keywords),
      below: (body) => excluding(['FuncTorchBatched'], body),
      unbatched: () => op(...args, ...keywords),
    });
  };
}
