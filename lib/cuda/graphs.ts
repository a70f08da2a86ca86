/** `torch.cuda.graphs`: work on a GPU that is recorded once and queued again as one. */
export { CUDAGraph, export_dot, type CaptureMode } from './graphs/cuda_graph.js';
export { graph, type GraphOptions } from './graphs/capture.js';
export { make_graphed_callables, type GraphedOptions } from './graphs/graphed_callables.js';
export { graph_pool_handle, is_current_stream_capturing, type GraphPool } from './graphs/pool.js';
export {
  register_graph_capture_end_hook, register_graph_capture_start_hook, register_graph_destroy_hook,
  register_graph_instantiate_hook, register_graph_replay_end_hook, register_graph_replay_start_hook,
} from './graphs/hooks.js';
