/** Settings that hold for the whole process or thread, as PyTorch has them on `torch`. */
export * from './autocast.js';
export * from './build.js';
export * from './default_device.js';
export * from './deterministic.js';
export * from './precision.js';
export * from './of_torch.js';
export * from './symbolic.js';
