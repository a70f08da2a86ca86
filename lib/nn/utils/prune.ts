/** `torch.nn.utils.prune`: zeros in the place of the less important elements of parameters. */
export { PruningContainer } from './prune/container.js';
export {
  custom_from_mask, global_unstructured, identity, is_pruned, l1_unstructured, ln_structured, random_structured,
  random_unstructured, remove, type GlobalOptions, type PrunedTensor,
} from './prune/functions.js';
export { BasePruningMethod, type PruningClass, type PruningType } from './prune/method.js';
export {
  CustomFromMask, Identity, L1Unstructured, LnStructured, RandomStructured, RandomUnstructured, type NormOrder,
} from './prune/methods.js';
