#include "guards.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <unordered_map>

namespace nodetorch {

namespace {

using torch::jit::Stack;

// The most negative integer divided by -1 traps on x86 (SIGFPE); rounding_mode='floor' looks for
// it. Stack: self, other, rounding_mode, ...
void truncated_division(const Stack& stack) {
  // Resizing a nested `out` as if it were dense ends the process.
  TORCH_CHECK_NOT_IMPLEMENTED(stack.size() < 4 || !stack[3].toTensor().is_nested(),
                              "div(): out must not be a nested tensor");
  if (!stack[2].isString() || stack[2].toStringRef() != "trunc") return;
  const at::Tensor& self = stack[0].toTensor();
  const bool by_number = !stack[1].isTensor();
  if (!self.is_cpu() || self.layout() != c10::kStrided) return;
  const auto type = by_number ? at::result_type(self, stack[1].toScalar())
                              : at::result_type(self, stack[1].toTensor());
  if (type != c10::kInt && type != c10::kLong) return;
  c10::NoGradGuard no_grad;
  const at::Scalar least = type == c10::kInt ? at::Scalar(std::numeric_limits<int32_t>::min())
                                             : at::Scalar(std::numeric_limits<int64_t>::min());
  at::Tensor trapped;
  if (by_number) {
    if (stack[1].toScalar().toDouble() != -1) return;
    trapped = self.eq(least);
  } else {
    const at::Tensor& other = stack[1].toTensor();
    if (!other.is_cpu() || other.layout() != c10::kStrided) return;
    const at::Tensor divides = other.eq(-1);
    if (!divides.any().item<bool>()) return;
    trapped = at::logical_and(self.eq(least), divides);
  }
  TORCH_CHECK(!trapped.any().item<bool>(), "div(): integer overflow: ", least, " / -1 is beyond ",
              type);
}

// MKL's balancing reads beyond its arrays for non-finite matrices; linalg.eig itself looks for
// them. Stack: self, ...
void finite_matrix(const Stack& stack) {
  const at::Tensor& self = stack[0].toTensor();
  if (self.is_meta() || self.layout() != c10::kStrided) return;
  if (!self.is_floating_point() && !self.is_complex()) return;
  c10::NoGradGuard no_grad;
  TORCH_CHECK(at::isfinite(self).all().item<bool>(),
              "torch.linalg.eigvals: input tensor should not contain infs or NaNs.");
}

// A quantized tensor's copy with another dtype has no quantizer, which its kernels go on to read.
void not_quantized(const Stack& stack) {
  TORCH_CHECK_NOT_IMPLEMENTED(!stack[0].toTensor().is_quantized(),
                              "view(dtype) is not implemented for quantized tensors: use "
                              "int_repr() for their integers");
}

// Transposing an oneDNN tensor without elements divides by zero.
void has_elements(const Stack& stack) {
  TORCH_CHECK(stack[0].toTensor().numel() > 0,
              "to_mkldnn(): a tensor without elements has no "
              "oneDNN form");
}

// Stack: weight, indices, offsets, ...
void one_row_of_offsets(const Stack& stack) {
  const auto dim = stack[2].toTensor().dim();
  TORCH_CHECK_VALUE(dim == 1, "offsets has to be a 1D Tensor, but got Tensor of dimension ", dim);
}

// Stack: input, hx, ...
void two_states(const Stack& stack) {
  const auto count = stack[1].toListRef().size();
  TORCH_CHECK(count == 2, "quantized_lstm_cell expects two hidden states, got ", count);
}

// Stack: tensors, ...
void some_tensors(const Stack& stack) {
  TORCH_CHECK_VALUE(!stack[0].toListRef().empty(), "expected a non-empty list of Tensors");
}

// Their slow paths look at all lists before they compare the lengths.
void equal_lists(const Stack& stack) {
  const auto count = stack[0].toListRef().size();
  TORCH_CHECK(count > 0, "Tensor list must have at least one tensor.");
  for (size_t i = 1; i < stack.size(); ++i) {
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

// Looks for the next number that the dtype holds, and never finds it near the end of the integers.
// Stack: self, from or to, ...
void bounds_in_range(const Stack& stack) {
  const at::Tensor& self = stack[0].toTensor();
  if (!self.is_floating_point()) return;
  const int64_t most = self.scalar_type() == c10::kHalf ? 65504 : int64_t{1} << 62;
  for (size_t i = 1; i < 3 && i < stack.size(); ++i) {
    if (!stack[i].isInt()) continue;
    const int64_t bound = stack[i].toInt();
    TORCH_CHECK(bound <= most && bound >= -most, "random_(): ", bound, " is out of bounds for ",
                self.scalar_type());
  }
}

// Reads every tensor as if it were dense.
void dense_tensors(const Stack& stack) {
  for (const c10::IValue& value : stack) {
    if (!value.isTensor() || !value.toTensor().defined()) continue;
    const at::Tensor& tensor = value.toTensor();
    TORCH_CHECK_NOT_IMPLEMENTED(tensor.layout() == c10::kStrided && !tensor.is_nested(),
                                "this operator takes dense tensors only, got one of layout ",
                                tensor.is_nested() ? c10::kJagged : tensor.layout());
  }
}

// Negates the power, which the least integer does not survive: it never ends. Stack: self, n, ...
void power_to_negate(const Stack& stack) {
  TORCH_CHECK(stack[1].toInt() != std::numeric_limits<int64_t>::min(),
              "matrix_power(): the power is out of bounds: ", stack[1].toInt());
}

// Adds paddings to lengths without looking for overflow. Stack: self, padding, ...
void padding_in_range(const Stack& stack) {
  constexpr int64_t kMost = int64_t{1} << 40;
  if (!stack[1].isIntList()) return;
  for (const int64_t padding : stack[1].toIntVector()) {
    TORCH_CHECK(padding <= kMost && padding >= -kMost, "pad(): a padding of ", padding,
                " is out of bounds");
  }
}

// Makes a grid of `r` dimensions, one by one. Stack: self, r, ...
void few_dimensions(const Stack& stack) {
  constexpr int64_t kMostDimensions = 64;
  const int64_t r = stack[1].toInt();
  TORCH_CHECK(r <= kMostDimensions, "combinations(): r must be at most ", kMostDimensions, ", got ",
              r);
}

const std::unordered_map<std::string, Guard>& guards() {
  static const std::unordered_map<std::string, Guard> table = {
      {"aten::div.Tensor_mode", truncated_division},
      {"aten::div.Scalar_mode", truncated_division},
      {"aten::div.out_mode", truncated_division},
      {"aten::div.Scalar_mode_out", truncated_division},
      {"aten::div_.Tensor_mode", truncated_division},
      {"aten::div_.Scalar_mode", truncated_division},
      {"aten::divide.Tensor_mode", truncated_division},
      {"aten::divide.Scalar_mode", truncated_division},
      {"aten::divide.out_mode", truncated_division},
      {"aten::divide_.Tensor_mode", truncated_division},
      {"aten::divide_.Scalar_mode", truncated_division},
      {"aten::linalg_eigvals", finite_matrix},
      {"aten::linalg_eigvals.out", finite_matrix},
      {"aten::_linalg_eigvals", finite_matrix},
      {"aten::view.dtype", not_quantized},
      {"aten::view_copy.dtype", not_quantized},
      {"aten::view_copy.dtype_out", not_quantized},
      {"aten::to_mkldnn", has_elements},
      {"aten::to_mkldnn.out", has_elements},
      {"aten::embedding_bag", one_row_of_offsets},
      {"aten::embedding_bag.padding_idx", one_row_of_offsets},
      {"aten::_embedding_bag", one_row_of_offsets},
      {"aten::_embedding_bag.out", one_row_of_offsets},
      {"aten::_embedding_bag_forward_only", one_row_of_offsets},
      {"aten::_embedding_bag_forward_only.out", one_row_of_offsets},
      {"aten::combinations", few_dimensions},
      {"aten::quantized_lstm_cell", two_states},
      {"quantized::quantized_lstm_cell_dynamic", two_states},
      {"aten::concatenate.out", some_tensors},
      {"aten::cat.out", some_tensors},
      {"aten::concat.out", some_tensors},
      {"aten::random_.from", bounds_in_range},
      {"aten::random_.to", bounds_in_range},
      {"aten::random.from", bounds_in_range},
      {"aten::random.to", bounds_in_range},
      {"aten::random.from_out", bounds_in_range},
      {"aten::random.to_out", bounds_in_range},
      {"aten::logspace.Scalar_Tensor", dense_tensors},
      {"aten::logspace.Tensor_Scalar", dense_tensors},
      {"aten::logspace.Tensor_Tensor", dense_tensors},
      {"aten::linspace.Scalar_Tensor", dense_tensors},
      {"aten::linspace.Tensor_Scalar", dense_tensors},
      {"aten::linspace.Tensor_Tensor", dense_tensors},
      {"aten::scatter.src", dense_tensors},
      {"aten::scatter.src_out", dense_tensors},
      {"aten::scatter_.src", dense_tensors},
      {"aten::scatter_add", dense_tensors},
      {"aten::scatter_add.out", dense_tensors},
      {"aten::scatter_add_", dense_tensors},
      {"aten::diag_embed", dense_tensors},
      {"aten::matrix_power", power_to_negate},
      {"aten::matrix_power.out", power_to_negate},
      {"aten::linalg_matrix_power", power_to_negate},
      {"aten::linalg_matrix_power.out", power_to_negate},
      {"aten::reflection_pad1d", padding_in_range},
      {"aten::reflection_pad1d.out", padding_in_range},
      {"aten::reflection_pad2d", padding_in_range},
      {"aten::reflection_pad2d.out", padding_in_range},
      {"aten::reflection_pad3d", padding_in_range},
      {"aten::reflection_pad3d.out", padding_in_range},
      {"aten::replication_pad1d", padding_in_range},
      {"aten::replication_pad1d.out", padding_in_range},
      {"aten::replication_pad2d", padding_in_range},
      {"aten::replication_pad2d.out", padding_in_range},
      {"aten::replication_pad3d", padding_in_range},
      {"aten::replication_pad3d.out", padding_in_range},
      {"aten::pad", padding_in_range},
      {"aten::constant_pad_nd", padding_in_range},
      {"aten::constant_pad_nd.out", padding_in_range},
      {"aten::_pad_enum", padding_in_range},
      {"aten::_stack", some_tensors},
      {"aten::_stack.out", some_tensors},
  };
  return table;
}

}  // namespace

Guard guard_of(const std::string& name) {
  if (name.starts_with("aten::_foreach_")) return equal_lists;
  const auto found = guards().find(name);
  return found == guards().end() ? nullptr : found->second;
}

}  // namespace nodetorch
