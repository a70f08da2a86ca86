#include <c10/core/DeviceGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <algorithm>

#include "device/cuda_check.h"
#include "device/cuda_graphs.h"
#include "device/cuda_library.h"
#include "device/streams.h"

namespace nodetorch {

namespace {

constexpr const char* kFromExternal = "_ZN3c104cuda21getStreamFromExternalEP11CUstream_sta";

// cuda_stream_priority(stream): lower is more urgent.
Napi::Value cuda_stream_priority(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Stream stream = stream_of(env, info[0]);
  const c10::DeviceGuard current(stream.device());
  int priority = 0;
  check_cuda(cuda_function<int(void*, int*)>("cudaStreamGetPriority", "cudaStreamGetPriority")(
      native_stream(stream), &priority));
  return Napi::Number::New(info.Env(), priority);
}

// cuda_stream_priority_range(): [least, most urgent], of those that libtorch makes streams for.
Napi::Value cuda_stream_priority_range(Environment&, const Napi::CallbackInfo& info) {
  int least = 0;
  int greatest = 0;
  check_cuda(cuda_function<int(int*, int*)>("cudaDeviceGetStreamPriorityRange",
                                            "cudaDeviceGetStreamPriorityRange")(&least, &greatest));
  Napi::Array range = Napi::Array::New(info.Env(), 2);
  range.Set(uint32_t{0}, least);
  range.Set(uint32_t{1}, std::max(1 - c10::cuda::max_compile_time_stream_priorities, greatest));
  return range;
}

// cuda_stream_external(address, index): a stream that another library made.
Napi::Value cuda_stream_external(Environment& env, const Napi::CallbackInfo& info) {
  auto* const address = reinterpret_cast<cudaStream_t>(integer_from(info[0]));
  const auto index = static_cast<c10::DeviceIndex>(info[1].As<Napi::Number>().Int32Value());
  const auto stream = cuda_function<c10::cuda::CUDAStream(cudaStream_t, c10::DeviceIndex)>(
      kFromExternal, "getStreamFromExternal")(address, index);
  return Napi::Value(env.raw(), hand_out_stream(env, stream.unwrap()));
}

constexpr DoorEntry kDoors[] = {
    {"cuda_stream_priority", cuda_stream_priority},
    {"cuda_stream_priority_range", cuda_stream_priority_range},
    {"cuda_stream_external", cuda_stream_external},
};

}  // namespace

void install_cuda_streams(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
