// What makes a thread a worker of a data loader: random numbers of its own, and one thread for the
// arithmetic, so that several workers do not ask for more processors than there are.
#pragma once

#include "env/env.h"

namespace nodetorch {

// How many threads the calling one uses for its arithmetic. at::set_num_threads would say it for
// the whole process.
void use_threads(int count);

// Installs the doors: become_worker, and for who starts workers watch, is_reachable, unwatch.
void install_worker(Environment& env, Napi::Object exports);

}  // namespace nodetorch
