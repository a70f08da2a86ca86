// libtorch's engine as this addon gives it to libtorch: it asks here which hooks a saved tensor
// gets, and what a node remembers of where it was made. There is one for the process, since
// libtorch has one; what belongs to a thread is found by the thread.
#pragma once

#include <ATen/SavedTensorHooks.h>
#include <c10/core/impl/PyInterpreter.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/saved_variable_hooks.h>

#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "autograd/graph_node.h"
#include "dispatch/dispatch_modes.h"
#include "env/env.h"

namespace nodetorch {

using torch::autograd::SavedVariableHooks;

// Makes the hooks of each tensor that is saved while it is on the stack.
class SavedHooksFactory {
 public:
  virtual ~SavedHooksFactory() = default;
  virtual std::unique_ptr<SavedVariableHooks> make() = 0;
};

// What is called for each node that is made while it is on the stack.
class NodeWatcher {
 public:
  virtual ~NodeWatcher() = default;
  virtual void made(const NodePointer& node) = 0;
};

class SavedHooksScope;

// What autograd and the dispatcher find by the thread that they run on. It lives as long as the
// thread's environment.
struct ThreadState {
  explicit ThreadState(Environment& env);
  ~ThreadState();
  ThreadState(const ThreadState&) = delete;
  ThreadState& operator=(const ThreadState&) = delete;

  // Tensors that are saved from now on get the factory's hooks. The place on the stack.
  size_t push_saved_hooks(const std::shared_ptr<SavedHooksFactory>& factory);
  void pop_saved_hooks(size_t keep);

  Environment& env;
  std::vector<std::unique_ptr<SavedHooksScope>> saved_hooks;  // they end in reverse order
  // Reads the JavaScript stack in anomaly mode, or says what was found; null until it is set.
  std::shared_ptr<JsCallback> anomaly;
  int64_t checkpoint_group = 0;  // see checkpoint.cpp
  DispatchModes dispatch_modes;
};

class ScriptEngine final : public torch::autograd::Engine {
 public:
  static ScriptEngine& instance();
  ~ScriptEngine() override { stop(); }

  // What belongs to this thread; null where it is no thread of JavaScript's.
  ThreadState* thread();
  void join(ThreadState* state);
  void part();

  // libtorch's stack of hooks belongs to the thread and holds Python objects; here numbers stand
  // for them, so that an old copy of the stack leads nowhere.
  c10::SafePyObject add(std::shared_ptr<void> object);
  template <typename T>
  std::shared_ptr<T> find(const c10::SafePyObject& reference) {
    return std::static_pointer_cast<T>(find_any(reference));
  }
  void remove(const c10::SafePyObject& reference);

  std::unique_ptr<torch::autograd::AnomalyMetadata> make_anomaly_metadata() override;
  std::unique_ptr<SavedVariableHooks> get_default_saved_variable_hooks() override;
#if __has_include(<ATen/NodeCreationHooks.h>)
  std::vector<std::unique_ptr<torch::autograd::NodeCreationHook>> get_node_creation_hooks()
      override;
#endif

 private:
  ScriptEngine() { nobody_.disarm(); }
  std::shared_ptr<void> find_any(const c10::SafePyObject& reference);

  std::mutex mutex_;
  std::unordered_map<std::thread::id, ThreadState*> threads_;
  std::unordered_map<PyObject*, std::shared_ptr<void>> objects_;
  uintptr_t last_ = 0;
  c10::impl::PyInterpreter nobody_{nullptr};  // of no Python: counts no references
};

// That of the thread, which is a thread of JavaScript's.
inline ThreadState& this_thread() { return *ScriptEngine::instance().thread(); }

// Saved tensors get the factory's hooks for as long as this lives.
class SavedHooksScope {
 public:
  explicit SavedHooksScope(const std::shared_ptr<SavedHooksFactory>& factory);
  ~SavedHooksScope();
  SavedHooksScope(const SavedHooksScope&) = delete;
  SavedHooksScope& operator=(const SavedHooksScope&) = delete;
};

}  // namespace nodetorch
