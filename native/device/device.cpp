#include "device/device.h"

#include <ATen/Context.h>
#include <ATen/Version.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <cstdlib>
#include <filesystem>
#include <limits>

#include "device/cuda_driver.h"
#include "device/cuda_library.h"
#include "env/python_errors.h"
#include "os/library.h"

namespace nodetorch {

namespace {

std::filesystem::path libtorch_folder() {
  return library_of(reinterpret_cast<const void*>(&at::globalContext)).parent_path();
}

bool every_device_hidden() {
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  return visible != nullptr && (*visible == '\0' || std::string_view(visible).starts_with("-1"));
}

std::filesystem::path library_path() { return libtorch_folder() / "libtorch_cuda.so"; }

bool library_exists() {
  std::error_code ignored;
  return std::filesystem::exists(library_path(), ignored);
}

bool built_without_cuda() {
  return at::show_config().find("USE_CUDA=1") == std::string::npos &&
         at::show_config().find("USE_CUDA=ON") == std::string::npos;
}

bool has_driver() {
  std::string ignored;
  return CudaDriver::find(ignored) != nullptr;
}

// Why libtorch_cuda was not opened; empty if it was.
std::string try_to_open() {
  const std::filesystem::path path = library_path();
  if (!library_exists()) {
    return built_without_cuda() ? "this libtorch was built without CUDA"
                                : "libtorch_cuda.so is missing in " + path.parent_path().string() +
                                      ": only the CPU half of libtorch was unpacked";
  }
  if (every_device_hidden()) return "CUDA_VISIBLE_DEVICES hides every device";
  std::string reason;
  if (CudaDriver::find(reason) == nullptr) return reason;
  if (open_library(path.string(), {.global = true}) == nullptr) {
    return "libtorch_cuda.so could not be loaded: " + library_error();
  }
  return "";
}

// What the process loaded cannot change, and libtorch itself looks only once.
const std::string& why_not_opened() {
  static const std::string reason = try_to_open();
  return reason;
}

bool opened() { return why_not_opened().empty(); }

c10::impl::VirtualGuardImpl cuda() { return c10::impl::VirtualGuardImpl(c10::kCUDA); }

int64_t device_count() { return opened() ? cuda().deviceCount() : 0; }

std::string unavailable_reason() {
  if (!opened()) return why_not_opened();
  if (device_count() > 0) return "";
  std::string reason;
  const CudaDriver* driver = CudaDriver::find(reason);
  reason = driver->why_no_device();
  if (!reason.empty()) return reason;
  return "the NVIDIA driver supports CUDA " + driver->version() +
         ", which is older than what this libtorch was built for";
}

c10::DeviceAllocator& allocator() {
  ensure_cuda();
  return *at::getDeviceAllocator(c10::kCUDA);
}

Napi::Value cuda_device_count(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(device_count()));
}

// cuda_unavailable_reason(): null if CUDA can be used.
Napi::Value cuda_unavailable_reason(Environment&, const Napi::CallbackInfo& info) {
  const std::string reason = unavailable_reason();
  if (reason.empty()) return info.Env().Null();
  return Napi::String::New(info.Env(), reason);
}

Napi::Value cuda_current_device(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), cuda_index(info.Env().Null()));
}

Napi::Value cuda_set_device(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = cuda_index(info[0]);
  cuda().setDevice(c10::Device(c10::kCUDA, index));
  return info.Env().Undefined();
}

// cuda_synchronize(device or null): waits until everything queued on the device is done.
Napi::Value cuda_synchronize(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = cuda_index(info[0]);
  cuda().synchronizeDevice(index);
  return info.Env().Undefined();
}

Napi::Value cuda_empty_cache(Environment&, const Napi::CallbackInfo& info) {
  if (is_cuda_initialized()) allocator().emptyCache();
  return info.Env().Undefined();
}

// cuda_init(): begins CUDA, or throws why it cannot.
Napi::Value cuda_init(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda();
  at::globalContext().lazyInitDevice(c10::kCUDA);
  return info.Env().Undefined();
}

// cuda_is_absent(): whether libtorch was built with CUDA, and its CUDA half is not in the process.
Napi::Value cuda_is_absent(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), is_cuda_absent());
}

// cuda_check_runtime(): throws what CUDA's run time says where there is none.
Napi::Value cuda_check_runtime(Environment&, const Napi::CallbackInfo& info) {
  ensure_cuda_runtime();
  return info.Env().Undefined();
}

Napi::Value cuda_is_initialized(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), is_cuda_initialized());
}

// cuda_exchange_device(index): the device that was current before.
Napi::Value cuda_exchange_device(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = cuda_index(info[0]);
  const c10::Device before = cuda().exchangeDevice(c10::Device(c10::kCUDA, index));
  return Napi::Number::New(info.Env(), before.index());
}

Napi::Value cuda_device_properties(Environment&, const Napi::CallbackInfo& info) {
  std::string reason;
  const c10::DeviceIndex index = cuda_index(info[0]);
  const CudaProperties device = CudaDriver::find(reason)->properties(index);
  Napi::Object properties = Napi::Object::New(info.Env());
  properties.Set("name", device.name);
  properties.Set("uuid", device.uuid);
  properties.Set("total_memory", static_cast<double>(device.total_memory));
  for (const auto& [name, value, is_flag] : device.attributes) {
    if (is_flag) {
      properties.Set(name, value != 0);
    } else {
      properties.Set(name, value);
    }
  }
  return properties;
}

constexpr DoorEntry kDoors[] = {
    {"cuda_device_count", cuda_device_count},
    {"cuda_unavailable_reason", cuda_unavailable_reason},
    {"cuda_current_device", cuda_current_device},
    {"cuda_set_device", cuda_set_device},
    {"cuda_synchronize", cuda_synchronize},
    {"cuda_empty_cache", cuda_empty_cache},
    {"cuda_init", cuda_init},
    {"cuda_check_runtime", cuda_check_runtime},
    {"cuda_is_absent", cuda_is_absent},
    {"cuda_is_initialized", cuda_is_initialized},
    {"cuda_exchange_device", cuda_exchange_device},
    {"cuda_device_properties", cuda_device_properties},
};

}  // namespace

void open_cuda() { why_not_opened(); }

void ensure_cuda() {
  if (device_count() > 0) return;
  if (opened()) {
    cuda_function<int()>("_ZN3c104cuda28device_count_ensure_non_zeroEv", "count of devices")();
  }
  if (built_without_cuda()) throw AssertionFailure("Torch not compiled with CUDA enabled");
  TORCH_CHECK(has_driver(),
              "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and "
              "installed a driver from http://www.nvidia.com/Download/index.aspx");
  if (!library_exists()) {
    throw AssertionFailure("Torch not compiled with CUDA enabled: " + why_not_opened());
  }
  TORCH_CHECK(!every_device_hidden(), "No CUDA GPUs are available");
  TORCH_CHECK(false, unavailable_reason());
}

void ensure_cuda_runtime() {
  if (opened()) return;
  if (built_without_cuda() || (has_driver() && !every_device_hidden())) return ensure_cuda();
  // An error of CUDA's run time: its number, what it says, and its name.
  struct Failure {
    int number;
    const char* text;
    const char* name;
  };
  const Failure failure =
      has_driver() ? Failure{100, "no CUDA-capable device is detected", "cudaErrorNoDevice"}
                   : Failure{35, "CUDA driver version is insufficient for CUDA runtime version",
                             "cudaErrorInsufficientDriver"};
  const std::string message = c10::str(
      "CUDA error: ", failure.text, "\nSearch for `", failure.name,
      "' in https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html for more "
      "information.\nDevice-side assertions were explicitly omitted for this error check; the "
      "error probably arose while initializing the DSA handlers.");
  throw c10::AcceleratorError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, failure.number,
                              message);
}

bool is_cuda_absent() { return !opened() && !built_without_cuda(); }

void ensure_device(c10::DeviceType type) {
  switch (type) {
    case c10::kCUDA:
      return ensure_cuda();
    case c10::kXPU:
      if (!at::hasXPU()) throw AssertionFailure("Torch not compiled with XPU enabled");
      return;
    case c10::kMTIA:
      if (!at::hasMTIA()) {
        throw AssertionFailure(
            "Torch not compiled with MTIA enabled. Ensure you have `import "
            "mtia.host_runtime.torch_mtia.dynamic_library` in your python src file and include "
            "`//mtia/host_runtime/torch_mtia:torch_mtia` as your target dependency!");
      }
      return;
    case c10::kHPU:
      throw ModuleMissing("No module named 'torch.hpu'");
    case c10::kPrivateUse1:
      throw ModuleMissing("No module named 'torch.privateuseone'");
    default:
      return;
  }
}

bool open_cuda_library() {
  if (opened()) return true;
  static void* const library =
      library_exists() ? open_library(library_path().string(), {.global = true, .lazy = true})
                       : nullptr;
  return library != nullptr;
}

c10::DeviceIndex cuda_index(const Napi::Value& value) {
  ensure_cuda();
  if (!value.IsNumber()) return cuda().getDevice().index();
  const int64_t index = value.As<Napi::Number>().Int64Value();
  // Whether there is such a device libtorch says.
  TORCH_CHECK(index >= 0 && index <= std::numeric_limits<c10::DeviceIndex>::max(),
              "invalid CUDA device: ", index);
  return static_cast<c10::DeviceIndex>(index);
}

bool is_cuda_initialized() { return device_count() > 0 && allocator().initialized(); }

void install_device(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
