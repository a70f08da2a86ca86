// Gradients of pooling and padding: their kernels write where the indices say, and read a gradient
// of the size that the forward formula would have made.
#include <ATen/ATen.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

// Stack: grad_output, self, ..., indices at `position`.
template <size_t position, int64_t spatial>
void indices_of_pool(const Stack& stack) {
  const at::Tensor& grad = stack[0].toTensor();
  const at::Tensor& self = stack[1].toTensor();
  const at::Tensor& indices = stack[position].toTensor();
  constexpr const char* kFunction = "max_pool_backward";
  check_together(kFunction, grad, self);
  check_together(kFunction, indices, self);
  if (!is_readable(self)) return;
  TORCH_CHECK(self.dim() == spatial + 1 || self.dim() == spatial + 2, kFunction, "(): expected a ",
              spatial + 1, "D or ", spatial + 2, "D input, but got ", self.sizes());
  TORCH_CHECK(grad.dim() == self.dim() && grad.sizes().slice(0, self.dim() - spatial) ==
                                              self.sizes().slice(0, self.dim() - spatial),
              kFunction, "(): expected grad_output to have the batch and channels of input ",
              self.sizes(), ", but got ", grad.sizes());
  check_sizes(kFunction, "indices", indices, grad.sizes());
  check_indices(kFunction, "index", indices,
                c10::multiply_integers(self.sizes().slice(self.dim() - spatial)));
}

// Stack: grad_output, self, padding, ...
template <int64_t spatial, bool reflects>
void gradient_of_padded(const Stack& stack) {
  const at::Tensor& grad = stack[0].toTensor();
  const at::Tensor& self = stack[1].toTensor();
  if (!is_readable(grad) || !is_readable(self) || !stack[2].isIntList()) return;
  constexpr const char* kFunction =
      reflects ? "reflection_pad_backward" : "replication_pad_backward";
  const std::vector<int64_t> padding = stack[2].toIntVector();
  TORCH_CHECK(padding.size() == 2 * spatial, kFunction, "(): padding size is expected to be ",
              2 * spatial, ", but got: ", padding.size());
  TORCH_CHECK(self.dim() == spatial + 1 || self.dim() == spatial + 2, kFunction, "(): expected a ",
              spatial + 1, "D or ", spatial + 2, "D input, but got ", self.sizes());
  std::vector<int64_t> sizes = self.sizes().vec();
  for (int64_t i = 0; i < spatial; ++i) {
    const int64_t size = self.size(-1 - i);
    const int64_t before = padding[2 * i];
    const int64_t after = padding[2 * i + 1];
    constexpr int64_t kMost = int64_t{1} << 40;
    TORCH_CHECK(std::abs(before) < kMost && std::abs(after) < kMost, kFunction, "(): a padding of ",
                std::max(std::abs(before), std::abs(after)), " is out of bounds");
    TORCH_CHECK(!reflects || (before < size && after < size), kFunction,
                "(): padding size should be less than the corresponding input dimension, but got: ",
                "padding (", before, ", ", after, ") at dimension ", self.dim() - 1 - i,
                " of input ", self.sizes());
    sizes[sizes.size() - 1 - i] = size + before + after;
    TORCH_CHECK(size > 0 && size + before + after > 0, kFunction,
                "(): input and output need elements in dimension ", self.dim() - 1 - i);
  }
  check_sizes(kFunction, "grad_output", grad, sizes);
}

constexpr GuardEntry kGuards[] = {
    {"aten::max_pool2d_with_indices_backward", indices_of_pool<7, 2>},
    {"aten::max_pool3d_with_indices_backward", indices_of_pool<7, 3>},
    {"aten::adaptive_max_pool2d_backward", indices_of_pool<2, 2>},
    {"aten::adaptive_max_pool3d_backward", indices_of_pool<2, 3>},
    {"aten::fractional_max_pool2d_backward", indices_of_pool<4, 2>},
    {"aten::fractional_max_pool3d_backward", indices_of_pool<4, 3>},
    {"aten::reflection_pad1d_backward", gradient_of_padded<1, true>},
    {"aten::reflection_pad2d_backward", gradient_of_padded<2, true>},
    {"aten::reflection_pad3d_backward", gradient_of_padded<3, true>},
    {"aten::replication_pad1d_backward", gradient_of_padded<1, false>},
    {"aten::replication_pad2d_backward", gradient_of_padded<2, false>},
    {"aten::replication_pad3d_backward", gradient_of_padded<3, false>},
};

}  // namespace

std::span<const GuardEntry> pooling_guards() { return kGuards; }

}  // namespace nodetorch
