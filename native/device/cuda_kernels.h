// Kernels of libtorch_cuda that no operator reaches: NCCL's collectives inside one process, and
// elementwise kernels that are compiled when they are called.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cuda_kernels(Environment& env, Napi::Object exports);

}  // namespace nodetorch
