#include "library/script_operators.h"

namespace nodetorch {

ScriptOperators& ScriptOperators::instance() {
  // Never destroyed: a thread may end after what is static has gone.
  static auto* all = new ScriptOperators;
  return *all;
}

void ScriptOperators::define(const std::string& name, std::weak_ptr<void> library) {
  const std::lock_guard<std::mutex> lock(mutex_);
  defined_[name] = {std::move(library), ++last_};
}

void ScriptOperators::forget(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  defined_.erase(name);
}

Definition ScriptOperators::find(const std::string& name) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = defined_.find(name);
  return found == defined_.end() ? Definition() : found->second;
}

void ScriptOperators::add_kernel(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++kernels_[name];
  ++kernel_count_;
}

void ScriptOperators::remove_kernel(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = kernels_.find(name);
  if (found == kernels_.end()) return;
  if (--found->second == 0) kernels_.erase(found);
  --kernel_count_;
}

bool ScriptOperators::has_kernel(const c10::OperatorName& name) const {
  if (kernel_count_.load() == 0) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  return kernels_.contains(kAllOperators) || kernels_.contains(c10::toString(name));
}

std::string script_kernel_reason(const c10::OperatorName& name) {
  return c10::toString(name) + " has a kernel in JavaScript, which no replay can call";
}

}  // namespace nodetorch
