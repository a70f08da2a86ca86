// Module entry: makes the environment's state and installs the doors. Nothing else.
#include "aoti/packages.h"
#include "autograd/autograd.h"
#include "compile/compile.h"
#include "data/data.h"
#include "data/dlpack.h"
#include "data/file_check.h"
#include "data/serialize.h"
#include "device/accelerator.h"
#include "device/cpu.h"
#include "device/cuda_events.h"
#include "device/cuda_graphs.h"
#include "device/cuda_kernels.h"
#include "device/cuda_memory.h"
#include "device/cuda_runtime.h"
#include "device/device.h"
#include "device/nvml.h"
#include "device/nvtx.h"
#include "device/random.h"
#include "device/settings.h"
#include "device/switches.h"
#include "device/tunable.h"
#include "dispatch/call.h"
#include "dispatch/mode.h"
#include "env/backtrace.h"
#include "env/env.h"
#include "env/warnings.h"
#include "functorch/functorch.h"
#include "functorch/legacy_vmap.h"
#include "handles/allocator.h"
#include "handles/memory.h"
#include "handles/tensor_info.h"
#include "jit/jit.h"
#include "jit/records.h"
#include "jit/trace.h"
#include "library/library.h"
#include "profiler/profiler.h"
#include "workers/exchange.h"
#include "workers/worker.h"

namespace nodetorch {

namespace {

Napi::Value set_error_maker(Environment& env, const Napi::CallbackInfo& info) {
  env.errors.set_maker(info[0]);
  return info.Env().Undefined();
}

Napi::Value set_warn(Environment& env, const Napi::CallbackInfo& info) {
  env.keep(std::make_unique<WarningSink>(env.raw(), info[0]));
  return info.Env().Undefined();
}

constexpr DoorEntry kDoors[] = {{"set_error_maker", set_error_maker}, {"set_warn", set_warn}};

// The clean-up hook deletes the environment, not the end of the instance data.
void keep(napi_env, void*, void*) {}

Napi::Object init(Napi::Env js, Napi::Object exports) {
  install_pooled_allocator();
  open_cuda();
  auto* env = new Environment(js);
  check(js, napi_set_instance_data(js, env, keep, nullptr));
  // Tensors go before the isolate does: at exit of a worker its memory is free for the others.
  check(js, napi_add_env_cleanup_hook(
                js, [](void* data) { delete static_cast<Environment*>(data); }, env));
  env->install(exports, kDoors);
  install_memory(*env, exports);
  install_call(*env, exports);
  install_schema(*env, exports);
  install_dispatch_mode(*env, exports);
  install_compile(*env, exports);
  install_tensor_info(*env, exports);
  install_data(*env, exports);
  install_autograd(*env, exports);
  install_functorch(*env, exports);
  install_legacy_vmap(*env, exports);
  install_random(*env, exports);
  install_settings(*env, exports);
  install_switches(*env, exports);
  install_device(*env, exports);
  install_backtrace(*env, exports);
  install_cpu(*env, exports);
  install_accelerator(*env, exports);
  install_streams(*env, exports);
  install_events(*env, exports);
  install_graphs(*env, exports);
  install_cuda_streams(*env, exports);
  install_cuda_events(*env, exports);
  install_cuda_graphs(*env, exports);
  install_cuda_pools(*env, exports);
  install_cuda_memory(*env, exports);
  install_cuda_runtime(*env, exports);
  install_nvml(*env, exports);
  install_nvtx(*env, exports);
  install_cuda_kernels(*env, exports);
  install_tunable(*env, exports);
  install_profiler(*env, exports);
  install_exchange(*env, exports);
  install_worker(*env, exports);
  install_serialize(*env, exports);
  install_dlpack(*env, exports);
  install_file_check(*env, exports);
  install_types(*env, exports);
  install_schemas(*env, exports);
  install_dispatch_keys(*env, exports);
  install_loggers(*env, exports);
  install_script_calls(*env, exports);
  install_script_objects(*env, exports);
  install_script_units(*env, exports);
  install_script_functions(*env, exports);
  install_script_graphs(*env, exports);
  install_script_traces(*env, exports);
  install_script_archives(*env, exports);
  install_archive_records(*env, exports);
  install_packages(*env, exports);
  install_script_containers(*env, exports);
  install_libraries(*env, exports);
  install_operators(*env, exports);
  exports.Set("torch_version", NODETORCH_TORCH_VERSION);
  return exports;
}

}  // namespace

}  // namespace nodetorch

static Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  return nodetorch::init(env, exports);
}

NODE_API_MODULE(nodetorch, initialize)
