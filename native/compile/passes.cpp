#include "compile/passes.h"

#include "compile/once.h"
#include "compile/sweep.h"

namespace nodetorch::compile {

void optimise(Recording& recording, std::vector<size_t>& pauses) {
  finish(recording);
  drop_repeated(recording, pauses);
  drop_unread(recording, pauses);
  sweep(recording, pauses);
}

}  // namespace nodetorch::compile
