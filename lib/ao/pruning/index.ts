/** `torch.ao.pruning`: masks that make the weights of a model sparse, and schedules of how sparse they are. */
export { BaseScheduler } from './scheduler/base_scheduler.js';
export { CubicSL } from './scheduler/cubic_scheduler.js';
export { LambdaSL, type SparsityLambda } from './scheduler/lambda_scheduler.js';
export { BaseSparsifier } from './sparsifier/base_sparsifier.js';
export type {
  LeveledGroup, SparsifierState, SparsifierStateDict, SparsityConfig, SparsityGroup, TensorInfo,
} from './sparsifier/groups.js';
export { NearlyDiagonalSparsifier } from './sparsifier/nearly_diagonal_sparsifier.js';
export {
  FakeSparsity, fqn_to_module, get_arg_info_from_tensor_fqn, module_to_fqn, type FromDense, type ModuleClass,
  type ModuleMapping,
} from './sparsifier/utils.js';
export { WeightNormSparsifier, type SparsityNorm } from './sparsifier/weight_norm_sparsifier.js';
export * as scheduler from './scheduler/index.js';
export * as sparsifier from './sparsifier/index.js';
