// What an operator's schema means for a call from JS, worked out once: one kind and default per
// argument, which results are new and which are one of the arguments.
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/guards.h"

namespace nodetorch {

// The numbers are those of `kinds` in lib/addon/call/arguments.ts.
enum class Kind : uint8_t {
  Tensor,
  Scalar,
  Int,  // also SymInt
  Float,
  Bool,
  Complex,
  String,
  ScalarType,
  Layout,
  MemoryFormat,
  QScheme,
  Device,
  Generator,
  Storage,
  Stream,
  Any,     // number, boolean, string or handle, as it comes
  Opaque,  // objects that only other operators make: passed through as a handle
};

struct ArgumentPlan {
  std::string name;
  Kind kind = Kind::Opaque;
  bool optional = false;
  uint8_t depth = 0;  // 1: a list of `kind`; 2: a list of lists
  bool optional_elements = false;
  bool keyword_only = false;
  // A Tensor that may be given as a number, which then does not raise the other operand's dtype.
  bool number_as_tensor = false;
  // A list of this length may be given as one number: int[2] stride=1.
  std::optional<int32_t> size;
  std::optional<c10::IValue> default_value;
  std::string type;  // as PyTorch's messages name it: "int[]"
};

struct ReturnPlan {
  // The argument that comes back as this result (alias mark `a!`), so that it is the same JS
  // object.
  std::optional<size_t> same_as_argument;
};

struct Plan {
  c10::OperatorHandle handle;
  std::string name;      // "aten::add.Tensor"
  std::string function;  // "add", for messages
  std::vector<ArgumentPlan> arguments;
  std::vector<ReturnPlan> returns;
  // The last positional argument, if it is a list of integers of any length: a call may give them
  // one by one, as in view(2, 3).
  std::optional<size_t> spread;
  // Arguments whose reading may run JavaScript: those that come as objects (a complex number's
  // getters, the elements of a list).
  std::vector<size_t> may_run_script;
  bool makes_leaf = false;  // PyTorch's binding records nothing: arguments have no part in it
  bool mutates = false;     // it writes to arguments
  bool pins = false;        // its result is in pinned memory
  // The arguments that a call may give other sizes or another storage.
  std::vector<size_t> resizes;
  Guard guard = nullptr;  // looks at the arguments before libtorch does

  Plan(c10::OperatorHandle operator_handle, bool numbers_as_tensors);
};

// The operator called "ns::name.overload" (or "ns::name"); throws ArgumentError if there is none.
c10::OperatorHandle find_operator(const std::string& name);

// No operator takes a list near this long, but a sparse array may claim it.
constexpr uint32_t kLongestList = 1u << 24;

// Element kind and list/optional shape of a type, from Argument::real_type(): type() erases dtype,
// layout, memory format and SymInt to int.
void read_type(const c10::TypePtr& real_type, ArgumentPlan& into);

}  // namespace nodetorch
