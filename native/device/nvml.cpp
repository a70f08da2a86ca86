#include "device/nvml.h"

#include <c10/util/Exception.h>

#include <vector>

#include "device/cuda_driver.h"
#include "device/device.h"
#include "os/library.h"

namespace nodetorch {

namespace {

constexpr int kSuccess = 0;
constexpr int kInsufficientSize = 7;

class Nvml {
 public:
  // The process's; not there without NVIDIA's driver.
  static const Nvml* find() {
    static const Nvml nvml(open_library("libnvidia-ml.so.1"));
    return nvml.library_ == nullptr ? nullptr : &nvml;
  }

  // Calls a function that gives an nvmlReturn_t.
  template <typename... Arguments>
  int call(const char* name, Arguments... arguments) const {
    void* found = symbol_of(library_, name);
    TORCH_CHECK(found != nullptr, "libnvidia-ml.so.1 has no ", name);
    return reinterpret_cast<int (*)(Arguments...)>(found)(arguments...);
  }

  template <typename... Arguments>
  void ask(const char* name, Arguments... arguments) const {
    const int failed = call(name, arguments...);
    if (failed == kSuccess) return;
    auto* describe = reinterpret_cast<const char* (*)(int)>(symbol_of(library_, "nvmlErrorString"));
    TORCH_CHECK(false, describe == nullptr ? "NVML failed" : describe(failed));
  }

  // The device with CUDA's number `index`, which counts visible devices only: by its place on the
  // bus.
  void* device(c10::DeviceIndex index) const {
    std::string reason;
    const std::string bus = CudaDriver::find(reason)->bus_id(index);
    void* handle = nullptr;
    ask("nvmlDeviceGetHandleByPciBusId_v2", bus.c_str(), &handle);
    return handle;
  }

 private:
  explicit Nvml(void* library) : library_(library) {
    if (library_ != nullptr && call("nvmlInit_v2") != kSuccess) library_ = nullptr;
  }

  void* library_;
};

double value_of(const Nvml& nvml, void* device, const std::string& what) {
  unsigned value = 0;
  if (what == "temperature") {
    nvml.ask("nvmlDeviceGetTemperature", device, 0, &value);
  } else if (what == "power_draw") {
    nvml.ask("nvmlDeviceGetPowerUsage", device, &value);
  } else if (what == "clock_rate") {
    nvml.ask("nvmlDeviceGetClockInfo", device, 1, &value);
  } else if (what == "device_memory_used") {
    struct {
      unsigned long long total, free, used;
    } memory{};
    nvml.ask("nvmlDeviceGetMemoryInfo", device, static_cast<void*>(&memory));
    return static_cast<double>(memory.used);
  } else {
    struct {
      unsigned gpu, memory;
    } rates{};
    nvml.ask("nvmlDeviceGetUtilizationRates", device, static_cast<void*>(&rates));
    value = what == "memory_usage" ? rates.memory : rates.gpu;
  }
  return value;
}

// nvml_value(what, device or null): a number, or null without the library.
Napi::Value nvml_value(Environment&, const Napi::CallbackInfo& info) {
  const Nvml* nvml = Nvml::find();
  if (nvml == nullptr) return info.Env().Null();
  const c10::DeviceIndex index = cuda_index(info[1]);
  return Napi::Number::New(info.Env(),
                           value_of(*nvml, nvml->device(index), info[0].As<Napi::String>()));
}

// nvml_processes(device or null): [process, bytes, process, bytes, ...], or null without the
// library.
Napi::Value nvml_processes(Environment&, const Napi::CallbackInfo& info) {
  struct Process {
    unsigned pid;
    unsigned long long bytes;
    unsigned instance, compute_instance;
  };
  const Nvml* nvml = Nvml::find();
  if (nvml == nullptr) return info.Env().Null();
  void* const device = nvml->device(cuda_index(info[0]));
  std::vector<Process> found;
  unsigned count = 0;
  constexpr const char* kAsk = "nvmlDeviceGetComputeRunningProcesses_v3";
  while (nvml->call(kAsk, device, &count, found.data()) == kInsufficientSize) {
    count += 8;  // others may begin meanwhile
    found.resize(count);
  }
  Napi::Array list = Napi::Array::New(info.Env());
  for (size_t i = 0; i < count && i < found.size(); ++i) {
    list.Set(list.Length(), Napi::Number::New(info.Env(), found[i].pid));
    list.Set(list.Length(), Napi::Number::New(info.Env(), static_cast<double>(found[i].bytes)));
  }
  return list;
}

constexpr DoorEntry kDoors[] = {{"nvml_value", nvml_value}, {"nvml_processes", nvml_processes}};

}  // namespace

void install_nvml(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
