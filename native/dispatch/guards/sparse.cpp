// Sparse tensors made without a look at their indices: every operator then trusts them.
#include <ATen/core/Tensor.h>
#include <ATen/ops/_validate_sparse_coo_tensor_args.h>
#include <c10/core/GradMode.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

// The rules of sparse_coo_tensor(check_invariants=True), but for the order.
void check_coordinates(const at::Tensor& indices, const at::Tensor& values, at::IntArrayRef size) {
  if (!is_readable(indices) || !values.defined() || !values.is_cpu()) return;
  c10::NoGradGuard no_grad;
  at::_validate_sparse_coo_tensor_args(indices, values, size);
}

// Stack: indices, values, size, ...
void coordinates(const Stack& stack) {
  check_coordinates(stack[0].toTensor(), stack[1].toTensor(), stack[2].toIntVector());
}

// Stack: sparse_dim, dense_dim, size, indices, values, ...
void coordinates_with_dims(const Stack& stack) {
  const at::Tensor& indices = stack[3].toTensor();
  TORCH_CHECK(!is_readable(indices) || (indices.dim() == 2 && indices.size(0) == stack[0].toInt()),
              "number of dimensions must be sparse_dim (", stack[0].toInt(),
              ") + dense_dim, but got indices of size ", indices.sizes());
  check_coordinates(indices, stack[4].toTensor(), stack[2].toIntVector());
}

// Stack: compressed_indices, plain_indices, values, size, ...
template <c10::Layout fixed>
void compressed(const Stack& stack, c10::Layout layout = fixed) {
  const at::Tensor& pointers = stack[0].toTensor();
  const at::Tensor& plain = stack[1].toTensor();
  const at::Tensor& values = stack[2].toTensor();
  const std::vector<int64_t> size = stack[3].toIntVector();
  if (!is_readable(pointers) || !is_readable(plain) || !values.defined()) return;
  const bool rows = layout == c10::kSparseCsr || layout == c10::kSparseBsr;
  const bool blocks = layout == c10::kSparseBsr || layout == c10::kSparseBsc;
  const int64_t batch = pointers.dim() - 1;
  TORCH_CHECK(pointers.dim() >= 1 && plain.dim() == pointers.dim() && pointers.size(-1) >= 1 &&
                  static_cast<int64_t>(size.size()) >= batch + 2 &&
                  values.dim() >= batch + (blocks ? 3 : 1),
              "compressed sparse tensor: the dimensions of compressed_indices ", pointers.sizes(),
              ", plain_indices ", plain.sizes(), ", values ", values.sizes(), " and size ",
              at::IntArrayRef(size), " do not agree");
  const int64_t block[] = {blocks ? values.size(batch + 1) : 1,
                           blocks ? values.size(batch + 2) : 1};
  TORCH_CHECK(block[0] > 0 && block[1] > 0, "compressed sparse tensor: blocks need elements");
  const int64_t lines[] = {size[batch] / block[0], size[batch + 1] / block[1]};
  const int64_t count = plain.size(-1);
  TORCH_CHECK(pointers.size(-1) == lines[rows ? 0 : 1] + 1 && values.size(batch) == count,
              "compressed sparse tensor: compressed_indices of size ", pointers.sizes(),
              ", plain_indices of size ", plain.sizes(), " and values of size ", values.sizes(),
              " do not fit a tensor of size ", at::IntArrayRef(size));
  check_indices("compressed sparse tensor", "compressed index", pointers, count + 1);
  check_indices("compressed sparse tensor", "plain index", plain, lines[rows ? 1 : 0]);
}

// The layout is an argument: stack[5].
void any_compressed(const Stack& stack) {
  if (stack.size() < 6 || !stack[5].isInt()) return;
  compressed<c10::kStrided>(stack, static_cast<c10::Layout>(stack[5].toInt()));
}

template <c10::Layout layout>
void of_layout(const Stack& stack) {
  compressed<layout>(stack);
}

constexpr GuardEntry kGuards[] = {
    {"aten::_sparse_coo_tensor_unsafe", coordinates},
    {"aten::_sparse_coo_tensor_with_dims_and_tensors", coordinates_with_dims},
    {"aten::_sparse_csr_tensor_unsafe", of_layout<c10::kSparseCsr>},
    {"aten::_sparse_csc_tensor_unsafe", of_layout<c10::kSparseCsc>},
    {"aten::_sparse_bsr_tensor_unsafe", of_layout<c10::kSparseBsr>},
    {"aten::_sparse_bsc_tensor_unsafe", of_layout<c10::kSparseBsc>},
    {"aten::_sparse_compressed_tensor_unsafe", any_compressed},
};

}  // namespace

std::span<const GuardEntry> sparse_guards() { return kGuards; }

}  // namespace nodetorch
