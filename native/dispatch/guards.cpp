#include "dispatch/guards.h"

#include <c10/util/Exception.h>

#include <unordered_map>

#include "dispatch/guards/family.h"
#include "functorch/functorch.h"

namespace nodetorch {

namespace {

// Their slow paths look at all lists before they compare the lengths.
void equal_lists(const torch::jit::Stack& stack) {
  // A number to the power of a list has the list second.
  const size_t first = stack[0].isList() ? 0 : 1;
  const auto count = stack[first].toListRef().size();
  TORCH_CHECK(count > 0, "Tensor list must have at least one tensor.");
  for (size_t i = first + 1; i < stack.size(); ++i) {
    if (!stack[i].isList()) continue;
    const auto other = stack[i].toListRef().size();
    if (stack[i].isTensorList()) {
      TORCH_CHECK(other == count, "Tensor lists must have the same number of tensors, got ", count,
                  " and ", other);
    } else {
      TORCH_CHECK(other == count, "Tensor list must have same number of elements as scalar list.");
    }
  }
}

const std::unordered_map<std::string, Guard>& guards() {
  static const auto table = [] {
    std::unordered_map<std::string, Guard> all;
    for (const auto family : {arithmetic_guards(), shape_guards(), recurrent_guards(),
                              segment_guards(), embedding_guards(), pooling_guards(),
                              resampling_guards(), sparse_guards(), pinning_guards()}) {
      for (const GuardEntry& entry : family) all.emplace(entry.name, entry.guard);
    }
    return all;
  }();
  return table;
}

Guard find(const std::string& name) {
  const auto found = guards().find(name);
  return found == guards().end() ? nullptr : found->second;
}

}  // namespace

Guard guard_of(const std::string& name) {
  if (name.starts_with("aten::_foreach_")) return equal_lists;
  const Guard own = find(name);
  return own != nullptr ? own : find(name.substr(0, name.find('.')));
}

void check_arguments(Guard guard, const torch::jit::Stack& stack) { under_gradients(stack, guard); }

}  // namespace nodetorch
