/** `torch.autograd.graph`: the graph that backward walks, and what may be hung on it. */
export { Node } from './node.js';
export { get_gradient_edge, GradientEdge } from './gradient_edge.js';
export {
  increment_version, node_creation_hook, queue_callback, region_activation_memory_budget,
  set_override_stale_capture_stream, set_warn_on_accumulate_grad_stream_mismatch,
} from './graph_modes.js';
export { register_multi_grad_hook } from './multi_grad_hook.js';
export { allow_mutation_on_saved_tensors } from './mutation.js';
export { disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks } from './saved_tensors.js';
