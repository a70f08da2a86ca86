// Storages: what a saved tensor is a view of.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_serialize(Environment& env, Napi::Object exports);

}  // namespace nodetorch
