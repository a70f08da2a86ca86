#include "device/accelerator.h"

#if __has_include(<ATen/accelerator/Graph.h>)
#include <ATen/DeviceAccelerator.h>
#include <ATen/accelerator/Graph.h>

#include "device/device.h"
#include "device/mempool_id.h"
#include "handles/held_object.h"
#endif

namespace nodetorch {

namespace {

#if __has_include(<ATen/accelerator/Graph.h>)

struct GraphObject final : torch::CustomClassHolder {
  explicit GraphObject(bool keep_graph) : graph(keep_graph) {}
  at::accelerator::Graph graph;
};

at::accelerator::Graph& graph_of(Environment& env, const Napi::Value& value) {
  return object_of<GraphObject>(env, value, "a Graph").graph;
}

Napi::Value graph_new(Environment& env, const Napi::CallbackInfo& info) {
  const bool keep_graph = info[0].As<Napi::Boolean>().Value();
  TORCH_CHECK(!is_cuda_absent(), "Graph is not supported on device type: cuda");
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<GraphObject>(keep_graph)));
}

// graph_capture_begin(graph, mode, pool): the mode by libtorch's number, the pool by its two
// numbers.
Napi::Value graph_capture_begin(Environment& env, const Napi::CallbackInfo& info) {
  const auto mode = static_cast<at::GraphCaptureMode>(info[1].As<Napi::Number>().Int32Value());
  graph_of(env, info[0]).capture_begin(pool_id_from(info[2]), mode);
  return info.Env().Undefined();
}

Napi::Value graph_capture_end(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).capture_end();
  return info.Env().Undefined();
}

Napi::Value graph_instantiate(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).instantiate();
  return info.Env().Undefined();
}

Napi::Value graph_replay(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).replay();
  return info.Env().Undefined();
}

Napi::Value graph_reset(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).reset();
  return info.Env().Undefined();
}

Napi::Value graph_pool(Environment& env, const Napi::CallbackInfo& info) {
  return from_pool_id(env, graph_of(env, info[0]).pool());
}

Napi::Value graph_enable_debug_mode(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).enable_debug_mode();
  return info.Env().Undefined();
}

Napi::Value graph_debug_dump(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).debug_dump(info[1].As<Napi::String>());
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {
    {"graph_new", graph_new},
    {"graph_capture_begin", graph_capture_begin},
    {"graph_capture_end", graph_capture_end},
    {"graph_instantiate", graph_instantiate},
    {"graph_replay", graph_replay},
    {"graph_reset", graph_reset},
    {"graph_pool", graph_pool},
    {"graph_enable_debug_mode", graph_enable_debug_mode},
    {"graph_debug_dump", graph_debug_dump},
};

#else

Napi::Value graph_new(Environment&, const Napi::CallbackInfo&) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "torch.accelerator.Graph needs a newer libtorch than ",
                              NODETORCH_TORCH_VERSION, ", which has torch.cuda.CUDAGraph alone");
}

// Nobody has a graph, so nobody asks for the rest.
constexpr DoorEntry kDoors[] = {{"graph_new", graph_new}};

#endif

}  // namespace

void install_graphs(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
