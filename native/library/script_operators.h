// Which operators of the process JavaScript defined, and which have kernels in JavaScript.
#pragma once

#include <ATen/core/operator_name.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace nodetorch {

// Where an operator comes from that JavaScript defined. The dispatcher forgets it when the library
// goes that defined it, and what handles of it refer to: who calls it holds the library meanwhile.
struct Definition {
  std::weak_ptr<void> library;
  uint64_t number = 0;  // another one each time the name is defined
};

class ScriptOperators {
 public:
  static ScriptOperators& instance();

  // The name is "ns::name.overload" everywhere here.
  void define(const std::string& name, std::weak_ptr<void> library);
  void forget(const std::string& name);
  // Its number is 0 for an operator that libtorch defined, or nobody.
  Definition find(const std::string& name) const;

  void add_kernel(const std::string& name);
  void remove_kernel(const std::string& name);
  // Whether a function of JavaScript may run when the operator is called, as far as its own
  // kernels go, or those for all operators.
  bool has_kernel(const c10::OperatorName& name) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Definition> defined_;
  std::unordered_map<std::string, size_t> kernels_;
  std::atomic<size_t> kernel_count_{0};
  uint64_t last_ = 0;
};

// Why torch.compile ends a recording at a call of the operator.
std::string script_kernel_reason(const c10::OperatorName& name);

// What kernels for all operators are counted under.
inline constexpr const char* kAllOperators = "_";

}  // namespace nodetorch
