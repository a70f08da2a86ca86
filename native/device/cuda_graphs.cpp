#include "device/cuda_graphs.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <atomic>

#include "device/cuda_check.h"
#include "device/cuda_object.h"
#include "device/device.h"
#include "device/mempool_id.h"
#include "handles/held_object.h"

namespace nodetorch {

namespace {

using c10::MempoolId_t;

struct GraphNames {
  static constexpr const char* construct = "_ZN2at4cuda9CUDAGraphC1Eb";
  static constexpr const char* destroy = "_ZN2at4cuda9CUDAGraphD1Ev";
  static constexpr const char* what = "CUDAGraph";
};

using CudaGraph = CudaObject<at::cuda::CUDAGraph, GraphNames>;

// Members of at::cuda::CUDAGraph.
constexpr const char* kCaptureBegin =
    "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode";
constexpr const char* kCaptureEnd = "_ZN2at4cuda9CUDAGraph11capture_endEv";
constexpr const char* kCaptureEndPre = "_ZN2at4cuda9CUDAGraph15capture_end_preEv";
constexpr const char* kCaptureEndPost = "_ZN2at4cuda9CUDAGraph16capture_end_postEv";
constexpr const char* kInstantiate = "_ZN2at4cuda9CUDAGraph11instantiateEv";
constexpr const char* kReplay = "_ZN2at4cuda9CUDAGraph6replayEv";
constexpr const char* kReset = "_ZN2at4cuda9CUDAGraph5resetEv";
constexpr const char* kPool = "_ZN2at4cuda9CUDAGraph4poolEv";
constexpr const char* kPools = "_ZN2at4cuda9CUDAGraph5poolsEv";
constexpr const char* kDebugMode = "_ZN2at4cuda9CUDAGraph17enable_debug_modeEv";
constexpr const char* kRawGraph = "_ZN2at4cuda9CUDAGraph14raw_cuda_graphEv";
constexpr const char* kRawExec = "_ZN2at4cuda9CUDAGraph19raw_cuda_graph_execEv";
constexpr const char* kRetainPool = "_ZN2at4cuda9CUDAGraph11retain_poolESt4pairIyyE";
constexpr const char* kCapturing = "_ZN2at4cuda9CUDAGraph29get_currently_capturing_graphEv";
constexpr const char* kPoolHandle = "_ZN2at4cuda17graph_pool_handleEv";

// cudaGraphDebugDotFlagsVerbose.
constexpr unsigned kVerbose = 1;

CudaGraph& graph_of(Environment& env, const Napi::Value& value) {
  return object_of<CudaGraph>(env, value, "a CUDAGraph");
}

Napi::Value cuda_graph_new(Environment& env, const Napi::CallbackInfo& info) {
  env.collector.poll();
  const bool keep_graph = info[0].As<Napi::Boolean>().Value();
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<CudaGraph>(std::in_place, keep_graph)));
}

// cuda_graph_capture_begin(graph, pool, mode): the mode by CUDA's number.
Napi::Value cuda_graph_capture_begin(Environment& env, const Napi::CallbackInfo& info) {
  const int mode = info[2].As<Napi::Number>().Int32Value();
  graph_of(env, info[0])
      .call(kCaptureBegin, "CUDAGraph.capture_begin", pool_id_from(info[1]), mode);
  return info.Env().Undefined();
}

// cuda_graph_capture_end_pre(graph): whether the capture ended and its template still lives, for
// cuda_graph_capture_end_post to finish; an older libtorch does all at once.
Napi::Value cuda_graph_capture_end_pre(Environment& env, const Napi::CallbackInfo& info) {
  const bool in_two_steps = find_cuda_symbol(kCaptureEndPre) != nullptr;
  graph_of(env, info[0]).call(in_two_steps ? kCaptureEndPre : kCaptureEnd, "CUDAGraph.capture_end");
  return Napi::Boolean::New(info.Env(), in_two_steps);
}

Napi::Value cuda_graph_capture_end_post(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).call(kCaptureEndPost, "CUDAGraph.capture_end_post");
  return info.Env().Undefined();
}

Napi::Value cuda_graph_instantiate(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).call(kInstantiate, "CUDAGraph.instantiate");
  return info.Env().Undefined();
}

Napi::Value cuda_graph_replay(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).call(kReplay, "CUDAGraph.replay");
  return info.Env().Undefined();
}

Napi::Value cuda_graph_reset(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).call(kReset, "CUDAGraph.reset");
  return info.Env().Undefined();
}

Napi::Value cuda_graph_pool(Environment& env, const Napi::CallbackInfo& info) {
  return from_pool_id(env, graph_of(env, info[0]).call<MempoolId_t>(kPool, "CUDAGraph.pool"));
}

// cuda_graph_pools(graph): the first and those that it keeps besides.
Napi::Value cuda_graph_pools(Environment& env, const Napi::CallbackInfo& info) {
  const auto pools =
      graph_of(env, info[0]).call<std::vector<MempoolId_t>>(kPools, "CUDAGraph.pools");
  Napi::Array list = Napi::Array::New(info.Env(), pools.size());
  for (uint32_t i = 0; i < pools.size(); ++i) list.Set(i, from_pool_id(env, pools[i]));
  return list;
}

Napi::Value cuda_graph_enable_debug_mode(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0]).call(kDebugMode, "CUDAGraph.enable_debug_mode");
  return info.Env().Undefined();
}

// The addresses of CUDA's own graph, and of what it became to be replayed.
Napi::Value cuda_graph_raw(Environment& env, const Napi::CallbackInfo& info) {
  auto* const raw = graph_of(env, info[0]).call<void*>(kRawGraph, "CUDAGraph.raw_cuda_graph");
  return Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(raw)));
}

Napi::Value cuda_graph_raw_exec(Environment& env, const Napi::CallbackInfo& info) {
  auto* const raw = graph_of(env, info[0]).call<void*>(kRawExec, "CUDAGraph.raw_cuda_graph_exec");
  return Napi::Value(env.raw(), from_int64(env.raw(), reinterpret_cast<int64_t>(raw)));
}

// cuda_graph_debug_dump(graph, path, verbose): as text for Graphviz.
Napi::Value cuda_graph_debug_dump(Environment& env, const Napi::CallbackInfo& info) {
  auto* const raw = graph_of(env, info[0]).call<void*>(kRawGraph, "CUDAGraph.raw_cuda_graph");
  const std::string path = info[1].As<Napi::String>();
  const unsigned flags = info[2].As<Napi::Boolean>().Value() ? kVerbose : 0;
  check_cuda(cuda_function<int(void*, const char*, unsigned)>(
      "cudaGraphDebugDotPrint", "cudaGraphDebugDotPrint")(raw, path.c_str(), flags));
  return info.Env().Undefined();
}

// cuda_retain_pool(pool): the graph that is being captured keeps the pool, if one is.
Napi::Value cuda_retain_pool(Environment&, const Napi::CallbackInfo& info) {
  void* const capturing = find_cuda_symbol(kCapturing);
  if (capturing == nullptr) return info.Env().Undefined();  // an older libtorch keeps none
  void* const graph = reinterpret_cast<void* (*)()>(capturing)();
  if (graph != nullptr) {
    cuda_function<void(void*, MempoolId_t)>(kRetainPool, "CUDAGraph.retain_pool")(
        graph, pool_id_from(info[0]));
  }
  return info.Env().Undefined();
}

// cuda_graph_pool_handle(): numbers that no other pool has; without libtorch_cuda there are no
// others.
Napi::Value cuda_graph_pool_handle(Environment& env, const Napi::CallbackInfo&) {
  if (is_cuda_absent()) {
    static std::atomic<c10::CaptureId_t> count = 0;
    return from_pool_id(env, {0, ++count});
  }
  return from_pool_id(env, cuda_function<MempoolId_t()>(kPoolHandle, "graph_pool_handle")());
}

// cuda_is_capturing(): whether the current stream is.
Napi::Value cuda_is_capturing(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda_runtime();
  const c10::impl::VirtualGuardImpl cuda(c10::kCUDA);
  return Napi::Boolean::New(info.Env(), is_cuda_stream_capturing(cuda.getStream(cuda.getDevice())));
}

constexpr DoorEntry kDoors[] = {
    {"cuda_graph_new", cuda_graph_new},
    {"cuda_graph_capture_begin", cuda_graph_capture_begin},
    {"cuda_graph_capture_end_pre", cuda_graph_capture_end_pre},
    {"cuda_graph_capture_end_post", cuda_graph_capture_end_post},
    {"cuda_graph_instantiate", cuda_graph_instantiate},
    {"cuda_graph_replay", cuda_graph_replay},
    {"cuda_graph_reset", cuda_graph_reset},
    {"cuda_graph_pool", cuda_graph_pool},
    {"cuda_graph_pools", cuda_graph_pools},
    {"cuda_graph_enable_debug_mode", cuda_graph_enable_debug_mode},
    {"cuda_graph_raw", cuda_graph_raw},
    {"cuda_graph_raw_exec", cuda_graph_raw_exec},
    {"cuda_graph_debug_dump", cuda_graph_debug_dump},
    {"cuda_retain_pool", cuda_retain_pool},
    {"cuda_graph_pool_handle", cuda_graph_pool_handle},
    {"cuda_is_capturing", cuda_is_capturing},
};

}  // namespace

void install_cuda_graphs(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
