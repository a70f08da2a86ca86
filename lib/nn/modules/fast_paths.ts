/** What keeps attention and encoder layers from libtorch's kernels for inference, in PyTorch's words. */
import { overriding } from '../../arguments/overrides.js';
import { is_grad_enabled } from '../../autograd/grad_mode.js';
import { get_fastpath_enabled } from '../../backends/mha.js';
import { is_autocast_enabled } from '../../settings/autocast.js';
import type { Tensor } from '../../tensor/tensor.js';

/** Whether this is so, and what PyTorch says then. */
export type Obstacle = readonly [holds: boolean, why: string];

/** The first of the obstacles that holds; undefined if none does. */
export const firstOf = (obstacles: Iterable<Obstacle>): string | undefined => {
  for (const [holds, why] of obstacles) if (holds) return why;
  return undefined;
};

/** A program may switch the kernels off. */
export const switchedOff = (): Obstacle =>
  [!get_fastpath_enabled(), 'torch.backends.mha.get_fastpath_enabled() was not True'];
export const unbatched = (name: string, tensor: Tensor): Obstacle =>
  [tensor.dim() !== 3, `input not batched; expected ${name}.dim() of 3 but got ${tensor.dim()}`];
export const autocasts = (): Obstacle => [is_autocast_enabled(), 'autocast is enabled'];

const devices = ['cpu', 'cuda', 'xpu', 'privateuseone'];
const listed = `['${devices.join("', '")}']`;

/** What the tensors that a kernel reads may not be; `attention` knows fewer devices, and other words for them. */
export function* ofTensors(
  tensors: readonly (Tensor | null)[], placed: 'attention' | 'layer' | 'encoder',
): Generator<Obstacle> {
  yield [overriding(tensors) !== undefined, 'some Tensor argument has_torch_function'];
  const known = placed === 'attention' ? devices.filter((type) => type !== 'xpu') : devices;
  const words = {
    attention: "some Tensor argument's device is neither one of cpu, cuda or privateuseone",
    layer: `some Tensor argument's device is neither one of ${listed}`,
    encoder: `src device is neither one of ${listed}`,
  };
  const asked = placed === 'encoder' ? tensors.slice(0, 1) : tensors;
  yield [asked.some((each) => each !== null && !known.includes(each.device.type)), words[placed]];
  yield [is_grad_enabled() && tensors.some((each) => each?.requires_grad),
    'grad is enabled and at least one of query or the input/output projection weights or biases requires_grad'];
}
