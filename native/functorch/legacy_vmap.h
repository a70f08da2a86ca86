// The vmap that autograd has of its own, older than functorch's.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_legacy_vmap(Environment& env, Napi::Object exports);

}  // namespace nodetorch
