/** `torch.cuda`: NVIDIA GPUs. Without one every function here still answers, or throws an error that says why. */
export type { CudaDeviceProperties } from './addon/doors.js';
export * from './cuda/device.js';
export type { CudaDevice } from './cuda/device_index.js';
export * from './cuda/init.js';
export * as memory from './cuda/memory.js';
export * from './cuda/memory.js';
export * as random from './cuda/random.js';
export * from './cuda/random.js';
