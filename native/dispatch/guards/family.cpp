#include "dispatch/guards/family.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>

#include "functorch/functorch.h"
#include "functorch/no_layers.h"

namespace nodetorch {

bool is_readable(const at::Tensor& tensor) {
  return tensor.defined() && !is_func_wrapper(tensor) && tensor.is_cpu() &&
         tensor.layout() == c10::kStrided && !tensor.is_nested() && !tensor._is_zerotensor() &&
         !tensor.is_quantized();
}

bool any_true(const at::Tensor& tensor) {
  const at::Tensor any = innermost(tensor.any());
  const NoLayers none;
  return any.any().item<bool>();
}

Extent extent_of(const at::Tensor& integers) {
  c10::NoGradGuard no_grad;
  const at::Tensor plain = integers.to(c10::kLong).resolve_neg().contiguous();
  const auto* first = plain.const_data_ptr<int64_t>();
  const auto [least, most] = std::minmax_element(first, first + plain.numel());
  return {*least, *most};
}

void check_indices(const char* function, const char* argument, const at::Tensor& indices,
                   int64_t size) {
  if (!is_readable(indices) || indices.numel() == 0) return;
  if (!c10::isIntegralType(indices.scalar_type(), false)) return;
  const Extent extent = extent_of(indices);
  TORCH_CHECK_INDEX(extent.least >= 0 && extent.most < size, function, "(): ", argument, " ",
                    extent.least < 0 ? extent.least : extent.most,
                    " is out of bounds for dimension with size ", size);
}

void check_sizes(const char* function, const char* argument, const at::Tensor& tensor,
                 at::IntArrayRef sizes) {
  TORCH_CHECK(tensor.sizes() == sizes, function, "(): expected ", argument, " of size ", sizes,
              ", but got ", tensor.sizes());
}

void check_together(const char* function, const at::Tensor& one, const at::Tensor& other) {
  if (is_func_wrapper(one) || is_func_wrapper(other)) return;
  TORCH_CHECK(
      is_readable(one) == is_readable(other), function,
      "(): Expected all tensors to be dense and on the same device, but found at least two ",
      "devices or layouts, ", one.device(), " ", one.layout(), " and ", other.device(), " ",
      other.layout(), "!");
}

at::Tensor tensor_at(const torch::jit::Stack& stack, size_t position) {
  return position < stack.size() && stack[position].isTensor() ? stack[position].toTensor()
                                                               : at::Tensor();
}

}  // namespace nodetorch
