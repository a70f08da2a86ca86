// The memory of a device, for whatever kind of device libtorch has an allocator that counts. On the
// CPU it is pinned memory, which the accelerator's allocator gives; the pool counts the rest.
#pragma once

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/Device.h>

#include <cstdint>
#include <utility>

namespace nodetorch {

class DeviceMemory {
 public:
  explicit DeviceMemory(c10::Device device);

  c10::Device device() const { return device_; }
  // Not that of meta tensors.
  bool exists() const { return device_.is_cpu() || allocator_ != nullptr; }
  // Bytes of tensors there, of every thread.
  int64_t held() const;
  // What this process may have of it, as far as the device tells.
  int64_t capacity() const;

 private:
  c10::Device device_;
  c10::DeviceAllocator* allocator_ = nullptr;
};

// What the machine has, or what this process may have of it, if that is less.
int64_t host_memory();

// Free bytes of a device and all it has. Throws where neither libtorch nor CUDA tells.
std::pair<size_t, size_t> memory_info(c10::DeviceAllocator& allocator, c10::Device device);

// Gives back what the allocators of devices and of pinned memory keep. Says nothing where it cannot
// be done now, as while a graph is recorded.
void empty_device_caches() noexcept;

}  // namespace nodetorch
