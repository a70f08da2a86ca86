#include "device/cuda_driver.h"

#include <dlfcn.h>

#include <optional>
#include <stdexcept>

namespace nodetorch {

namespace {

// CUresult and CUdevice_attribute of NVIDIA's stable driver interface.
constexpr int kSuccess = 0;
constexpr int kMultiProcessorCount = 16;
constexpr int kComputeCapabilityMajor = 75;
constexpr int kComputeCapabilityMinor = 76;

}  // namespace

const CudaDriver* CudaDriver::find(std::string& reason) {
  static void* const library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    reason = "no NVIDIA driver is installed (libcuda.so.1 was not found)";
    return nullptr;
  }
  static const CudaDriver driver(library);
  return &driver;
}

template <typename Function>
Function* CudaDriver::symbol(const char* name) const {
  void* found = dlsym(library_, name);
  if (found == nullptr) {
    throw std::runtime_error(std::string("the NVIDIA driver has no ") + name);
  }
  return reinterpret_cast<Function*>(found);
}

std::string CudaDriver::describe(int result) const {
  const char* text = nullptr;
  auto* error_string =
      reinterpret_cast<int (*)(int, const char**)>(dlsym(library_, "cuGetErrorString"));
  if (error_string != nullptr) error_string(result, &text);
  return (text != nullptr ? std::string(text) : "error") + " (" + std::to_string(result) + ")";
}

void CudaDriver::check(int result, const char* call) const {
  if (result != kSuccess) {
    throw std::runtime_error("NVIDIA driver: " + std::string(call) + ": " + describe(result));
  }
}

std::string CudaDriver::why_no_device() const {
  int count = 0;
  const int result = symbol<int(unsigned)>("cuInit")(0);
  if (result != kSuccess) return "the NVIDIA driver reports: " + describe(result);
  check(symbol<int(int*)>("cuDeviceGetCount")(&count), "cuDeviceGetCount");
  return count > 0 ? "" : "the NVIDIA driver sees no device";
}

CudaProperties CudaDriver::properties(int index) const {
  int device = 0;
  check(symbol<int(unsigned)>("cuInit")(0), "cuInit");
  check(symbol<int(int*, int)>("cuDeviceGet")(&device, index), "cuDeviceGet");

  char name[256] = {};
  size_t bytes = 0;
  check(symbol<int(char*, int, int)>("cuDeviceGetName")(name, sizeof name, device),
        "cuDeviceGetName");
  check(symbol<int(size_t*, int)>("cuDeviceTotalMem_v2")(&bytes, device), "cuDeviceTotalMem");
  auto* attribute_of = symbol<int(int*, int, int)>("cuDeviceGetAttribute");
  const auto attribute = [&](int which) {
    int value = 0;
    check(attribute_of(&value, which, device), "cuDeviceGetAttribute");
    return value;
  };
  return {name, bytes, attribute(kComputeCapabilityMajor), attribute(kComputeCapabilityMinor),
          attribute(kMultiProcessorCount)};
}

std::string CudaDriver::version() const {
  int version = 0;
  check(symbol<int(int*)>("cuDriverGetVersion")(&version), "cuDriverGetVersion");
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

}  // namespace nodetorch
