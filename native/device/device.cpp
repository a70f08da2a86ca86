#include "device/device.h"

#include <ATen/Context.h>
#include <ATen/Version.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "device/cuda_driver.h"

namespace nodetorch {

namespace {

std::filesystem::path libtorch_folder() {
  Dl_info found{};
  if (dladdr(reinterpret_cast<void*>(&at::globalContext), &found) == 0) return {};
  return std::filesystem::absolute(found.dli_fname).parent_path();
}

bool every_device_hidden() {
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  return visible != nullptr && (*visible == '\0' || std::string_view(visible).starts_with("-1"));
}

// Why libtorch_cuda was not opened; empty if it was.
std::string open_library() {
  std::error_code ignored;
  const std::filesystem::path path = libtorch_folder() / "libtorch_cuda.so";
  if (!std::filesystem::exists(path, ignored)) {
    return at::show_config().find("USE_CUDA=1") == std::string::npos &&
                   at::show_config().find("USE_CUDA=ON") == std::string::npos
               ? "this libtorch was built without CUDA"
               : "libtorch_cuda.so is missing in " + path.parent_path().string() +
                     ": only the CPU half of libtorch was unpacked";
  }
  if (every_device_hidden()) return "CUDA_VISIBLE_DEVICES hides every device";
  std::string reason;
  if (CudaDriver::find(reason) == nullptr) return reason;
  if (dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    return std::string("libtorch_cuda.so could not be loaded: ") + dlerror();
  }
  return "";
}

// What the process loaded cannot change, and libtorch itself looks only once.
const std::string& why_not_opened() {
  static const std::string reason = open_library();
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

// A door's argument: which device; null stands for the current one.
c10::DeviceIndex index_from(const Napi::Value& value) {
  ensure_cuda();
  if (!value.IsNumber()) return cuda().getDevice().index();
  const int64_t index = value.As<Napi::Number>().Int64Value();
  TORCH_CHECK(index >= 0 && index < device_count(), "CUDA device index ", index,
              " is out of range: there are ", device_count(), " devices");
  return static_cast<c10::DeviceIndex>(index);
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
  return Napi::Number::New(info.Env(), index_from(info.Env().Null()));
}

Napi::Value cuda_set_device(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = index_from(info[0]);
  cuda().setDevice(c10::Device(c10::kCUDA, index));
  return info.Env().Undefined();
}

// cuda_synchronize(device or null): waits until everything queued on the device is done.
Napi::Value cuda_synchronize(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = index_from(info[0]);
  cuda().synchronizeDevice(index);
  return info.Env().Undefined();
}

Napi::Value cuda_empty_cache(Environment&, const Napi::CallbackInfo& info) {
  empty_device_cache();
  return info.Env().Undefined();
}

// cuda_memory_stats(device or null): bytes of tensors, and bytes taken from the system for them.
Napi::Value cuda_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = index_from(info[0]);
  const auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  Napi::Object stats = Napi::Object::New(info.Env());
  const auto read = [&] {
    if (!allocator().initialized()) return c10::CachingDeviceAllocator::DeviceStats{};
    return allocator().getDeviceStats(index);
  };
  const c10::CachingDeviceAllocator::DeviceStats device = read();
  const auto& allocated = device.allocated_bytes[all];
  const auto& reserved = device.reserved_bytes[all];
  stats.Set("allocated", static_cast<double>(allocated.current));
  stats.Set("max_allocated", static_cast<double>(allocated.peak));
  stats.Set("reserved", static_cast<double>(reserved.current));
  stats.Set("max_reserved", static_cast<double>(reserved.peak));
  return stats;
}

Napi::Value cuda_reset_peak_memory_stats(Environment&, const Napi::CallbackInfo& info) {
  const c10::DeviceIndex index = index_from(info[0]);
  if (allocator().initialized()) allocator().resetPeakStats(index);
  return info.Env().Undefined();
}

// The allocator learned to answer this after 2.11.
template <typename Allocator>
std::pair<size_t, size_t> memory_info(Allocator& allocator, c10::DeviceIndex index) {
  if constexpr (requires { allocator.getMemoryInfo(index); }) {
    return allocator.getMemoryInfo(index);
  } else {
    TORCH_CHECK_NOT_IMPLEMENTED(false, "mem_get_info needs libtorch 2.12 or newer");
  }
}

// cuda_memory_info(device or null): [free bytes, all bytes].
Napi::Value cuda_memory_info(Environment&, const Napi::CallbackInfo& info) {
  const auto [free, total] = memory_info(allocator(), index_from(info[0]));
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair.Set(uint32_t{0}, static_cast<double>(free));
  pair.Set(uint32_t{1}, static_cast<double>(total));
  return pair;
}

Napi::Value cuda_device_properties(Environment&, const Napi::CallbackInfo& info) {
  std::string reason;
  const c10::DeviceIndex index = index_from(info[0]);
  const CudaProperties device = CudaDriver::find(reason)->properties(index);
  Napi::Object properties = Napi::Object::New(info.Env());
  properties.Set("name", device.name);
  properties.Set("total_memory", static_cast<double>(device.total_memory));
  properties.Set("major", device.major);
  properties.Set("minor", device.minor);
  properties.Set("multi_processor_count", device.multi_processor_count);
  return properties;
}

constexpr DoorEntry kDoors[] = {
    {"cuda_device_count", cuda_device_count},
    {"cuda_unavailable_reason", cuda_unavailable_reason},
    {"cuda_current_device", cuda_current_device},
    {"cuda_set_device", cuda_set_device},
    {"cuda_synchronize", cuda_synchronize},
    {"cuda_empty_cache", cuda_empty_cache},
    {"cuda_memory_stats", cuda_memory_stats},
    {"cuda_reset_peak_memory_stats", cuda_reset_peak_memory_stats},
    {"cuda_memory_info", cuda_memory_info},
    {"cuda_device_properties", cuda_device_properties},
};

}  // namespace

void open_cuda() { why_not_opened(); }

void ensure_cuda() {
  if (device_count() > 0) return;
  TORCH_CHECK(false, "CUDA is not available: ", unavailable_reason());
}

int64_t device_bytes_held() {
  if (device_count() == 0 || !allocator().initialized()) return 0;
  const auto all = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  int64_t bytes = 0;
  for (c10::DeviceIndex i = 0; i < device_count(); ++i) {
    bytes += allocator().getDeviceStats(i).allocated_bytes[all].current;
  }
  return bytes;
}

void empty_device_cache() {
  if (device_count() > 0 && allocator().initialized()) allocator().emptyCache();
}

void install_device(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
