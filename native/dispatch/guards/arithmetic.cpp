// Numbers that trap, or that a kernel never comes to an end with.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

at::Scalar least_of(c10::ScalarType type) {
  return type == c10::kInt ? at::Scalar(std::numeric_limits<int32_t>::min())
                           : at::Scalar(std::numeric_limits<int64_t>::min());
}

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
  const at::Scalar least = least_of(type);
  at::Tensor trapped;
  if (by_number) {
    if (stack[1].toScalar().toDouble() != -1) return;
    trapped = self.eq(least);
  } else {
    const at::Tensor& other = stack[1].toTensor();
    if (!other.is_cpu() || other.layout() != c10::kStrided) return;
    const at::Tensor divides = other.eq(-1);
    if (!any_true(divides)) return;
    trapped = at::logical_and(self.eq(least), divides);
  }
  TORCH_CHECK(!any_true(trapped), "div(): integer overflow: ", least, " / -1 is beyond ", type);
}

// Divides by the greatest common divisor, which comes out as -1 for the most negative integer and
// the most positive one: that division traps. Stack: self, other, ...
void divided_by_divisor(const Stack& stack) {
  const at::Tensor& self = stack[0].toTensor();
  const at::Tensor& other = stack[1].toTensor();
  if (!is_readable(self) || !is_readable(other)) return;
  const auto type = at::result_type(self, other);
  if (type != c10::kInt && type != c10::kLong) return;
  c10::NoGradGuard no_grad;
  const at::Tensor least = self.eq(least_of(type));
  if (!any_true(least)) return;
  const at::Tensor trapped = at::logical_and(least, at::gcd(self, other).eq(-1));
  TORCH_CHECK(!any_true(trapped), "lcm(): integer overflow: the result for ", least_of(type),
              " is beyond ", type);
}

// MKL's balancing reads beyond its arrays for non-finite matrices; linalg.eig itself looks for
// them. Stack: self, ...
void finite_matrix(const Stack& stack) {
  const at::Tensor& self = stack[0].toTensor();
  if (self.is_meta() || self.layout() != c10::kStrided) return;
  if (!self.is_floating_point() && !self.is_complex()) return;
  c10::NoGradGuard no_grad;
  TORCH_CHECK(!any_true(at::isfinite(self).logical_not()),
              "torch.linalg.eigvals: input tensor should not contain infs or NaNs.");
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

// Negates the power, which the least integer does not survive: it never ends. Stack: self, n, ...
void power_to_negate(const Stack& stack) {
  TORCH_CHECK(stack[1].toInt() != std::numeric_limits<int64_t>::min(),
              "matrix_power(): the power is out of bounds: ", stack[1].toInt());
}

constexpr GuardEntry kGuards[] = {
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
    {"aten::lcm", divided_by_divisor},
    {"aten::lcm.out", divided_by_divisor},
    {"aten::lcm_", divided_by_divisor},
    {"aten::linalg_eigvals", finite_matrix},
    {"aten::linalg_eigvals.out", finite_matrix},
    {"aten::_linalg_eigvals", finite_matrix},
    {"aten::random_.from", bounds_in_range},
    {"aten::random_.to", bounds_in_range},
    {"aten::random.from", bounds_in_range},
    {"aten::random.to", bounds_in_range},
    {"aten::random.from_out", bounds_in_range},
    {"aten::random.to_out", bounds_in_range},
    {"aten::matrix_power", power_to_negate},
    {"aten::matrix_power.out", power_to_negate},
    {"aten::linalg_matrix_power", power_to_negate},
    {"aten::linalg_matrix_power.out", power_to_negate},
};

}  // namespace

std::span<const GuardEntry> arithmetic_guards() { return kGuards; }

}  // namespace nodetorch
