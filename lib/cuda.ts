/** `torch.cuda`: NVIDIA GPUs. Without one every function here still answers, or throws an error that says why. */
export * as amp from './cuda/amp/index.js';
export type { CudaDeviceProperties } from './addon/doors.js';
export * from './cuda/device.js';
export type { CudaDevice } from './cuda/device_index.js';
export * from './cuda/init.js';
export * as memory from './cuda/memory.js';
export * from './cuda/memory.js';
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
