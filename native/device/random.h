// Random number generators. Seeds are uint64 and cross as BigInts.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_random(Environment& env, Napi::Object exports);

}  // namespace nodetorch
