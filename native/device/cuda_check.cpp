#include "device/cuda_check.h"

#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include "device/cuda_library.h"

namespace nodetorch {

namespace {

constexpr const char* kCheck = "_ZN3c104cuda29c10_cuda_check_implementationEiPKcS2_jb";
constexpr const char* kCheckWithLog =
    "_ZN3c104cuda29c10_cuda_check_implementationEiPKcS2_jbPNS0_19CUDAErrorLogCaptureE";

const char* text_of(int result) {
  return cuda_function<const char*(int)>("cudaGetErrorString", "cudaGetErrorString")(result);
}

}  // namespace

void check_cuda(int result) {
  if (result == kCudaSuccess) return;
  // libtorch's own words and error class; newer ones take a log of what came before it.
  if (void* check = find_cuda_symbol(kCheckWithLog)) {
    using Check = void(int32_t, const char*, const char*, uint32_t, bool, void*);
    reinterpret_cast<Check*>(check)(result, __FILE__, __func__, __LINE__, true, nullptr);
  } else if (void* older = find_cuda_symbol(kCheck)) {
    using Check = void(int32_t, const char*, const char*, uint32_t, bool);
    reinterpret_cast<Check*>(older)(result, __FILE__, __func__, __LINE__, true);
  }
  TORCH_CHECK(false, "CUDA error: ", text_of(result));
}

void warn_cuda(int result) noexcept {
  try {
    if (result == kCudaSuccess) return;
    clear_cuda_error();
    TORCH_WARN("CUDA warning: ", text_of(result));
  } catch (...) {
    // A destructor has nobody to tell.
  }
}

void clear_cuda_error() { cuda_function<int()>("cudaGetLastError", "cudaGetLastError")(); }

void* native_stream(c10::Stream stream) {
  return c10::impl::VirtualGuardImpl(stream.device_type()).getStreamNativeHandle(stream);
}

bool is_cuda_stream_capturing(c10::Stream stream) {
  const c10::DeviceGuard current(stream.device());
  int status = 0;
  check_cuda(cuda_function<int(void*, int*)>("cudaStreamIsCapturing", "cudaStreamIsCapturing")(
      native_stream(stream), &status));
  return status != 0;
}

}  // namespace nodetorch
