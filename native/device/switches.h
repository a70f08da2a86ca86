// The switches of at::globalContext() and at::autocast, by name: torch.backends and others read and
// write them.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_switches(Environment& env, Napi::Object exports);

}  // namespace nodetorch
