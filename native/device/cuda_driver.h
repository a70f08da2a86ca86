// The few questions that only NVIDIA's driver answers. Its functions are looked up at run time, so
// that the addon needs no CUDA toolkit to be built and no driver to be loaded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nodetorch {

struct CudaProperties {
  std::string name;
  std::string uuid;
  uint64_t total_memory = 0;
  struct Attribute {
    const char* name;  // PyTorch's
    int value;
    bool is_flag;
  };
  std::vector<Attribute> attributes;
};

class CudaDriver {
 public:
  // The process's driver; null with `reason` where there is none.
  static const CudaDriver* find(std::string& reason);

  // Why no device can be used, as the driver tells it; empty if it sees one.
  std::string why_no_device() const;
  CudaProperties properties(int device) const;
  // The place on the bus, by which NVML knows the device: "00000000:1B:00.0".
  std::string bus_id(int device) const;
  // The CUDA version that the driver supports: "12.4".
  std::string version() const;

 private:
  explicit CudaDriver(void* library) : library_(library) {}
  template <typename Function>
  Function* symbol(const char* name) const;
  void check(int result, const char* call) const;
  std::string describe(int result) const;

  void* library_;
};

}  // namespace nodetorch
