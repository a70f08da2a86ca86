// What autograd keeps for one environment.
#pragma once

#include <c10/core/InferenceMode.h>

#include <memory>
#include <vector>

#include "env/callback.h"
#include "handles/cycles.h"

namespace nodetorch {

struct AutogradState {
  explicit AutogradState(Environment& env) : owner(std::make_shared<CallbackOwner>(env)) {}
  ~AutogradState() {
    owner->close();
    leave_inference_modes(0);
    leave_dual_levels();
  }
  AutogradState(const AutogradState&) = delete;
  AutogradState& operator=(const AutogradState&) = delete;

  // Guards restore what they found, so they may only end in reverse order.
  void leave_inference_modes(size_t keep) {
    while (inference_modes.size() > keep) inference_modes.pop_back();
  }

  // Levels of forward mode belong to the process: what this environment entered, it leaves
  // (functorch/forward_ad.cpp).
  void leave_dual_level(uint64_t level);
  void leave_dual_levels() noexcept;

  std::shared_ptr<CallbackOwner> owner;
  Cycles cycles;
  std::vector<std::unique_ptr<c10::InferenceMode>> inference_modes;
  std::vector<uint64_t> dual_levels;
  int backward_depth = 0;  // backward() within hooks and custom Functions within backward()
};

}  // namespace nodetorch
