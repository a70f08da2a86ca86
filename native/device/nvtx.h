// Marks and ranges for NVIDIA's profilers, by NVTX's version 3: a profiler that starts the process
// names its library in an environment variable, and that library fills in the functions. Without
// one nothing happens.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_nvtx(Environment& env, Napi::Object exports);

}  // namespace nodetorch
