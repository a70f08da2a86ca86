// Which functions of the addon a program may call while it is recorded: those that change nothing
// that a replay would have to change too, and those that tell the recorder themselves.
#include <algorithm>
#include <array>
#include <string_view>

#include "compile/compile.h"
#include "compile/recorder.h"

namespace nodetorch::compile {

namespace {

constexpr std::array kHarmless = {
    // these tell the recorder
    "backward", "autograd_grad", "grad", "set_grad", "set_requires_grad", "set_data",
    // what a tensor is; its shape follows from the guards
    "sizes", "strides", "dim", "numel", "dtype", "layout", "device", "is_cpu", "storage_offset",
    "storage_nbytes", "identity", "storage_identity", "version", "requires_grad", "is_leaf",
    "retains_grad", "is_view", "is_quantized", "is_nested", "output_nr", "is_contiguous",
    "same_tensor", "grad_dtype", "tensor_facts",
    // an operator under another name
    "item", "variable_data",
    // the graph, to be looked at
    "grad_fn", "grad_fn_name", "node_name", "node_short_name", "node_same", "node_sequence_nr",
    "node_next_functions", "node_variable", "node_mark",
    // modes: operators are written down with what they do below them
    "is_grad_enabled", "set_grad_enabled", "is_inference_mode_enabled", "enter_inference_mode",
    "leave_inference_mode", "is_anomaly_enabled", "is_anomaly_check_nan_enabled",
    "is_multithreading_enabled", "is_view_replay_enabled", "is_grad_layout_enforced",
    "is_fwd_grad_enabled", "dual_depth", "func_depth", "autocast_enabled", "autocast_available",
    "any_autocast_enabled", "set_autocast_enabled", "autocast_dtype", "set_autocast_dtype",
    "nest_autocast", "clear_autocast_cache", "saved_tensors_hooks_disabled",
    // the process
    "default_generator", "generator_device", "get_default_dtype", "get_num_threads", "read_switch",
    "cpp_backtrace", "get_fp32_precision", "check_sparse_invariants", "longest_list",
    "cuda_device_count", "cuda_is_absent", "cuda_is_initialized", "cuda_is_capturing",
    "accelerator_type",
    // memory
    "memory_stats", "collect", "trim", "adopt", "dispose", "is_disposed", "scope_begin",
    "scope_end", "set_scoping", "keep", "is_reachable", "watch", "unwatch", "set_patience",
    "begin_reading", "end_reading",
    // data of the program's, which becomes a constant
    "copy_in",
    // operators by name
    "bind", "plans", "schema", "schemas", "operators", "overloads", "has_operator",
    // checkpoints: what is computed again is written down again
    "checkpoint_begin", "checkpoint_enter", "checkpoint_completed", "checkpoint_inputs",
    "checkpoint_recompute", "checkpoint_stopped", "checkpoint_mismatch", "pop_saved_tensors_hooks",
    // itself
    "compile_begin", "compile_end", "compile_abort", "compile_pause", "compile_resume",
    "compile_kernels", "compile_break"};

// Harmless where a recording draws no random numbers.
constexpr std::array kOfRandomness = {"generator_get_state", "generator_set_state"};

template <size_t count>
bool has(const std::array<const char*, count>& names, const char* name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const char* each) { return std::string_view(each) == name; });
}

}  // namespace

void note_door(const char* name) {
  Recorder* recorder = listening();
  if (recorder == nullptr) return;
  if (has(kHarmless, name)) return;
  if (has(kOfRandomness, name)) return recorder->touch_generators();
  recorder->give_up(std::string(name) + "() was called, which no replay can call again");
}

}  // namespace nodetorch::compile
