// What NVIDIA's management library tells of a device: what nvidia-smi shows. Opened at run time.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_nvml(Environment& env, Napi::Object exports);

}  // namespace nodetorch
