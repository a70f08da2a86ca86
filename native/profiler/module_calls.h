// Calls of modules as events of a profile. Where stacks are wanted libtorch asks for those of
// Python (torch/csrc/profiler/orchestration/python_tracer.h), of which these are the calls of
// modules.
#pragma once

#include "env/env.h"

namespace nodetorch {

// From now on profiles with stacks have them.
void trace_module_calls();

void install_module_calls(Environment& env, Napi::Object exports);

}  // namespace nodetorch
