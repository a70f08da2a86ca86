// JS functions that libtorch calls back: gradient hooks and the backward of custom Functions. They
// may be destroyed on any thread, and may outlive their environment (a tensor shared with another
// thread keeps its hooks); they run on their own JS thread only.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "env/errors.h"
#include "env/napi_setup.h"
#include "env/references.h"

namespace nodetorch {

class Environment;

// The JS thread that callbacks belong to: shared by them and their environment, which closes it.
class CallbackOwner {
 public:
  explicit CallbackOwner(Environment& env) : env_(&env), thread_(std::this_thread::get_id()) {}
  void close() { env_.store(nullptr); }

  // Throws std::runtime_error on another thread, or once the environment has ended.
  Environment& environment(const char* what) const;

 private:
  std::atomic<Environment*> env_;
  std::thread::id thread_;
};

class JsCallback {
 public:
  // `what` names the callback in errors and must be a literal.
  JsCallback(Environment& env, napi_value function, const char* what);

  // Where to make the arguments; throws as CallbackOwner::environment does.
  Environment& environment() const { return owner_->environment(what_); }

  // Throws JsException with whatever the function threw.
  napi_value call(size_t count, const napi_value* arguments) const;

  napi_value function() const { return function_.value(); }

  // See cycles.h.
  void weaken() { function_.weaken(); }
  void strengthen() { function_.strengthen(); }

 private:
  std::shared_ptr<CallbackOwner> owner_;
  SharedReference function_;
  const char* what_;
};

}  // namespace nodetorch
