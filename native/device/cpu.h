// What the processor is and can.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_cpu(Environment& env, Napi::Object exports);

}  // namespace nodetorch
