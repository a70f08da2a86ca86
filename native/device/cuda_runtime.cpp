#include "device/cuda_runtime.h"

#include <ATen/detail/CUDAHooksInterface.h>

#include "device/cuda_library.h"
#include "device/device.h"
#include "os/library.h"

namespace nodetorch {

namespace {

std::string text_of(const Napi::Value& value) { return value.As<Napi::String>(); }

uint64_t word_of(const Napi::Value& value) {
  bool lossless = false;
  if (value.IsBigInt()) return value.As<Napi::BigInt>().Uint64Value(&lossless);
  return value.IsNumber() ? static_cast<uint64_t>(value.As<Napi::Number>().Int64Value()) : 0;
}

Napi::Value from_pointer(Napi::Env js, const void* pointer) {
  return Napi::Number::New(js, static_cast<double>(reinterpret_cast<uintptr_t>(pointer)));
}

// Functions of the run time that take words and give an error's number.
constexpr const char* kCalls[] = {"cudaProfilerStart",  "cudaProfilerStop", "cudaHostRegister",
                                  "cudaHostUnregister", "cudaStreamCreate", "cudaStreamDestroy"};

// cuda_call(name, up to three words): the error's number.
Napi::Value cuda_call(Environment&, const Napi::CallbackInfo& info) {
  const std::string name = text_of(info[0]);
  for (const char* known : kCalls) {
    if (name != known) continue;
    ensure_cuda();
    // Arguments that a function does not take lie in registers that it does not read.
    auto* call = cuda_function<int(uint64_t, uint64_t, uint64_t)>(known, known);
    return Napi::Number::New(info.Env(),
                             call(word_of(info[1]), word_of(info[2]), word_of(info[3])));
  }
  throw ArgumentError("no such function: " + name);
}

// cuda_error_string(number): null without the run time.
Napi::Value cuda_error_string(Environment&, const Napi::CallbackInfo& info) {
  using Describe = const char*(int);
  // libtorch's CPU half brings the run time too, for its profiler.
  auto* describe = reinterpret_cast<Describe*>(process_symbol("cudaGetErrorString"));
  if (describe == nullptr && open_cuda_library()) {
    describe = cuda_function<Describe>("cudaGetErrorString", "cudaGetErrorString");
  }
  if (describe == nullptr) return info.Env().Null();
  return Napi::String::New(info.Env(), describe(info[0].As<Napi::Number>().Int32Value()));
}

Napi::Value cuda_can_access_peer(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex from = cuda_index(info[0]);
  const c10::DeviceIndex to = cuda_index(info[1]);
  using Function = bool(c10::DeviceIndex, c10::DeviceIndex);
  return Napi::Boolean::New(info.Env(),
                            cuda_function<Function>("_ZN2at4cuda19canDeviceAccessPeerEaa",
                                                    "canDeviceAccessPeer")(from, to));
}

// cuda_sync_debug_mode(0, 1, 2 or null): what holds now. The state is a static variable of a
// function of libc10_cuda.
Napi::Value cuda_sync_debug_mode(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  auto* mode = static_cast<int*>(
      cuda_symbol("_ZZN3c104cuda13warning_stateEvE14warning_state_", "sync debug mode"));
  if (info[0].IsNumber()) {
    const int wanted = info[0].As<Napi::Number>().Int32Value();
    TORCH_CHECK(wanted >= 0 && wanted <= 2, "invalid value of debug_mode, expected one of 0,1,2");
    *mode = wanted;
  }
  return Napi::Number::New(info.Env(), *mode);
}

// The handles of cuBLAS and cuSOLVER: under another name in an older libtorch.
Napi::Value cuda_blas_handle(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  void* found = find_cuda_symbol("_ZN2at4cuda24getCurrentCUDABlasHandleEb");
  if (found != nullptr) {
    return from_pointer(info.Env(), reinterpret_cast<void* (*)(bool)>(found)(false));
  }
  return from_pointer(info.Env(), cuda_function<void*()>("_ZN2at4cuda24getCurrentCUDABlasHandleEv",
                                                         "current_blas_handle")());
}

Napi::Value cuda_solver_handle(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  void* found = find_cuda_symbol("_ZN2at6native32getCurrentCUDASolverDnHandleLazyEv");
  if (found != nullptr) {
    return from_pointer(info.Env(), reinterpret_cast<void* (*)()>(found)());
  }
  return from_pointer(info.Env(),
                      cuda_function<void*()>("_ZN2at4cuda28getCurrentCUDASolverDnHandleEv",
                                             "current_solver_handle")());
}

Napi::Value cuda_ipc_collect(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  cuda_function<bool()>("_ZN5torch14CudaIPCCollectEv", "ipc_collect")();
  return info.Env().Undefined();
}

// cuda_config(): what libtorch_cuda says of how it was built; null where it is not there. Asked of
// hooks of its own: libtorch's were chosen when the process began.
Napi::Value cuda_config(Environment&, const Napi::CallbackInfo& info) {
  if (!open_cuda_library()) return info.Env().Null();
  const auto hooks = at::CUDAHooksRegistry()->Create("CUDAHooks", at::CUDAHooksArgs{});
  if (hooks == nullptr) return info.Env().Null();
  return Napi::String::New(info.Env(), hooks->showConfig());
}

constexpr DoorEntry kDoors[] = {
    {"cuda_call", cuda_call},
    {"cuda_error_string", cuda_error_string},
    {"cuda_can_access_peer", cuda_can_access_peer},
    {"cuda_sync_debug_mode", cuda_sync_debug_mode},
    {"cuda_blas_handle", cuda_blas_handle},
    {"cuda_solver_handle", cuda_solver_handle},
    {"cuda_ipc_collect", cuda_ipc_collect},
    {"cuda_config", cuda_config},
};

}  // namespace

void install_cuda_runtime(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
