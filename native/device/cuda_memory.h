// What the allocators of CUDA have to tell, of device memory and of pinned memory.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cuda_memory(Environment& env, Napi::Object exports);

}  // namespace nodetorch
