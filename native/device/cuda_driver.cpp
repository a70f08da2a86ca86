#include "device/cuda_driver.h"

#include <cstdio>
#include <optional>
#include <stdexcept>

#include "os/library.h"

namespace nodetorch {

namespace {

// CUresult and CUdevice_attribute of NVIDIA's stable driver interface.
constexpr int kSuccess = 0;

struct Attribute {
  const char* name;  // PyTorch's
  int number;        // of CUdevice_attribute
  bool is_flag = false;
};
constexpr Attribute kAttributes[] = {
    {"major", 75},
    {"minor", 76},
    {"multi_processor_count", 16},
    {"is_multi_gpu_board", 84, true},
    {"is_integrated", 18, true},
    {"max_threads_per_multi_processor", 39},
    {"max_threads_per_block", 1},
    {"warp_size", 10},
    {"regs_per_multiprocessor", 82},
    {"shared_memory_per_block", 8},
    {"shared_memory_per_block_optin", 97},
    {"shared_memory_per_multiprocessor", 81},
    {"L2_cache_size", 38},
    {"clock_rate", 13},
    {"memory_clock_rate", 36},
    {"memory_bus_width", 37},
    {"pci_bus_id", 33},
    {"pci_device_id", 34},
    {"pci_domain_id", 50},
};

std::string uuid_text(const unsigned char (&bytes)[16]) {
  std::string text;
  for (size_t i = 0; i < sizeof bytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", bytes[i]);
    text += digits;
  }
  return text;
}

}  // namespace

const CudaDriver* CudaDriver::find(std::string& reason) {
  static void* const library = open_library("libcuda.so.1");
  if (library == nullptr) {
    reason = "no NVIDIA driver is installed (libcuda.so.1 was not found)";
    return nullptr;
  }
  static const CudaDriver driver(library);
  return &driver;
}

template <typename Function>
Function* CudaDriver::symbol(const char* name) const {
  void* found = symbol_of(library_, name);
  if (found == nullptr) {
    throw std::runtime_error(std::string("the NVIDIA driver has no ") + name);
  }
  return reinterpret_cast<Function*>(found);
}

std::string CudaDriver::describe(int result) const {
  const char* text = nullptr;
  auto* error_string =
      reinterpret_cast<int (*)(int, const char**)>(symbol_of(library_, "cuGetErrorString"));
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
  unsigned char uuid[16] = {};
  check(symbol<int(char*, int, int)>("cuDeviceGetName")(name, sizeof name, device),
        "cuDeviceGetName");
  check(symbol<int(size_t*, int)>("cuDeviceTotalMem_v2")(&bytes, device), "cuDeviceTotalMem");
  check(symbol<int(unsigned char*, int)>("cuDeviceGetUuid_v2")(uuid, device), "cuDeviceGetUuid");
  auto* attribute_of = symbol<int(int*, int, int)>("cuDeviceGetAttribute");
  CudaProperties properties{name, uuid_text(uuid), bytes, {}};
  for (const Attribute& attribute : kAttributes) {
    int value = 0;
    check(attribute_of(&value, attribute.number, device), "cuDeviceGetAttribute");
    properties.attributes.push_back({attribute.name, value, attribute.is_flag});
  }
  return properties;
}

std::string CudaDriver::bus_id(int index) const {
  int device = 0;
  char text[64] = {};
  check(symbol<int(unsigned)>("cuInit")(0), "cuInit");
  check(symbol<int(int*, int)>("cuDeviceGet")(&device, index), "cuDeviceGet");
  check(symbol<int(char*, int, int)>("cuDeviceGetPCIBusId")(text, sizeof text, device),
        "cuDeviceGetPCIBusId");
  return text;
}

std::string CudaDriver::version() const {
  int version = 0;
  check(symbol<int(int*)>("cuDriverGetVersion")(&version), "cuDriverGetVersion");
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

}  // namespace nodetorch
