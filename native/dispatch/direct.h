// What C++ and Python ask of a tensor itself, although there is an operator of the name: under
// vmap, where operators that give no tensor can not run, these questions still can.
#pragma once

#include <string>

#include "env/env.h"

namespace nodetorch {

using Direct = napi_value (*)(Environment& env, const at::Tensor& self);

// Null for what is an operator and nothing else.
Direct direct_call(const std::string& name);

}  // namespace nodetorch
