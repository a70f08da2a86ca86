// Replays a recording: the dispatcher is called for one instruction after the other, and each
// tensor is let go of where it is read last, so that the next result lies in warm memory.
#pragma once

#include <atomic>

#include "compile/recording.h"

namespace nodetorch::compile {

// What one replay works on: a tensor for each slot, and the values that leave.
struct Frame {
  std::vector<at::Tensor> slots;
  std::vector<c10::IValue> values;
};

// Runs the instructions from `begin` to `end` over a frame in which inputs, captured tensors and
// gradients are there. Needs no thread of JavaScript's. Stops between two instructions with a
// c10::Error when `cancelled` becomes true.
void replay(const Recording& recording, Frame& frame, size_t begin, size_t end,
            const std::atomic<bool>* cancelled = nullptr);

}  // namespace nodetorch::compile
