#include "autograd/autograd_state.h"

#include "autograd/engine.h"

namespace nodetorch {

AutogradState::AutogradState(Environment& env) : owner(std::make_shared<CallbackOwner>(env)) {
  torch::autograd::set_default_engine_stub(
      []() -> torch::autograd::Engine& { return ScriptEngine::instance(); });
  ScriptEngine::instance().join(owner);
}

AutogradState::~AutogradState() {
  owner->close();
  ScriptEngine::instance().part();
  pop_saved_hooks(0);
  leave_inference_modes(0);
  leave_dual_levels();
}

size_t AutogradState::push_saved_hooks(const std::shared_ptr<SavedHooksFactory>& factory) {
  saved_hooks.push_back(std::make_unique<SavedHooksScope>(factory));
  return saved_hooks.size() - 1;
}

void AutogradState::pop_saved_hooks(size_t keep) {
  while (saved_hooks.size() > keep) saved_hooks.pop_back();
}

}  // namespace nodetorch
