// Layouts, sizes and lists that kernels take on trust.
#include <ATen/ATen.h>
#include <ATen/WrapDimUtils.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

#include "dispatch/geometry.h"
#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

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

// Stack: tensors, ...
void some_tensors(const Stack& stack) {
  TORCH_CHECK_VALUE(!stack[0].toListRef().empty(), "expected a non-empty list of Tensors");
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

// Adds paddings to lengths without looking for overflow. Stack: self, padding, ...
void padding_in_range(const Stack& stack) {
  constexpr int64_t kMost = int64_t{1} << 40;
  if (!stack[1].isIntList()) return;
  for (const int64_t padding : stack[1].toIntVector()) {
    TORCH_CHECK(padding <= kMost && padding >= -kMost, "pad(): a padding of ", padding,
                " is out of bounds");
  }
}

// Reads as many elements as the first two dimensions have, whatever the others are. Stack: weight
void matrix_to_pack(const Stack& stack) {
  const at::Tensor& weight = stack[0].toTensor();
  TORCH_CHECK(weight.dim() < 3 || weight.numel() >= weight.size(0) * weight.size(1),
              "expected a matrix to pack, got one of sizes ", weight.sizes());
}

// Makes a grid of `r` dimensions, one by one. Stack: self, r, ...
void few_dimensions(const Stack& stack) {
  constexpr int64_t kMostDimensions = 64;
  const int64_t r = stack[1].toInt();
  TORCH_CHECK(r <= kMostDimensions, "combinations(): r must be at most ", kMostDimensions, ", got ",
              r);
}

// Takes sizes and strides on trust. Stack: self, size, stride, ...
void alias_in_storage(const Stack& stack) {
  const at::Tensor& self = stack[0].toTensor();
  if (self.layout() != c10::kStrided || self.is_nested() || !self.has_storage()) return;
  const std::vector<int64_t> size = stack[1].toIntVector();
  const std::vector<int64_t> stride = stack[2].toIntVector();
  TORCH_CHECK(size.size() == stride.size() &&
                  fits_storage(*self.unsafeGetTensorImpl(), size, stride, self.storage_offset()),
              "_reshape_alias(): sizes ", size, " and strides ", stride,
              " are out of bounds for storage of size ", self.storage().nbytes());
}

// The kernels of softmax read as much of the output as the gradient has.
// Stack: grad_output, output, dim, ...
void gradient_of_softmax(const Stack& stack) {
  check_sizes("softmax_backward_data", "output", stack[1].toTensor(), stack[0].toTensor().sizes());
}

// Stack: weights, scales_zeros, bias, block_size, in_features, out_features.
void blocks_of_weights(const Stack& stack) {
  for (size_t i = 3; i < 6; ++i) {
    TORCH_CHECK(stack[i].toInt() > 0, "_dyn_quant_pack_4bit_weight(): expected a block_size and ",
                "features above 0, but got ", stack[i].toInt());
  }
}

// Results would have no quantizer, which kernels go on to read.
void without_quantizer(const Stack& stack) {
  TORCH_CHECK_NOT_IMPLEMENTED(!stack[0].toTensor().is_quantized(),
                              "this operator is not implemented for quantized tensors");
}

// The kernel's own checks and words; a tensor of no dimensions, which it does not refuse, it reads
// beyond.
void check_chunk_dim(const std::vector<at::Tensor>& tensors, int64_t dim) {
  if (tensors.empty()) return;
  const int64_t dims = tensors.front().dim();
  const bool alike = std::all_of(tensors.begin(), tensors.end(),
                                 [dims](const at::Tensor& tensor) { return tensor.dim() == dims; });
  if (alike) dim = at::maybe_wrap_dim(dim, dims);
  TORCH_CHECK(dim >= 0,
              "_chunk_cat expects non-negative dim when input tensors have different ndims");
  for (const at::Tensor& tensor : tensors) {
    TORCH_CHECK_INDEX(tensor.dim() > 0,
                      "_chunk_cat expects a dim within the 0 dimensions of each tensor");
    TORCH_CHECK(dim < tensor.dim(), "_chunk_cat expects dim < ndim for all input tensors");
  }
}

// Divides the sizes up to `dim`, which each tensor must have. Stack: tensors, dim, num_chunks, ...
void chunks_of_tensors(const Stack& stack) {
  const int64_t dim = stack[1].toInt();
  for (const at::Tensor& tensor : stack[0].toTensorVector()) {
    TORCH_CHECK_NOT_IMPLEMENTED(!tensor.is_quantized() && tensor.layout() == c10::kStrided,
                                "_chunk_cat is implemented for dense tensors only");
  }
  check_chunk_dim(stack[0].toTensorVector(), dim);
}

// The kernel of triangles walks over the batch as if its dimensions lay in order.
void batch_in_order(const at::Tensor& out) {
  for (int64_t dim = out.dim() - 4; dim >= 0; dim--) {
    TORCH_CHECK_NOT_IMPLEMENTED(
        out.size(dim) <= 1 || out.stride(dim) == out.stride(dim + 1) * out.size(dim + 1),
        "out= of tril(), triu() and LU factors must have its batch dimensions in order");
  }
}

// Stack: self, diagonal, out
void triangle_in_order(const Stack& stack) { batch_in_order(stack[2].toTensor()); }

// Stack: ..., L, U
void factors_in_order(const Stack& stack) {
  batch_in_order(stack[stack.size() - 2].toTensor());
  batch_in_order(stack[stack.size() - 1].toTensor());
}

constexpr GuardEntry kGuards[] = {
    {"aten::tril.out", triangle_in_order},
    {"aten::triu.out", triangle_in_order},
    {"aten::lu_unpack.out", factors_in_order},
    {"aten::linalg_lu.out", factors_in_order},
    {"aten::fbgemm_linear_quantize_weight", matrix_to_pack},
    {"aten::fbgemm_pack_gemm_matrix_fp16", matrix_to_pack},
    {"aten::fbgemm_pack_quantized_matrix", matrix_to_pack},
    {"aten::view.dtype", not_quantized},
    {"aten::view_copy.dtype", not_quantized},
    {"aten::view_copy.dtype_out", not_quantized},
    {"aten::to_mkldnn", has_elements},
    {"aten::to_mkldnn.out", has_elements},
    {"aten::combinations", few_dimensions},
    {"aten::concatenate.out", some_tensors},
    {"aten::cat.out", some_tensors},
    {"aten::concat.out", some_tensors},
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
    {"aten::_reshape_alias", alias_in_storage},
    {"aten::_reshape_alias_copy", alias_in_storage},
    {"aten::_softmax_backward_data", gradient_of_softmax},
    {"aten::_log_softmax_backward_data", gradient_of_softmax},
    {"aten::_dyn_quant_pack_4bit_weight", blocks_of_weights},
    {"aten::_neg_view", without_quantizer},
    {"aten::_neg_view_copy", without_quantizer},
    {"aten::_lazy_clone", without_quantizer},
    {"aten::_chunk_cat", chunks_of_tensors},
};

}  // namespace

std::span<const GuardEntry> shape_guards() { return kGuards; }

}  // namespace nodetorch
