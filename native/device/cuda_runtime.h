// Questions and orders that CUDA's run time and libtorch_cuda take, looked up by name.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cuda_runtime(Environment& env, Napi::Object exports);

}  // namespace nodetorch
