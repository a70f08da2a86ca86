import { signature } from '../arguments/signature.js';

let enabled: unknown = true;

/** Whether attention and encoder layers may use their fused kernels (`torch.backends.mha.get_fastpath_enabled`). */
export const get_fastpath_enabled = signature('get_fastpath_enabled() -> bool').define(() => enabled as boolean);

/** Says whether they may (`torch.backends.mha.set_fastpath_enabled`). */
export const set_fastpath_enabled = signature('set_fastpath_enabled(value: bool) -> None').define((value) => {
  enabled = value;
});
