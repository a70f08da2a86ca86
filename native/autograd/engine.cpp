#include "autograd/engine.h"

#include <torch/csrc/autograd/anomaly_mode.h>

#if __has_include(<ATen/NodeCreationHooks.h>)
#include <ATen/NodeCreationHooks.h>
#include <torch/csrc/autograd/node_creation_hook.h>
#endif

#include "autograd/autograd.h"
#include "autograd/node_metadata.h"

namespace nodetorch {

ScriptEngine& ScriptEngine::instance() {
  static ScriptEngine engine;
  return engine;
}

ThreadState::ThreadState(Environment& environment) : env(environment) {
  torch::autograd::set_default_engine_stub(
      []() -> torch::autograd::Engine& { return ScriptEngine::instance(); });
  ScriptEngine::instance().join(this);
}

ThreadState::~ThreadState() {
  ScriptEngine::instance().part();
  pop_saved_hooks(0);
}

size_t ThreadState::push_saved_hooks(const std::shared_ptr<SavedHooksFactory>& factory) {
  saved_hooks.push_back(std::make_unique<SavedHooksScope>(factory));
  return saved_hooks.size() - 1;
}

void ThreadState::pop_saved_hooks(size_t keep) {
  while (saved_hooks.size() > keep) saved_hooks.pop_back();
}

ThreadState* ScriptEngine::thread() {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = threads_.find(std::this_thread::get_id());
  return found == threads_.end() ? nullptr : found->second;
}

void ScriptEngine::join(ThreadState* state) {
  std::lock_guard<std::mutex> lock(mutex_);
  threads_[std::this_thread::get_id()] = state;
}

void ScriptEngine::part() {
  std::lock_guard<std::mutex> lock(mutex_);
  threads_.erase(std::this_thread::get_id());
}

c10::SafePyObject ScriptEngine::add(std::shared_ptr<void> object) {
  std::lock_guard<std::mutex> lock(mutex_);
  auto* number = reinterpret_cast<PyObject*>(++last_);
  objects_.emplace(number, std::move(object));
  return c10::SafePyObject(number, &nobody_);
}

std::shared_ptr<void> ScriptEngine::find_any(const c10::SafePyObject& reference) {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = objects_.find(reference.ptr(&nobody_));
  return found == objects_.end() ? nullptr : found->second;
}

void ScriptEngine::remove(const c10::SafePyObject& reference) {
  std::shared_ptr<void> dropped;  // after the lock
  std::lock_guard<std::mutex> lock(mutex_);
  const auto found = objects_.find(reference.ptr(&nobody_));
  if (found == objects_.end()) return;
  dropped = std::move(found->second);
  objects_.erase(found);
}

std::unique_ptr<torch::autograd::AnomalyMetadata> ScriptEngine::make_anomaly_metadata() {
  return std::make_unique<NodeMetadata>();
}

std::unique_ptr<SavedVariableHooks> ScriptEngine::get_default_saved_variable_hooks() {
  const auto hooks = at::SavedTensorDefaultHooks::get_hooks();
  if (!hooks.has_value()) return nullptr;
  const auto factory = find<SavedHooksFactory>(hooks->first);
  return factory == nullptr ? nullptr : factory->make();
}

#if __has_include(<ATen/NodeCreationHooks.h>)
namespace {

struct CreationHook final : torch::autograd::NodeCreationHook {
  explicit CreationHook(std::shared_ptr<NodeWatcher> watcher) : watcher(std::move(watcher)) {}
  void operator()(const NodePointer& node) override { watcher->made(node); }
  std::shared_ptr<NodeWatcher> watcher;
};

}  // namespace

std::vector<std::unique_ptr<torch::autograd::NodeCreationHook>>
ScriptEngine::get_node_creation_hooks() {
  std::vector<std::unique_ptr<torch::autograd::NodeCreationHook>> hooks;
  for (const c10::SafePyObject& each : at::impl::NodeCreationHooks::get_tls_state().stack) {
    if (auto watcher = find<NodeWatcher>(each)) {
      hooks.push_back(std::make_unique<CreationHook>(std::move(watcher)));
    }
  }
  return hooks;
}
#endif

SavedHooksScope::SavedHooksScope(const std::shared_ptr<SavedHooksFactory>& factory) {
  ScriptEngine& engine = ScriptEngine::instance();
  at::SavedTensorDefaultHooks::lazy_initialize();
  const c10::SafePyObject reference = engine.add(factory);
  try {
    at::SavedTensorDefaultHooks::push_hooks(reference, reference);
  } catch (...) {
    engine.remove(reference);
    throw;
  }
}

SavedHooksScope::~SavedHooksScope() {
  ScriptEngine::instance().remove(at::SavedTensorDefaultHooks::pop_hooks().first);
}

void join_thread(Environment& env) { env.keep(std::make_unique<ThreadState>(env)); }

}  // namespace nodetorch
