// What a tensor says of itself without an operator: sizes, dtype, device, autograd flags.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_tensor_info(Environment& env, Napi::Object exports);

}  // namespace nodetorch
