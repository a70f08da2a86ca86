import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';

// PyTorch's lists, also of devices that this library cannot reach: they stand in its messages.
const fusedDevices = ['mps', 'cuda', 'xpu', 'hpu', 'cpu', 'mtia', 'privateuseone'];
const capturable = ['cuda', 'xpu', 'hpu', 'privateuseone'];

/** Where a step can be part of a captured graph. */
export function capturableDevices(xla: boolean): readonly string[] {
  return xla ? [...capturable, 'xla'] : capturable;
}

/** Throws PyTorch's RuntimeError for a parameter that fused kernels cannot step. */
export function checkFusedParameter(parameter: Tensor): void {
  const { type } = parameter.device;
  if (fusedDevices.includes(type) && parameter.is_floating_point()) return;
  const list = fusedDevices.map((name) => `'${name}'`).join(', ');
  throw new RuntimeError('`fused=True` requires all the params to be floating point Tensors of supported devices: ' +
    `[${list}] but ${parameter.dtype} and ${type}`);
}
