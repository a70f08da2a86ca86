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
export { swap_in_optimizer_params_and_state } from './swap_in.js';
export * as functional from './functional.js';
export * as adadelta from './files/adadelta.js';
export * as adagrad from './files/adagrad.js';
export * as adam from './files/adam.js';
export * as adamax from './files/adamax.js';
export * as adamw from './files/adamw.js';
export * as asgd from './files/asgd.js';
export * as lbfgs from './files/lbfgs.js';
export * as nadam from './files/nadam.js';
export * as optimizer from './files/optimizer.js';
export * as radam from './files/radam.js';
export * as rmsprop from './files/rmsprop.js';
export * as rprop from './files/rprop.js';
export * as sgd from './files/sgd.js';
export * as sparse_adam from './files/sparse_adam.js';
