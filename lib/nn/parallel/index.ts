/** `torch.nn.parallel`: one process for several GPUs. */
export * as comm from './comm.js';
export { data_parallel, DataParallel } from './data_parallel.js';
export type { ParallelDevice } from './devices.js';
export { parallel_apply } from './parallel_apply.js';
export { replicate } from './replicate.js';
export { gather, scatter } from './scatter_gather.js';
export * as scatter_gather from './scatter_gather.js';
