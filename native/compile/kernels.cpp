#include "compile/kernels.h"

#include <array>
#include <string_view>

namespace nodetorch::compile {

namespace {

struct Form {
  std::string_view op;
  std::unique_ptr<Kernel> (*make)(const Recording&, const Instruction&);
};

constexpr std::array kForms = {
    Form{"aten::t", make_view},
    Form{"aten::transpose.int", make_view},
    Form{"aten::permute", make_view},
    Form{"aten::view", make_view},
    Form{"aten::_unsafe_view", make_view},
    Form{"aten::_reshape_alias", make_view},
    Form{"aten::alias", make_view},
    Form{"aten::detach", make_view},
    Form{"aten::expand", make_view},
    Form{"aten::squeeze", make_view},
    Form{"aten::squeeze.dim", make_view},
    Form{"aten::unsqueeze", make_view},
    Form{"aten::select.int", make_view},
    Form{"aten::slice.Tensor", make_view},
    Form{"aten::as_strided", make_view},
    Form{"aten::max_pool2d_with_indices", make_max_pool2d},
    Form{"aten::_foreach_add_.Scalar", make_count},
};

}  // namespace

void use_kernels(Recording& recording) {
  for (Instruction& instruction : recording.instructions) {
    if (!instruction.op.has_value() || instruction.kernel) continue;
    const std::string name = c10::toString(instruction.op->operator_name());
    for (const Form& form : kForms) {
      if (form.op == name) instruction.kernel = form.make(recording, instruction);
    }
  }
}

}  // namespace nodetorch::compile
