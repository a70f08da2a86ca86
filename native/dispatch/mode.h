// Modes that see every operator below autograd, as kernels are about to run: what composite
// operators consist of, and not they themselves. On top of libtorch's dispatcher, by a key that it
// leaves alone on a CPU or GPU tensor (`Fake`), which is looked at only while a mode is on.
#pragma once

#include <c10/core/DispatchKey.h>

#include "env/env.h"

namespace nodetorch {

inline constexpr c10::DispatchKey kModeKey = c10::DispatchKey::Fake;

// Once for the process, when somebody first wants a mode or a recording: without one nobody looks
// at the key.
void register_mode_fallback();

// Installs `push_dispatch_mode`, `pop_dispatch_mode`, `dispatch_further` and `dispatch_composite`.
void install_dispatch_mode(Environment& env, Napi::Object exports);

}  // namespace nodetorch
