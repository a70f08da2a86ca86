import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { op } from '../addon/call/op.js';
import { isTensor, type Hyper } from './hyperparameter.js';

/**
 * Lets a scaler of gradients know that a fused step unscales by itself. Throws PyTorch's RuntimeErrors for options that
 * do not go together with `fused`.
 */
export function checkFusedOptions(optimizer: {
  readonly defaults: { fused: boolean | null; differentiable: boolean; foreach: boolean | null };
  _step_supports_amp_scaling?: boolean;
}): void {
  const { fused, differentiable, foreach } = optimizer.defaults;
  if (!fused) return;
  optimizer._step_supports_amp_scaling = true;
  if (differentiable) throw new RuntimeError('`fused` does not support `differentiable`');
  if (foreach) throw new RuntimeError('`fused` and `foreach` cannot be `True` together.');
}

/** What a gradient scaler left for the step. */
interface Scaled {
  readonly grad_scale: Tensor | null;
  readonly found_inf: Tensor | null;
}

/** The last two arguments of fused kernels, on the device of the parameters. */
export function fusedExtras({ grad_scale, found_inf }: Scaled, { device }: Tensor): [Tensor | null, Tensor | null] {
  const there = (value: Tensor | null): Tensor | null => value?.to(device, { non_blocking: true }) ?? null;
  return [there(grad_scale), there(found_inf)];
}

/** A learning rate as fused kernels take it; one in a tensor stays on its device, without a wait for it. */
export function fusedRate(lr: Hyper, { device }: Tensor): { suffix: '' | '.tensor_lr'; value: Hyper } {
  if (!isTensor(lr)) return { suffix: '', value: lr };
  return { suffix: '.tensor_lr', value: lr.is_cpu ? lr : lr.to(device, { non_blocking: true }) };
}

/** Counts a step, but not one that the scaler found to be infinite. */
export function countFused(steps: readonly Tensor[], kernelCall: () => void, found_inf: Tensor | null): void {
  op('aten::_foreach_add_.Scalar')(steps, 1);
  kernelCall();
  if (found_inf !== null) op('aten::_foreach_sub_.List')(steps, steps.map((step) => found_inf.to(step.device)));
}
