// The allocator of CUDA memory, with what libtorch's device-independent interface of allocators
// (c10::DeviceAllocator) does not ask of one. Its class comes from libtorch's own header, which the
// declarations in native/absent_headers/ let through without a CUDA toolkit; only its virtual
// functions are called, so nothing is linked.
#pragma once

#include <c10/cuda/CUDACachingAllocator.h>

namespace nodetorch {

using CudaAllocator = c10::cuda::CUDACachingAllocator::CUDAAllocator;

// The one in use. Throws the reason why there is no CUDA.
CudaAllocator& cuda_allocator();

}  // namespace nodetorch
