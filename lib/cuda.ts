/** `torch.cuda`: NVIDIA GPUs. Without one every function here still answers, or throws PyTorch's error. */
export * as amp from './cuda/amp/index.js';
export type { NestedStats } from './addon/doors.js';
export * from './cuda/capabilities.js';
export * as comm from './cuda/comm.js';
export * from './cuda/device.js';
export type { CudaDevice } from './cuda/device_index.js';
export * as gds from './cuda/gds.js';
export * as graph_annotations from './cuda/graph_annotations.js';
export * from './cuda/init.js';
export * as jiterator from './cuda/jiterator.js';
export * as memory from './cuda/memory.js';
export * from './cuda/memory.js';
export * as nccl from './cuda/nccl.js';
export * from './cuda/nvml.js';
export * as nvtx from './cuda/nvtx.js';
export * as profiler from './cuda/profiler.js';
export type { CudaDeviceProperties } from './cuda/properties.js';
export * as random from './cuda/random.js';
export * from './cuda/random.js';
export {
  CUDAGraph, export_dot, graph, graph_pool_handle, is_current_stream_capturing, make_graphed_callables,
} from './cuda/graphs.js';
export * as graphs from './cuda/graphs.js';
export {
  current_stream, default_stream, Event, ExternalStream, get_stream_from_external, set_stream, Stream, stream,
  StreamContext,
} from './cuda/streams.js';
export * as streams from './cuda/streams.js';
export * from './cuda/runtime.js';
export * as sparse from './cuda/sparse.js';
export * from './cuda/storages.js';
export * from './cuda/tensors.js';
export * as tunable from './cuda/tunable.js';
export { AcceleratorError, OutOfMemoryError } from './values/errors.js';
