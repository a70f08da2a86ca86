/** `torch.optim`: algorithms that change parameters by their gradients. */
export { Adadelta, type AdadeltaOptions } from './adadelta.js';
export { Adafactor, type AdafactorOptions } from './adafactor.js';
export { Adagrad, type AdagradOptions } from './adagrad.js';
export { Adam, type AdamOptions } from './adam.js';
export { Adamax, type AdamaxOptions } from './adamax.js';
export { AdamW, type AdamWOptions } from './adamw.js';
export { ASGD, type ASGDOptions } from './asgd.js';
export * as lr_scheduler from './lr_scheduler/index.js';
export { LBFGS, type LBFGSOptions } from './lbfgs.js';
export { Muon, type MuonOptions } from './muon.js';
export { NAdam, type NAdamOptions } from './nadam.js';
export {
  Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook, type Closure, type Loss,
} from './optimizer.js';
export type { GivenGroup, NamedParameter, ParamGroup, ParamsT } from './param_groups.js';
export { RAdam, type RAdamOptions } from './radam.js';
export { RMSprop, type RMSpropOptions } from './rmsprop.js';
export { Rprop, type RpropOptions } from './rprop.js';
export { SGD, type SGDOptions } from './sgd.js';
export { SparseAdam, type SparseAdamOptions } from './sparse_adam.js';
export type { OptimizerStateDict, ParamState } from './state_dict.js';
export * as swa_utils from './swa_utils.js';
