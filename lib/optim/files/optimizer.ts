/** `torch.optim.optimizer`. */
export {
  Optimizer, register_optimizer_step_post_hook, register_optimizer_step_pre_hook, type Closure, type Loss,
} from '../optimizer.js';
export type { ParamsT } from '../param_groups.js';
