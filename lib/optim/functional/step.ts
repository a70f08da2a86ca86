import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { RuntimeError } from '../../values/errors.js';
import type { Optimizer } from '../optimizer.js';
import type { ParamState } from '../state_dict.js';

/** What the functional forms hold for each parameter, by the name that an optimizer's state has it under. */
export type StateLists = Readonly<Record<string, readonly unknown[]>>;

/** A list of what may be missing. */
export type Tensors = readonly (Tensor | null)[];

/** What a scaler of gradients hands to fused kernels. */
export interface Scaling {
  readonly grad_scale?: Tensor | null;
  readonly found_inf?: Tensor | null;
}

/** Throws a RuntimeError for counters that are numbers, as versions before 1.12 had them. */
export function checkSteps(state_steps: readonly unknown[]): void {
  if (!state_steps.every(is_tensor)) {
    throw new RuntimeError('API has changed, `state_steps` argument must contain a list of singleton tensors');
  }
}

/**
 * One step of an optimizer that is made for it, with gradients and states that are given: the formula is that of the
 * class. States are changed in place; `changed` hears of those that the formula made.
 */
export function step(
  make: () => Optimizer<never>, params: readonly Tensor[], grads: readonly Tensor[], states: StateLists,
  { grad_scale = null, found_inf = null }: Scaling = {}, changed?: (state: ParamState, i: number) => void,
): void {
  if (params.length === 0) return;
  const optimizer = make() as Optimizer<never> & { grad_scale: Tensor | null; found_inf: Tensor | null };
  if (grad_scale !== null) optimizer.grad_scale = grad_scale;
  if (found_inf !== null) optimizer.found_inf = found_inf;
  const before = params.map(({ grad }) => grad);
  for (const [i, parameter] of params.entries()) {
    const named = Object.entries(states).filter(([, list]) => i < list.length).map(([name, list]) => [name, list[i]!]);
    optimizer.state.set(parameter, Object.fromEntries(named) as ParamState);
    parameter.grad = grads[i]!;
  }
  try {
    optimizer.step();
  } finally {
    for (const [i, parameter] of params.entries()) parameter.grad = before[i]!;
  }
  if (changed !== undefined) {
    for (const [i, parameter] of params.entries()) changed(optimizer.state.get(parameter)!, i);
  }
}
