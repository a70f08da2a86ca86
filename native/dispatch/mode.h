// Modes that see every operator below autograd, as kernels are about to run: what composite
// operators consist of, and not they themselves. On top of libtorch's dispatcher, by a key that it
// leaves alone on a CPU or GPU tensor (`Fake`), which is looked at only while a mode is on.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs `push_dispatch_mode`, `pop_dispatch_mode` and `dispatch_further`.
void install_dispatch_mode(Environment& env, Napi::Object exports);

}  // namespace nodetorch
