// segment_reduce takes lengths and offsets on trust: all of offsets, and lengths if told to.
#include <ATen/ATen.h>
#include <ATen/WrapDimUtils.h>
#include <c10/core/GradMode.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

bool holds_indices(const at::Tensor& tensor) {
  return is_readable(tensor) &&
         (tensor.scalar_type() == c10::kLong || tensor.scalar_type() == c10::kInt);
}

at::Tensor rows_of(const at::Tensor& tensor) {
  return tensor.to(c10::kLong).contiguous().reshape({-1, tensor.size(-1)});
}

// `name` is lengths or offsets, and their last dimension is the axis.
void check_rows(const at::Tensor& data, const at::Tensor& rows, const char* name, int64_t axis) {
  TORCH_CHECK(rows.dim() - 1 == axis,
              "segment_reduce(): Expected axis to be the last dimension of ", name, " but got ",
              axis, ".");
  for (int64_t i = 0; i < axis; ++i) {
    TORCH_CHECK(rows.size(i) == data.size(i), "segment_reduce(): Expected ", name, " to have size ",
                data.size(i), " in dimension ", i, " as data, but got ", rows.size(i));
  }
}

void check_lengths(const at::Tensor& lengths, int64_t size) {
  if (lengths.numel() == 0) return;
  const at::Tensor rows = rows_of(lengths);
  const auto* length = rows.const_data_ptr<int64_t>();
  for (int64_t row = 0; row < rows.size(0); ++row) {
    int64_t left = size;
    for (int64_t i = 0; i < rows.size(1); ++i, ++length) {
      TORCH_CHECK(*length >= 0, "lengths contains negative value!");
      TORCH_CHECK(*length <= left, "segment_reduce(): Expected all rows of lengths along axis to ",
                  "sum to at most ", size, ", the size of data.");
      left -= *length;
    }
  }
}

void check_offsets(const at::Tensor& offsets, int64_t size) {
  if (offsets.numel() == 0) return;
  const at::Tensor rows = rows_of(offsets);
  const auto* offset = rows.const_data_ptr<int64_t>();
  for (int64_t row = 0; row < rows.size(0); ++row) {
    int64_t last = 0;
    for (int64_t i = 0; i < rows.size(1); ++i, ++offset) {
      TORCH_CHECK(*offset >= last && *offset <= size, "segment_reduce(): Expected offsets to grow ",
                  "from 0 to at most ", size, ", the size of data along axis, but got ", *offset,
                  " after ", last, ".");
      last = *offset;
    }
  }
}

// The number of segments, or -1 if there is nothing to look at.
int64_t check_segments(const at::Tensor& data, const at::Tensor& lengths, const at::Tensor& offsets,
                       int64_t axis) {
  if (!is_readable(data) || axis >= data.dim() || axis < -data.dim()) return -1;
  axis = c10::maybe_wrap_dim(axis, data.dim());
  c10::NoGradGuard no_grad;
  int64_t count = -1;
  if (holds_indices(lengths)) {
    check_rows(data, lengths, "lengths", axis);
    check_lengths(lengths, data.size(axis));
    count = lengths.size(-1);
  }
  if (holds_indices(offsets)) {
    check_rows(data, offsets, "offsets", axis);
    check_offsets(offsets, data.size(axis));
    count = offsets.size(-1) - 1;
  }
  return count;
}

// Stack: data, reduce, lengths, indices, offsets, axis, ...
void segments(const Stack& stack) {
  check_segments(stack[0].toTensor(), tensor_at(stack, 2), tensor_at(stack, 4), stack[5].toInt());
}

// Stack: grad, output, data, reduce, lengths, offsets, axis, ...
void segments_backward(const Stack& stack) {
  const at::Tensor& data = stack[2].toTensor();
  int64_t axis = stack[6].toInt();
  const int64_t count = check_segments(data, tensor_at(stack, 4), tensor_at(stack, 5), axis);
  if (count < 0) {
    TORCH_CHECK(data.is_meta() || !data.is_cpu(),
                "_segment_reduce_backward(): Either lengths or offsets must be defined.");
    return;
  }
  axis = c10::maybe_wrap_dim(axis, data.dim());
  std::vector<int64_t> sizes = data.sizes().vec();
  sizes[axis] = count;
  check_sizes("_segment_reduce_backward", "grad", stack[0].toTensor(), sizes);
  check_sizes("_segment_reduce_backward", "output", stack[1].toTensor(), sizes);
}

constexpr GuardEntry kGuards[] = {
    {"aten::segment_reduce", segments},
    {"aten::_segment_reduce_backward", segments_backward},
};

}  // namespace

std::span<const GuardEntry> segment_guards() { return kGuards; }

}  // namespace nodetorch
