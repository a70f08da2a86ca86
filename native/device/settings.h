// Settings of the whole process: thread counts and the default dtype.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_settings(Environment& env, Napi::Object exports);

}  // namespace nodetorch
