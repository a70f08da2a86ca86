/** `torch.ao.pruning.scheduler.base_scheduler`: the name of PyTorch's file. */
export { BaseScheduler } from './base_scheduler.js';
