// The door: an operator of the dispatcher as a JS function.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include <functional>
#include <string>

#include "env/env.h"

namespace nodetorch {

// What a bound operator does with its arguments on the stack.
using Callee = std::function<void(const c10::OperatorHandle& op, c10::DispatchKeySet keys,
                                  torch::jit::Stack* stack)>;

// A function (keys, ...arguments) that calls `callee` with the arguments of an operator, as those
// of `bind` call the dispatcher.
Napi::Value bind_keyed(Environment& env, const std::string& name, Callee callee);

// Installs `bind(name, numbers_as_tensors)`: the function that calls operator "ns::name.overload"
// with its arguments in schema order, undefined or missing ones taking their defaults. Results that
// are one of the arguments (alias mark `a!`) come back as undefined: the caller holds the JS object
// that they are.
void install_call(Environment& env, Napi::Object exports);

// Installs `operator_names()`, `schema(name, numbers_as_tensors)` and `longest_list`.
void install_schema(Environment& env, Napi::Object exports);

}  // namespace nodetorch
