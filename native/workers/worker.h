// What makes a thread a worker of a data loader: random numbers of its own, and one thread for the
// arithmetic, so that several workers do not ask for more processors than there are.
#pragma once

#include "env/env.h"

namespace nodetorch {

// Installs the doors: become_worker, and for who starts workers watch, is_reachable, unwatch.
void install_worker(Environment& env, Napi::Object exports);

}  // namespace nodetorch
