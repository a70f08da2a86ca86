// Runs of elementwise operators, walked block by block.
#pragma once

#include "compile/recording.h"

namespace nodetorch::compile {

// Replaces each run of elementwise instructions on the CPU by one that sweeps over the tensors.
// `pauses` are instructions before which JavaScript runs, and follow; no run goes past one.
void sweep(Recording& recording, std::vector<size_t>& pauses);

}  // namespace nodetorch::compile
