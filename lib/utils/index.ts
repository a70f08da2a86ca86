/** `torch.utils`. */
export * as data from './data/index.js';
export { deterministic } from './deterministic.js';
export * as dlpack from './dlpack.js';
