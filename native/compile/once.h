// What a recording computes twice, or for nobody.
#pragma once

#include "compile/recording.h"

namespace nodetorch::compile {

// An operator that was called before with the same arguments, with no write to them in between,
// gives its result to the readers of the second.
void drop_repeated(Recording& recording, std::vector<size_t>& pauses);

// Operators without an effect whose results nobody reads.
void drop_unread(Recording& recording, std::vector<size_t>& pauses);

// Takes the instructions for which `gone` holds out of the list; what counts instructions follows.
void erase(Recording& recording, std::vector<size_t>& pauses, const std::vector<bool>& gone);

}  // namespace nodetorch::compile
