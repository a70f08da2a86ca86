/** `torch.nn.attention`: how attention is computed, and attention of other kinds. */
export * as bias from './bias.js';
export { flex_attention } from './flex_attention_module.js';
export {
  activate_flash_attention_impl, current_flash_attention_impl, list_flash_attention_impls,
  register_flash_attention_impl, restore_flash_attention_impl,
} from './flash_impls.js';
export type { FlashAttentionHandle, RegisterFn } from './flash_impls.js';
export { SDPBackend } from './sdp_backend.js';
export { sdpa_kernel } from './sdpa_kernel.js';
export * as varlen from './varlen.js';
export { WARN_FOR_UNFUSED_KERNELS } from './warnings.js';
