// torch.compile: records what a function calls, and replays it.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs `compile_*`.
void install_compile(Environment& env, Napi::Object exports);

namespace compile {

// A door is called while a recorder listens: one that no replay could call again ends the
// recording.
void note_door(const char* name);

}  // namespace compile

}  // namespace nodetorch
