// A kernel of an operator that is a function of JavaScript.
#pragma once

#include <torch/library.h>

#include "env/env.h"

namespace nodetorch {

// The kernel for `function`(name, number of its definition, arguments, keys), which gives an array
// with one value for each result, as jit/values.h has them. It runs on the thread of JavaScript
// that made it; from any other thread a call of the operator throws std::runtime_error.
torch::CppFunction script_kernel(Environment& env, napi_value function, c10::DispatchKey key);

// A kernel for ADInplaceOrView: the versions of what the schema says is written to go up.
torch::CppFunction version_kernel();

}  // namespace nodetorch
