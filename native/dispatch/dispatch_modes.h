// The modes of one thread, see mode.h.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include <memory>
#include <vector>

#include "env/callback.h"

namespace nodetorch {

namespace compile {
class Recorder;
}

// An operator that a mode is looking at.
struct DispatchedCall {
  const c10::OperatorHandle& handle;
  c10::DispatchKeySet keys;
  torch::jit::Stack* stack;
  size_t level;      // how many modes are still to see it
  bool ran = false;  // the stack holds its results
};

struct DispatchModes {
  std::vector<std::shared_ptr<JsCallback>> stack;
  size_t active = 0;  // those that see the next operator
  DispatchedCall* call = nullptr;
  std::shared_ptr<compile::Recorder> recorder;  // of torch.compile: sees what no mode does
};

}  // namespace nodetorch
