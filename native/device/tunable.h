// TunableOp: libtorch_cuda tries which kernel is the fastest for a product of matrices.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_tunable(Environment& env, Napi::Object exports);

}  // namespace nodetorch
