// What the allocators of CUDA have to tell, of device memory and of pinned memory.
#pragma once

#include <c10/core/Device.h>

#include <utility>

#include "env/env.h"

namespace nodetorch {

// Free bytes of a device, and all it has.
std::pair<size_t, size_t> cuda_memory_info(c10::DeviceIndex index);

void install_cuda_memory(Environment& env, Napi::Object exports);

}  // namespace nodetorch
