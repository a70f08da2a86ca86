// Embedding bags and the backward formulas of embeddings: offsets and indices that lead out of the
// weight, the gradient or the list of indices.
#include <ATen/ATen.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

constexpr int64_t kMean = 1;
constexpr int64_t kMax = 2;

// Only the first and the last offset are looked at by libtorch. Stack: weight, indices, offsets,
// ...
void offsets_of_bags(const Stack& stack) {
  const at::Tensor& offsets = stack[2].toTensor();
  TORCH_CHECK_VALUE(offsets.dim() == 1,
                    "offsets has to be a 1D Tensor, but got Tensor of dimension ", offsets.dim());
  if (!is_readable(offsets) || offsets.numel() == 0) return;
  if (!c10::isIntegralType(offsets.scalar_type(), false)) return;
  const int64_t count = stack[1].toTensor().numel();
  const Extent extent = extent_of(offsets);
  TORCH_CHECK(extent.least >= 0, "offsets can not be negative, but got ", extent.least);
  // The last one is libtorch's to refuse.
  if (extent.most <= count || offsets[-1].item<int64_t>() > count) return;
  TORCH_CHECK(false, "offsets can not be greater than input's length ", count, " but got ",
              extent.most);
}

// What the formulas of the gradient read: the bag of each index, and the size of each bag.
struct Bags {
  at::Tensor grad;
  at::Tensor indices;
  at::Tensor offset2bag;
  at::Tensor bag_size;
  int64_t weights;
  int64_t mode;
};

void check_bags(const char* function, const Bags& bags) {
  if (!is_readable(bags.grad)) return;
  TORCH_CHECK(bags.grad.dim() == 2, function, "(): expected a gradient of two dimensions, but got ",
              bags.grad.sizes());
  check_indices(function, "index", bags.indices, bags.weights);
  if (bags.mode != kMax) {
    TORCH_CHECK(bags.offset2bag.numel() == bags.indices.numel(), function,
                "(): expected offset2bag of ", bags.indices.numel(), " elements, but got ",
                bags.offset2bag.numel());
    check_indices(function, "bag", bags.offset2bag, bags.grad.size(0));
  }
  if (bags.bag_size.defined() && bags.mode == kMean) {
    TORCH_CHECK(bags.bag_size.numel() >= bags.grad.size(0), function, "(): expected bag_size of ",
                bags.grad.size(0), " elements, but got ", bags.bag_size.numel());
  }
}

void check_largest(const char* function, const at::Tensor& grad, const at::Tensor& largest,
                   int64_t weights, int64_t mode) {
  if (mode != kMax || !is_readable(grad)) return;
  check_sizes(function, "maximum_indices", largest, grad.sizes());
  if (!is_readable(largest) || largest.numel() == 0) return;
  TORCH_CHECK_INDEX(extent_of(largest).most < weights && extent_of(largest).least >= -1, function,
                    "(): a maximum index is out of bounds for ", weights, " weights");
}

// Stack: grad, indices, offsets, offset2bag, bag_size, maximum_indices, num_weights, scale, mode,
// ...
void bags_backward(const Stack& stack) {
  const at::Tensor& indices = stack[1].toTensor();
  const int64_t weights = stack[6].toInt();
  const int64_t mode = stack[8].toInt();
  at::Tensor offset2bag = stack[3].toTensor();
  // Made from the offsets if it is empty.
  if (indices.numel() > 0 && offset2bag.numel() == 0) {
    const at::Tensor& offsets = stack[2].toTensor();
    check_indices("_embedding_bag_backward", "offset", offsets, indices.numel() + 1);
    const int64_t bags = is_readable(stack[0].toTensor()) ? stack[0].toTensor().size(0) : 0;
    TORCH_CHECK(offsets.numel() <= bags, "_embedding_bag_backward(): expected at most ", bags,
                " offsets, but got ", offsets.numel());
    offset2bag = at::zeros_like(indices);
  }
  check_bags("_embedding_bag_backward",
             {stack[0].toTensor(), indices, offset2bag, stack[4].toTensor(), weights, mode});
  check_largest("_embedding_bag_backward", stack[0].toTensor(), stack[5].toTensor(), weights, mode);
}

// Stack: grad, indices, offset2bag, bag_size, maximum_indices, num_weights, scale, mode, ...
void dense_bags_backward(const Stack& stack) {
  const int64_t weights = stack[5].toInt();
  const int64_t mode = stack[7].toInt();
  check_bags("_embedding_bag_dense_backward",
             {stack[0].toTensor(), stack[1].toTensor(), stack[2].toTensor(), stack[3].toTensor(),
              weights, mode});
  check_largest("_embedding_bag_dense_backward", stack[0].toTensor(), stack[4].toTensor(), weights,
                mode);
}

// Stack: grad, indices, offsets, offset2bag, bag_size, num_weights, scale, mode, ...
void sparse_bags_backward(const Stack& stack) {
  check_bags("_embedding_bag_sparse_backward",
             {stack[0].toTensor(), stack[1].toTensor(), stack[3].toTensor(), stack[4].toTensor(),
              stack[5].toInt(), stack[7].toInt()});
}

// Stack: grad, weight, indices, offsets, offset2bag, mode, ...
void sample_weights_backward(const Stack& stack) {
  const at::Tensor& weight = stack[1].toTensor();
  if (weight.dim() != 2) return;
  const at::Tensor& indices = stack[2].toTensor();
  const at::Tensor& bags = stack[4].toTensor();
  check_bags("_embedding_bag_per_sample_weights_backward",
             {stack[0].toTensor(), indices, bags.numel() > 0 ? bags : at::zeros_like(indices),
              at::Tensor(), weight.size(0), 0});
  if (bags.numel() == 0) {
    check_indices("_embedding_bag_per_sample_weights_backward", "offset", stack[3].toTensor(),
                  indices.numel() + 1);
    TORCH_CHECK(stack[3].toTensor().numel() <= stack[0].toTensor().size(0),
                "_embedding_bag_per_sample_weights_backward(): more offsets than bags");
  }
}

// Counts how often each index comes only if told to scale by that.
// Stack: grad, indices, num_weights, padding_idx, scale_grad_by_freq, ...
void counted_indices(const Stack& stack) {
  if (!stack[4].toBool()) return;
  check_indices("embedding_dense_backward", "index", stack[1].toTensor(), stack[2].toInt());
}

constexpr GuardEntry kGuards[] = {
    {"aten::embedding_bag", offsets_of_bags},
    {"aten::_embedding_bag", offsets_of_bags},
    {"aten::_embedding_bag_forward_only", offsets_of_bags},
    {"aten::_embedding_bag_backward", bags_backward},
    {"aten::_embedding_bag_dense_backward", dense_bags_backward},
    {"aten::_embedding_bag_sparse_backward", sparse_bags_backward},
    {"aten::_embedding_bag_per_sample_weights_backward", sample_weights_backward},
    {"aten::embedding_dense_backward", counted_indices},
    {"aten::embedding_backward", counted_indices},
};

}  // namespace

std::span<const GuardEntry> embedding_guards() { return kGuards; }

}  // namespace nodetorch
