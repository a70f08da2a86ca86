// The backward part of a recording: what the engine calls to bring gradients of its results to its
// inputs and parameters, recorded once by running it with ones.
#pragma once

#include "compile/compiled.h"

namespace nodetorch::compile {

// Adds it to what `recorder` has and fills in `compiled`; `results` are the recorded call's. Gives
// up where the graph is not the function's own.
void record_backward(Recorder& recorder, Compiled& compiled,
                     const std::vector<at::Tensor>& results);

// Which outputs need a graph, and which had one that is gone.
void look_at_graphs(Recorder& recorder, Compiled& compiled, const std::vector<at::Tensor>& results);

}  // namespace nodetorch::compile
