// Packages of AOTInductor: programs that were compiled in Python.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_packages(Environment& env, Napi::Object exports);

}  // namespace nodetorch
