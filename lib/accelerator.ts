/** `torch.accelerator`: the device beside the CPU that libtorch was built for, whichever it is. */
export {
  current_device_idx, current_device_index, device_index, set_device_idx, set_device_index,
} from './accelerator/device_index.js';
export type { AcceleratorDevice } from './accelerator/device_index.js';
export { Graph } from './accelerator/graphs.js';
export * as graphs from './accelerator/graphs.js';
export * as memory from './accelerator/memory.js';
export * from './accelerator/memory.js';
export * from './accelerator/module.js';
export * as random from './accelerator/random.js';
