#include "compile/sweep_operators.h"

#include <ATen/WrapDimUtils.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace nodetorch::compile::sweeping {

namespace {

using tape::Code;

// How a row's arguments become a step.
enum class Rule : uint8_t {
  plain,   // operands as they stand in the row
  plus,    // self + alpha * other
  minus,   // self - alpha * other
  rminus,  // other - alpha * self
  power,   // only the square
  fill,    // the value alone
  zero,
  copy,  // to this type
  block  // no loop of ours
};

constexpr int64_t kVector = 32768;  // at::internal::GRAIN_SIZE
constexpr int64_t kMath =
    2048;  // operators that libtorch does by its library of vectors' functions

// Positions of arguments in the schema.
struct Positions {
  int first = -1, second = -1, third = -1;

  int operator[](int k) const { return k == 0 ? first : k == 1 ? second : third; }
};

struct Row {
  const char* name;
  const char* overload;
  Rule rule;
  Code code = Code::end;
  Code reversed = Code::end;
  Positions operands;
  int constant = -1;
  const char* block_overload = nullptr;
  int64_t grain = kVector;
};

// clang-format off
const Row kRows[] = {
  {"aten::add", "Tensor", Rule::plus, Code::add, Code::add, {0, 1}, 2, "out"},
  {"aten::add", "Scalar", Rule::plus, Code::add, Code::add, {0, 1}, 2},
  {"aten::sub", "Tensor", Rule::minus, Code::sub, Code::rsub, {0, 1}, 2, "out"},
  {"aten::sub", "Scalar", Rule::minus, Code::sub, Code::rsub, {0, 1}, 2},
  {"aten::rsub", "Tensor", Rule::rminus, Code::rsub, Code::sub, {0, 1}, 2},
  {"aten::rsub", "Scalar", Rule::rminus, Code::rsub, Code::sub, {0, 1}, 2},
  {"aten::mul", "Tensor", Rule::plain, Code::mul, Code::mul, {0, 1}},
  {"aten::mul", "Scalar", Rule::plain, Code::mul, Code::mul, {0, 1}},
  {"aten::div", "Tensor", Rule::plain, Code::div, Code::rdiv, {0, 1}},
  {"aten::div", "Scalar", Rule::plain, Code::div, Code::rdiv, {0, 1}},
  {"aten::neg", "", Rule::plain, Code::neg, Code::end, {0}},
  {"aten::abs", "", Rule::plain, Code::abs, Code::end, {0}},
  {"aten::reciprocal", "", Rule::plain, Code::reciprocal, Code::end, {0}},
  {"aten::relu", "", Rule::plain, Code::at_least, Code::end, {0}},
  {"aten::clamp_min", "", Rule::plain, Code::at_least, Code::end, {0}, 1},
  {"aten::clamp_max", "", Rule::plain, Code::at_most, Code::end, {0}, 1},
  {"aten::pow", "Tensor_Scalar", Rule::power, Code::mul, Code::mul, {0, 0}, 1, "Tensor_Scalar_out"},
  {"aten::threshold_backward", "", Rule::plain, Code::threshold, Code::rthreshold, {0, 1}, 2},
  {"aten::sigmoid_backward", "", Rule::plain, Code::sigmoid_grad, Code::rsigmoid_grad, {0, 1}, -1, "grad_input"},
  {"aten::tanh_backward", "", Rule::plain, Code::tanh_grad, Code::rtanh_grad, {0, 1}, -1, "grad_input"},
  {"aten::lt", "Tensor", Rule::plain, Code::lt, Code::gt, {0, 1}},
  {"aten::lt", "Scalar", Rule::plain, Code::lt, Code::gt, {0, 1}},
  {"aten::le", "Tensor", Rule::plain, Code::le, Code::ge, {0, 1}},
  {"aten::le", "Scalar", Rule::plain, Code::le, Code::ge, {0, 1}},
  {"aten::gt", "Tensor", Rule::plain, Code::gt, Code::lt, {0, 1}},
  {"aten::gt", "Scalar", Rule::plain, Code::gt, Code::lt, {0, 1}},
  {"aten::ge", "Tensor", Rule::plain, Code::ge, Code::le, {0, 1}},
  {"aten::ge", "Scalar", Rule::plain, Code::ge, Code::le, {0, 1}},
  {"aten::eq", "Tensor", Rule::plain, Code::eq, Code::eq, {0, 1}},
  {"aten::eq", "Scalar", Rule::plain, Code::eq, Code::eq, {0, 1}},
  {"aten::ne", "Tensor", Rule::plain, Code::ne, Code::ne, {0, 1}},
  {"aten::ne", "Scalar", Rule::plain, Code::ne, Code::ne, {0, 1}},
  {"aten::logical_and", "", Rule::plain, Code::logical_and, Code::logical_and, {0, 1}},
  {"aten::logical_or", "", Rule::plain, Code::logical_or, Code::logical_or, {0, 1}},
  {"aten::logical_not", "", Rule::plain, Code::logical_not, Code::end, {0}},
  {"aten::where", "self", Rule::plain, Code::where, Code::end, {0, 1, 2}},
  {"aten::masked_fill", "Scalar", Rule::plain, Code::where, Code::end, {1, 2, 0}},
  {"aten::masked_fill", "Tensor", Rule::plain, Code::where, Code::end, {1, 2, 0}},
  {"aten::fill", "Scalar", Rule::fill, Code::load, Code::end, {1}},
  {"aten::zero", "", Rule::zero, Code::load, Code::end, {}},
  {"aten::zeros_like", "", Rule::zero, Code::load, Code::end, {}},
  {"aten::clone", "", Rule::copy, Code::load, Code::end, {0}},
  {"aten::_to_copy", "", Rule::copy, Code::load, Code::end, {0}},
  {"aten::copy", "", Rule::copy, Code::load, Code::end, {1}},
  {"aten::exp", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::log", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::tanh", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::sin", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::cos", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::erf", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::sqrt", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::rsqrt", "", Rule::block, Code::end, Code::end, {0}, -1, "out", kMath},
  {"aten::sigmoid", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::silu", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::silu_backward", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "grad_input"},
  {"aten::gelu", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::gelu_backward", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "grad_input"},
  {"aten::leaky_relu", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::leaky_relu_backward", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "grad_input"},
  {"aten::elu", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::hardtanh", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::softplus", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::softplus_backward", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "grad_input"},
  {"aten::clamp", "", Rule::block, Code::end, Code::end, {0}, -1, "out"},
  {"aten::maximum", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "out"},
  {"aten::minimum", "", Rule::block, Code::end, Code::end, {0, 1}, -1, "out"},
  {"aten::addcmul", "", Rule::block, Code::end, Code::end, {0, 1, 2}, -1, "out"},
  {"aten::addcdiv", "", Rule::block, Code::end, Code::end, {0, 1, 2}, -1, "out"},
  {"aten::lerp", "Scalar", Rule::block, Code::end, Code::end, {0, 1}, -1, "Scalar_out"},
};
// clang-format on

const Row* row_of(const c10::OperatorName& name, bool in_place) {
  static const auto rows = [] {
    std::unordered_map<std::string, const Row*> found;
    for (const Row& row : kRows) found[std::string(row.name) + "." + row.overload] = &row;
    return found;
  }();
  std::string_view base = name.name;
  if (in_place) {
    if (base.back() != '_') return nullptr;
    base.remove_suffix(1);
  }
  const auto at = rows.find(std::string(base) + "." + name.overload_name);
  return at == rows.end() ? nullptr : at->second;
}

bool is_cpu(const SlotInfo& slot) {
  return slot.strided && slot.device == c10::DeviceType::CPU && !slot.is_conj_or_neg;
}

std::optional<Operand> operand_of(const Recording& recording, const Argument& argument) {
  Operand operand;
  if (argument.kind == Argument::Kind::slot) {
    if (argument.slot == kNoSlot || !is_cpu(recording.slots[argument.slot])) return {};
    operand.slot = argument.slot;
    return operand;
  }
  if (argument.kind != Argument::Kind::constant || !argument.constant.isScalar()) return {};
  operand.number = argument.constant.toScalar();
  if (operand.number.isComplex() || operand.number.isSymbolic()) return {};
  return operand;
}

std::optional<c10::Scalar> number_at(const Instruction& instruction, int position) {
  const Argument& argument = instruction.arguments[position];
  if (argument.kind != Argument::Kind::constant || !argument.constant.isScalar()) return {};
  const c10::Scalar number = argument.constant.toScalar();
  if (number.isComplex() || number.isSymbolic()) return {};
  return number;
}

bool is_floating(c10::ScalarType type) { return type == at::kFloat || type == at::kDouble; }
bool is_loaded(c10::ScalarType type) {
  return is_floating(type) || type == at::kBool || type == at::kInt || type == at::kLong;
}

// What the tape computes in, or nothing where it has no loop.
std::optional<c10::ScalarType> computed_in(const Recording& recording, const Member& member,
                                           Rule rule) {
  const c10::ScalarType result = recording.slots[member.result].dtype;
  const bool is_where = member.code == Code::where;
  std::optional<c10::ScalarType> type;
  if (is_floating(result)) type = result;
  for (int k = 0; k < member.operand_count; k++) {
    const Operand& operand = member.operands[k];
    if (operand.is_number()) continue;
    const SlotInfo& slot = recording.slots[operand.slot];
    if (!is_loaded(slot.dtype)) return {};
    if (is_where && k == 0) {
      if (slot.dtype != at::kBool) return {};
      continue;
    }
    if (is_where && slot.dtype != result) return {};
    if (is_one_number(slot) || rule == Rule::copy) continue;
    if (result == at::kBool) {
      // A comparison: in the type of the tensors, which must be one.
      if (!is_floating(slot.dtype) || (type && *type != slot.dtype)) return {};
      type = slot.dtype;
    } else if (is_floating(slot.dtype) && slot.dtype != result) {
      return {};
    }
  }
  if (result != at::kBool && (!type || *type != result)) return {};
  return type;
}

bool sign_of_one(const c10::Scalar& number, double sign) {
  return !number.isBoolean() && number.to<double>() == sign;
}

// Fills code, operands and constant; false: libtorch's own loop only.
bool step_of(const Recording& recording, const Instruction& instruction, const Row& row,
             Member& member) {
  member.code = row.code;
  member.reversed = row.reversed;
  member.operand_count = 0;
  for (int k = 0; k < 3 && row.operands[k] >= 0; k++) {
    const auto operand = operand_of(recording, instruction.arguments[row.operands[k]]);
    if (!operand) return false;
    member.operands[member.operand_count++] = *operand;
  }
  if (row.rule == Rule::zero) {
    member.operands[0] = Operand{kNoSlot, c10::Scalar(0)};
    member.operand_count = 1;
  }
  member.copies = row.rule == Rule::copy;
  if (row.constant < 0) return true;
  const auto constant = number_at(instruction, row.constant);
  if (!constant) return false;
  member.constant = *constant;
  switch (row.rule) {
    case Rule::plus:
    case Rule::minus:
    case Rule::rminus: {
      if (sign_of_one(*constant, 1)) return true;
      if (row.rule == Rule::plus && sign_of_one(*constant, -1)) {
        member.code = Code::sub;
        member.reversed = Code::rsub;
        return true;
      }
      // With another factor libtorch's loops round once in whole vectors and twice in what is left.
      return false;
    }
    case Rule::power:
      return sign_of_one(*constant, 2);
    default:
      return true;
  }
}

bool is_contiguous(const SlotInfo& slot) {
  int64_t expected = 1;
  for (size_t d = slot.sizes.size(); d-- > 0;) {
    if (slot.sizes[d] != 1 && slot.strides[d] != expected) return false;
    expected *= slot.sizes[d];
  }
  return true;
}

// The operands of libtorch's own loop: each tensor that is given.
bool block_operands(const Recording& recording, const Instruction& instruction, const Row& row,
                    Member& member) {
  if (row.block_overload == nullptr) return false;
  member.operand_count = 0;
  const int count = row.rule == Rule::power ? 1 : 3;
  for (int k = 0; k < count && row.operands[k] >= 0; k++) {
    const auto operand = operand_of(recording, instruction.arguments[row.operands[k]]);
    if (!operand || operand->is_number()) return false;
    member.operands[member.operand_count++] = *operand;
  }
  // A tensor among the others would be overlooked.
  int tensors = 0;
  for (const Argument& argument : instruction.arguments) {
    if (argument.kind == Argument::Kind::list) return false;
    if (argument.kind == Argument::Kind::slot && argument.slot != kNoSlot) tensors++;
    if (argument.kind == Argument::Kind::constant && argument.constant.isTensor()) return false;
  }
  const SlotInfo& result = recording.slots[member.result];
  // Some have another loop for tensors in another order.
  if (!is_contiguous(result)) return false;
  for (int k = 0; k < member.operand_count; k++) {
    const SlotInfo& slot = recording.slots[member.operands[k].slot];
    if (slot.dtype != result.dtype || !same_geometry(slot, result)) return false;
  }
  member.block_overload = row.block_overload;
  member.grain = row.grain;
  return tensors == member.operand_count && elements(result) > 1;
}

bool broadcasts_to(const SlotInfo& slot, const SlotInfo& result) {
  if (slot.sizes.size() > result.sizes.size()) return false;
  const size_t lead = result.sizes.size() - slot.sizes.size();
  for (size_t d = 0; d < slot.sizes.size(); d++) {
    if (slot.sizes[d] != 1 && slot.sizes[d] != result.sizes[lead + d]) return false;
  }
  return true;
}

}  // namespace

int64_t elements(const SlotInfo& slot) {
  int64_t count = 1;
  for (const int64_t size : slot.sizes) count *= size;
  return count;
}

bool is_dense(const SlotInfo& slot) {
  std::vector<std::pair<int64_t, int64_t>> dims;
  for (size_t d = 0; d < slot.sizes.size(); d++) {
    if (slot.sizes[d] != 1) dims.emplace_back(slot.strides[d], slot.sizes[d]);
  }
  std::sort(dims.begin(), dims.end());
  int64_t expected = 1;
  for (const auto& [stride, size] : dims) {
    if (stride != expected) return false;
    expected *= size;
  }
  return true;
}

bool same_geometry(const SlotInfo& a, const SlotInfo& b) {
  if (a.sizes != b.sizes) return false;
  for (size_t d = 0; d < a.sizes.size(); d++) {
    if (a.sizes[d] != 1 && a.strides[d] != b.strides[d]) return false;
  }
  return true;
}

bool is_one_number(const SlotInfo& slot) {
  for (size_t d = 0; d < slot.sizes.size(); d++) {
    if (slot.sizes[d] != 1 && slot.strides[d] != 0) return false;
  }
  return true;
}

std::optional<Member> member_of(const Recording& recording, const Instruction& instruction,
                                bool try_tape) {
  if (!instruction.op || instruction.kernel) return {};
  const c10::OperatorName& name = instruction.op->operator_name();
  const bool in_place = name.name.back() == '_' && name.name.compare(0, 8, "aten::__") != 0;
  const Row* row = row_of(name, in_place);
  if (row == nullptr || instruction.results.size() != 1 || instruction.results[0].is_list)
    return {};
  if (!in_place && row->rule == Rule::copy && name.name == "aten::copy") return {};
  Member member;
  member.in_place = in_place;
  const Argument& self = instruction.arguments[0];
  if (in_place) {
    if (self.kind != Argument::Kind::slot || self.slot == kNoSlot) return {};
    member.result = self.slot;
  } else {
    if (instruction.results[0].slots.size() != 1) return {};
    member.result = instruction.results[0].slots[0];
    if (member.result == kNoSlot || !instruction.writes.empty()) return {};
  }
  const SlotInfo& result = recording.slots[member.result];
  if (!is_cpu(result) || elements(result) == 0 || !is_dense(result)) return {};
  if (try_tape && row->rule != Rule::block && step_of(recording, instruction, *row, member)) {
    const auto type = computed_in(recording, member, row->rule);
    bool fits = type.has_value();
    for (int k = 0; fits && k < member.operand_count; k++) {
      const Operand& operand = member.operands[k];
      fits = operand.is_number() || broadcasts_to(recording.slots[operand.slot], result);
    }
    if (fits) {
      member.on_tape = true;
      member.is_double = *type == at::kDouble;
      return member;
    }
  }
  member.copies = false;
  if (!block_operands(recording, instruction, *row, member)) return {};
  return member;
}

}  // namespace nodetorch::compile::sweeping
