// Where in C++ a thread is.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_backtrace(Environment& env, Napi::Object exports);

}  // namespace nodetorch
