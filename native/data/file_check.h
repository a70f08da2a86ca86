// libtorch's FileCheck, which looks for texts in a text.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_file_check(Environment& env, Napi::Object exports);

}  // namespace nodetorch
