/** `torch.cuda.amp.grad_scaler`. */
import { GradScaler as GradScalerOfAnyDevice } from '../../amp/grad_scaler.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';

const takes = signature(`cuda.amp.GradScaler.__init__(self, init_scale: float = 65536.0, growth_factor: float = 2.0,
  backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True)`);

/** See {@link torch.amp.GradScaler}, for 'cuda'; deprecated (`torch.cuda.amp.GradScaler`). */
export class GradScaler extends GradScalerOfAnyDevice {
  constructor(...args: typeof takes.args) {
    const options = takes.read(args, 'GradScaler.__init__');
    warn('FutureWarning', '`torch.cuda.amp.GradScaler(args...)` is deprecated. Please use ' +
      "`torch.amp.GradScaler('cuda', args...)` instead.");
    super('cuda', options);
  }
}
