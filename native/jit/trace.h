// libtorch's tracer, by which a module's calls become a graph.
#pragma once

#include "env/env.h"

namespace nodetorch {

void install_script_traces(Environment& env, Napi::Object exports);

}  // namespace nodetorch
