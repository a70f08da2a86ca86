// What libtorch's profiler sees: Kineto's events of operators and of the program's ranges, traces
// for Chrome, execution traces, marks for Intel's profilers.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_profiler(Environment& env, Napi::Object exports);
void install_profiler_events(Environment& env, Napi::Object exports);
void install_execution_trace(Environment& env, Napi::Object exports);
void install_itt(Environment& env, Napi::Object exports);

}  // namespace nodetorch
