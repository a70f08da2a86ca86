/** `torch.nn.attention.flex_attention`: attention whose scores and mask are functions. */
export { AuxOutput, AuxRequest } from './flex/aux.js';
export { BlockMask } from './flex/block_mask.js';
export { create_block_mask, create_mask } from './flex/create.js';
export { flex_attention, type FlexOptions } from './flex/flex_attention.js';
export { FlexKernelOptions } from './flex/kernel_options.js';
export { and_masks, noop_mask, or_masks, type MaskMod, type ScoreMod } from './flex/mods.js';
