#include "device/cuda_allocator.h"

#include "device/cuda_library.h"

namespace nodetorch {

CudaAllocator& cuda_allocator() {
  using Current = std::atomic<CudaAllocator*>;
  auto* const current = static_cast<Current*>(
      cuda_symbol("_ZN3c104cuda20CUDACachingAllocator9allocatorE", "allocator of CUDA memory"));
  CudaAllocator* const allocator = current->load();
  TORCH_CHECK(allocator != nullptr, "the allocator of CUDA memory has not begun");
  return *allocator;
}

}  // namespace nodetorch
