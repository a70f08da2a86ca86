// Operators that libtorch can not batch itself: under vmap they run as these formulas of operators
// that it can. PyTorch registers them from Python. Each function has the operator's own signature.
#include <ATen/ATen.h>
#include <ATen/OpMathType.h>
#include <ATen/native/TypeProperties.h>
#include <torch/library.h>

#include <mutex>

#include "functorch/functorch.h"

namespace nodetorch {

namespace {

using at::Scalar;
using at::Tensor;
using OptionalTensor = std::optional<Tensor>;

// The dtype of a result of these tensors, and the one to compute in.
struct Dtypes {
  c10::ScalarType result;
  c10::ScalarType compute;
};

Dtypes dtypes_of(std::initializer_list<Tensor> tensors) {
  at::native::ResultTypeState state = {};
  for (const Tensor& tensor : tensors) {
    state = at::native::update_result_type_state(tensor, state);
  }
  const c10::ScalarType result = at::native::result_type(state);
  return {result, at::toOpMathType(result)};
}

double share(const Tensor& input, int64_t reduction) {
  return reduction == at::Reduction::Mean ? 1.0 / static_cast<double>(input.numel()) : 1.0;
}

Tensor mse_loss_backward(const Tensor& grad_output, const Tensor& self, const Tensor& target,
                         int64_t reduction) {
  const Dtypes dtypes = dtypes_of({grad_output, self, target});
  const double norm =
      reduction == at::Reduction::Mean ? 2.0 / static_cast<double>(self.numel()) : 2.0;
  const Tensor difference = self.to(dtypes.compute) - target.to(dtypes.compute);
  return (difference * norm * grad_output.to(dtypes.compute)).to(dtypes.result);
}

Tensor smooth_l1_loss_backward(const Tensor& grad_output, const Tensor& self, const Tensor& target,
                               int64_t reduction, double beta) {
  const Dtypes dtypes = dtypes_of({grad_output, self, target});
  const Tensor x = self.to(dtypes.compute) - target.to(dtypes.compute);
  const Tensor grad = grad_output.to(dtypes.compute) * share(self, reduction);
  return at::where(at::abs(x) < beta, grad * x / beta, grad * at::sign(x)).to(dtypes.result);
}

Tensor huber_loss_backward(const Tensor& grad_output, const Tensor& self, const Tensor& target,
                           int64_t reduction, double delta) {
  const Dtypes dtypes = dtypes_of({grad_output, self, target});
  const double norm = share(self, reduction);
  const Tensor x = self.to(dtypes.compute) - target.to(dtypes.compute);
  const Tensor grad = grad_output.to(dtypes.compute);
  return at::where(x < -delta, grad * -norm * delta,
                   at::where(x > delta, grad * norm * delta, x * norm * grad))
      .to(dtypes.result);
}

// A weight for each class, in the shape of the input's dimension of classes.
Tensor in_channels(const Tensor& weight, int64_t dims, int64_t channels) {
  std::vector<int64_t> shape(static_cast<size_t>(dims), 1);
  shape[static_cast<size_t>(channels)] = weight.size(0);
  return weight.reshape(shape);
}

bool is_given(const OptionalTensor& tensor) { return tensor.has_value() && tensor->defined(); }

std::tuple<Tensor, Tensor> nll_loss_forward(const Tensor& self, const Tensor& target,
                                            const OptionalTensor& weight, int64_t reduction,
                                            c10::SymInt ignore_index) {
  const int64_t dims = self.dim();
  const int64_t channels = dims < 2 ? 0 : 1;
  const Scalar ignored(ignore_index.guard_int(__FILE__, __LINE__));
  Tensor weights;
  Tensor scores = self;
  if (is_given(weight)) {
    weights = dims > 1 ? in_channels(*weight, dims, channels) : *weight;
    scores = self * weights;
  }
  const Tensor counts = target != ignored;
  const Tensor classes = at::where(counts, target, Scalar(0)).unsqueeze(channels);
  Tensor result = -at::gather(scores, channels, classes).squeeze(channels);
  result = at::where(counts, result, Scalar(0));
  if (reduction == at::Reduction::None && dims > 1) return {result, self.new_full({}, 0.0)};
  Tensor total;
  if (weights.defined()) {
    Tensor used = at::gather(weights.expand_as(self), channels, classes).squeeze(channels);
    total = at::where(counts, used, Scalar(0)).sum();
  } else {
    total = counts.sum().to(self);
  }
  if (reduction == at::Reduction::Sum) result = result.sum();
  if (reduction == at::Reduction::Mean) result = result.sum() / total;
  return {result, total};
}

Tensor nll_loss_backward(const Tensor& grad_output, const Tensor& self, const Tensor& target,
                         const OptionalTensor& weight, int64_t reduction, c10::SymInt ignore_index,
                         const Tensor& total_weight) {
  const int64_t channels = self.dim() < 2 ? 0 : 1;
  const Scalar ignored(ignore_index.guard_int(__FILE__, __LINE__));
  Tensor grad = reduction == at::Reduction::Mean ? grad_output / total_weight : grad_output;
  Tensor classes = self.dim() == 1 && target.dim() > 0 ? target.select(0, 0) : target;
  classes = classes.unsqueeze(channels);
  const Tensor counts = classes != ignored;
  const Tensor grad_input = at::scatter(at::zeros_like(self), channels,
                                        at::where(counts, classes, Scalar(0)), Scalar(-1.0));
  if (grad_input.dim() > grad.dim() && grad.dim() > 0) grad = grad.unsqueeze(channels);
  if (is_given(weight)) grad = grad * in_channels(*weight, self.dim(), channels);
  return grad_input * at::where(counts, grad, Scalar(0));
}

Tensor addr(const Tensor& self, const Tensor& vec1, const Tensor& vec2, const Scalar& beta,
            const Scalar& alpha) {
  TORCH_CHECK(vec1.dim() == 1, "addr: Expected 1-D argument vec1, but got ", vec1.dim(), "-D");
  TORCH_CHECK(vec2.dim() == 1, "addr: Expected 1-D argument vec2, but got ", vec2.dim(), "-D");
  const Dtypes dtypes = dtypes_of({self, vec1, vec2});
  const Tensor input = self.to(dtypes.compute).expand({vec1.size(0), vec2.size(0)});
  const auto product = [&] { return at::outer(vec1.to(dtypes.compute), vec2.to(dtypes.compute)); };
  if (dtypes.result == c10::kBool) {
    const Tensor other = alpha.to<bool>() ? product() : at::zeros_like(input);
    return beta.to<bool>() ? at::logical_or(input, other) : other;
  }
  if (beta.equal(0)) return (product() * alpha).to(dtypes.result);
  return (input * beta + product() * alpha).to(dtypes.result);
}

}  // namespace

void register_batched_operators() {
  static std::once_flag once;
  std::call_once(once, [] {
    static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::FuncTorchBatched,
                                  __FILE__, __LINE__);
    library.impl("mse_loss_backward", mse_loss_backward);
    library.impl("smooth_l1_loss_backward", smooth_l1_loss_backward);
    library.impl("huber_loss_backward", huber_loss_backward);
    library.impl("nll_loss_forward", nll_loss_forward);
    library.impl("nll_loss2d_forward", nll_loss_forward);
    library.impl("nll_loss_backward", nll_loss_backward);
    library.impl("nll_loss2d_backward", nll_loss_backward);
    library.impl("addr", addr);
  });
}

}  // namespace nodetorch
