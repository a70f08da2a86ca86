// Replays on threads of libuv's pool, while JavaScript goes on.
#pragma once

#include "compile/compiled.h"
#include "env/env.h"

namespace nodetorch::compile {

// Installs the doors: compile_start, compile_go_on, compile_cancel.
void install_runs(Environment& env, Napi::Object exports);

}  // namespace nodetorch::compile
