// Passes over a recording that leave its results as they are, bit for bit.
#pragma once

#include "compile/recording.h"

namespace nodetorch::compile {

// Leaves out what nobody reads, computes once what is computed twice, and sweeps over runs of
// elementwise operators. `pauses` are instructions before which JavaScript runs, and follow; no run
// goes past one.
void optimise(Recording& recording, std::vector<size_t>& pauses);

}  // namespace nodetorch::compile
