/** `torch.ao.pruning.scheduler`: the files that PyTorch has the names in. */
export * as base_scheduler from './base_scheduler_names.js';
export * as cubic_scheduler from './cubic_scheduler.js';
export * as lambda_scheduler from './lambda_scheduler.js';
