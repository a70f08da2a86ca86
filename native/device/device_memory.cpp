#include "device/device_memory.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/core/CachingHostAllocator.h>

#include <algorithm>
#include <fstream>

#include "device/cuda_memory.h"
#include "handles/byte_budget.h"
#include "os/memory.h"

namespace nodetorch {

namespace {

using c10::CachingAllocator::Stat;
using c10::CachingAllocator::StatArray;
using c10::CachingAllocator::StatType;

int64_t current(const Stat& stat) { return stat.current; }
int64_t current(const StatArray& stats) {
  return stats[static_cast<size_t>(StatType::AGGREGATE)].current;
}

// Null for devices without an allocator, or with one that counts nothing.
c10::DeviceAllocator* allocator_for(c10::DeviceType type) {
  try {
    return dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(type));
  } catch (const c10::Error&) {
    return nullptr;
  }
}

at::HostAllocator* host_allocator() {
  const auto type = at::accelerator::getAccelerator(false);
  return type.has_value() ? at::getHostAllocator(*type) : nullptr;
}

// A container's bound, of either version of control groups.
constexpr const char* kLimits[] = {"/sys/fs/cgroup/memory.max",
                                   "/sys/fs/cgroup/memory/memory.limit_in_bytes"};

int64_t read_host_memory() {
  int64_t bytes = physical_memory();
  for (const char* path : kLimits) {
    int64_t limit = 0;
    // Without a limit, the first file has a word in it, and the second a huge number.
    if (std::ifstream(path) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

// The allocator learned to answer this after 2.11.
template <typename Allocator>
std::pair<size_t, size_t> info_of(Allocator& allocator, c10::Device device) {
  if constexpr (requires { allocator.getMemoryInfo(device.index()); }) {
    return allocator.getMemoryInfo(device.index());
  } else {
    TORCH_CHECK_NOT_IMPLEMENTED(device.is_cuda(), "get_memory_info needs libtorch 2.12 or newer");
    return cuda_memory_info(device.index());
  }
}

}  // namespace

DeviceMemory::DeviceMemory(c10::Device device) : device_(device) {
  if (!device.is_cpu()) allocator_ = allocator_for(device.type());
}

int64_t DeviceMemory::held() const {
  if (allocator_ != nullptr) {
    return allocator_->initialized()
               ? current(allocator_->getDeviceStats(device_.index()).allocated_bytes)
               : 0;
  }
  at::HostAllocator* const pinned = device_.is_cpu() ? host_allocator() : nullptr;
  return pinned == nullptr ? 0 : current(pinned->get_stats().allocated_bytes);
}

int64_t DeviceMemory::capacity() const {
  if (device_.is_cpu()) return host_memory();
  if (allocator_ == nullptr) return kUnknownCapacity;
  try {
    const auto reserved = current(allocator_->getDeviceStats(device_.index()).reserved_bytes);
    return static_cast<int64_t>(memory_info(*allocator_, device_).first) + reserved;
  } catch (const std::exception&) {
    return kUnknownCapacity;
  }
}

int64_t host_memory() {
  static const int64_t bytes = read_host_memory();
  return bytes;
}

std::pair<size_t, size_t> memory_info(c10::DeviceAllocator& allocator, c10::Device device) {
  return info_of(allocator, device);
}

void empty_device_caches() noexcept {
  try {
    const auto type = at::accelerator::getAccelerator(false);
    c10::DeviceAllocator* const allocator = type.has_value() ? allocator_for(*type) : nullptr;
    if (allocator == nullptr || !allocator->initialized()) return;
    allocator->emptyCache();
    at::getHostAllocator(*type)->empty_cache();
  } catch (const std::exception&) {
    // The call that is made once more says what is the matter.
  }
}

}  // namespace nodetorch
