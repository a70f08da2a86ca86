import { can_use_efficient_attention, can_use_flash_attention, type SDPAParams } from '../../backends/cuda.js';
import { warn } from '../../python/warnings.js';

/**
 * Whether attention with a {@link CausalBias} says so where no fused kernel computes it
 * (`torch.nn.attention.WARN_FOR_UNFUSED_KERNELS`); false unless a program assigns it there.
 */
export let WARN_FOR_UNFUSED_KERNELS = false;

/** What programs may assign: `torch.nn.attention.WARN_FOR_UNFUSED_KERNELS = true`. */
export const settings = {
  get WARN_FOR_UNFUSED_KERNELS(): boolean {
    return WARN_FOR_UNFUSED_KERNELS;
  },
  set WARN_FOR_UNFUSED_KERNELS(warns: boolean) {
    WARN_FOR_UNFUSED_KERNELS = warns;
  },
};

/** Says that no fused kernel computes this, where the program wants to know. */
export function warnUnfused(params: SDPAParams): void {
  if (!WARN_FOR_UNFUSED_KERNELS) return;
  if (!can_use_efficient_attention(params)) {
    warn('UserWarning', "Efficient attention can't be used because:");
    can_use_efficient_attention(params, true);
  }
  if (!can_use_flash_attention(params)) {
    warn('UserWarning', "Flash attention can't be used because:");
    can_use_flash_attention(params, true);
  }
}
