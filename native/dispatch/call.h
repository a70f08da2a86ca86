// The door: an operator of the dispatcher as a JS function.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs `bind(name, numbers_as_tensors)`: the function that calls operator "ns::name.overload"
// with its arguments in schema order, undefined or missing ones taking their defaults. Results that
// are one of the arguments (alias mark `a!`) come back as undefined: the caller holds the JS object
// that they are.
void install_call(Environment& env, Napi::Object exports);

// Installs `operator_names()`, `schema(name, numbers_as_tensors)` and `longest_list`.
void install_schema(Environment& env, Napi::Object exports);

}  // namespace nodetorch
