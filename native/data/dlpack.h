// Tensors for other libraries and from them, in the form of DLPack.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_dlpack(Environment& env, Napi::Object exports);

}  // namespace nodetorch
