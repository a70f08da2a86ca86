// References to JS values owned by C++ objects (hooks, custom autograd nodes, zero-copy buffers)
// that may die on any thread, or during a sweep. Node-API references may only be deleted on their
// own JS thread, so the dead ones queue here until that thread comes by. So do tensors that a
// thread of V8's lets go of: the JS thread counts what it holds.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "env/napi_setup.h"

namespace nodetorch {

class ReferenceReaper {
 public:
  explicit ReferenceReaper(napi_env env) : env_(env) {}

  // From any thread.
  void bury(napi_ref reference) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (open_) dead_.push_back(reference);
  }

  // From any thread; frees the tensor at once if the environment has ended.
  void bury(at::Tensor tensor) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (open_) dead_tensors_.push_back(std::move(tensor));
  }

  // On the JS thread only. How many there were: what they referred to may be garbage now.
  size_t reap() {
    std::vector<napi_ref> dead;
    std::vector<at::Tensor> dead_tensors;  // freed outside the lock
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (dead_.empty() && dead_tensors_.empty()) return 0;
      dead.swap(dead_);
      dead_tensors.swap(dead_tensors_);
    }
    for (napi_ref reference : dead) napi_delete_reference(env_, reference);
    return dead.size();
  }

  // The environment is ending and takes its references with it.
  void close() {
    reap();
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = false;
  }

 private:
  napi_env env_;
  std::mutex mutex_;
  std::vector<napi_ref> dead_;
  std::vector<at::Tensor> dead_tensors_;
  bool open_ = true;
};

// A strong reference that may be destroyed on any thread. Create and read it on the JS thread.
class SharedReference {
 public:
  SharedReference(napi_env env, std::shared_ptr<ReferenceReaper> reaper, napi_value value)
      : env_(env), reaper_(std::move(reaper)) {
    napi_create_reference(env_, value, 1, &reference_);
  }
  ~SharedReference() {
    if (reference_ != nullptr) reaper_->bury(reference_);
  }
  SharedReference(const SharedReference&) = delete;
  SharedReference& operator=(const SharedReference&) = delete;

  napi_env env() const { return env_; }
  napi_value value() const {
    napi_value result = nullptr;
    napi_get_reference_value(env_, reference_, &result);
    return result;
  }

  // For the length of one collection, which then frees the value unless something in JS refers to
  // it. On the JS thread, in pairs.
  void weaken() { napi_reference_unref(env_, reference_, nullptr); }
  void strengthen() { napi_reference_ref(env_, reference_, nullptr); }

 private:
  napi_env env_;
  std::shared_ptr<ReferenceReaper> reaper_;
  napi_ref reference_ = nullptr;
};

// Whether objects are still reachable, to be asked inside a synchronous program: JavaScript's own
// WeakRef keeps its target until the program lets the event loop turn. Ask after a collection.
class WeakList {
 public:
  explicit WeakList(napi_env env) : env_(env) {}

  // A number for the object.
  uint32_t add(napi_value object) {
    napi_ref weak = nullptr;
    if (napi_create_reference(env_, object, 0, &weak) != napi_ok) return 0;
    weak_.emplace(++last_, weak);
    return last_;
  }

  bool is_reachable(uint32_t number) const {
    const auto found = weak_.find(number);
    if (found == weak_.end()) return false;
    napi_value object = nullptr;
    return napi_get_reference_value(env_, found->second, &object) == napi_ok && object != nullptr;
  }

  void remove(uint32_t number) {
    const auto found = weak_.find(number);
    if (found == weak_.end()) return;
    napi_delete_reference(env_, found->second);
    weak_.erase(found);
  }

 private:
  napi_env env_;
  std::unordered_map<uint32_t, napi_ref> weak_;
  uint32_t last_ = 0;
};

}  // namespace nodetorch
