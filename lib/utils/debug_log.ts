/** `torch.utils.debug_log`: the sizes of gradients, while backward computes them. */
import { debuglog } from 'node:util';
import { signature } from '../arguments/signature.js';
import { register_multi_grad_hook } from '../autograd/multi_grad_hook.js';
import { formatFixed } from '../python/format.js';
import type { Tensor } from '../tensor/tensor.js';
import { noAttribute } from '../arguments/python_objects.js';

/** As Python's logger, it says nothing unless it is asked to: by `NODE_DEBUG=torch.utils.debug_log`. */
const log = debuglog('torch.utils.debug_log');

/**
 * Logs the norms of these tensors' gradients once in each backward that computes them
 * (`torch.utils.debug_log.debug_grad_log`), as `[rank 0][bwd] t0_grad_norm=...`, of those that require one. Shown with
 * `NODE_DEBUG=torch.utils.debug_log` in the environment.
 */
export const debug_grad_log = signature('debug_grad_log(*tensors: Tensor) -> None').define((tensors) => {
  const watched = tensors.filter((tensor) => tensor.requires_grad);
  if (watched.length === 0) return;
  register_multi_grad_hook(watched, (gradients: (Tensor | null)[]) => {
    const norms = gradients.map((gradient, i) => {
      if (gradient === null) throw noAttribute(null, 'norm');
      return `t${i}_grad_norm=${formatFixed(gradient.norm().item(), 4)}`;
    });
    log('[rank %d][bwd] %s', 0, norms.join(' '));
  });
});
