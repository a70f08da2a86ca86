// Forward derivatives of operators for which libtorch has no formula and looks for a decomposition:
// it runs that one instead, with tangents. PyTorch registers these from Python; here they are
// TorchScript, compiled when forward mode is first entered.
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/runtime/decomposition_registry.h>
#include <torch/jit.h>

#include <mutex>

#include "functorch/functorch.h"

namespace nodetorch {

namespace {

constexpr const char* kSimple = R"(
def trace(self: Tensor) -> Tensor:
  return torch.sum(torch.diag(self))

def log_sigmoid_forward(self: Tensor) -> Tuple[Tensor, Tensor]:
  least = torch.minimum(self.new_zeros([]), self)
  z = torch.exp(-torch.abs(self))
  buffer = self.new_zeros([0]) if self.is_cuda else z
  return least - torch.log1p(z), buffer

def cast_to(grad_output: Tensor, grad_input: Tensor, input_dtype: int) -> Tensor:
  return grad_input.to(input_dtype) if grad_output.dtype != input_dtype else grad_input

def _softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: int) -> Tensor:
  weighted = grad_output * output
  grad_input = weighted - output * torch.sum(weighted, [dim], True)
  return cast_to(grad_output, grad_input, input_dtype).contiguous()

def _log_softmax_backward_data(grad_output: Tensor, output: Tensor, dim: int, input_dtype: int) -> Tensor:
  grad_input = grad_output - torch.exp(output) * torch.sum(grad_output, [dim], True)
  return cast_to(grad_output, grad_input, input_dtype)
)";

constexpr const char* kNegativeLogLikelihood = R"(
def nll_loss_backward(grad_output: Tensor, self: Tensor, target: Tensor, weight: Optional[Tensor],
                      reduction: int, ignore_index: int, total_weight: Tensor) -> Tensor:
  channels = 0 if self.dim() < 2 else 1
  if reduction == 1:
    grad_output = grad_output / total_weight
  if self.dim() == 1 and target.dim() > 0:
    target = target[0]
  target = target.unsqueeze(channels)
  counts = target != ignore_index
  grad_input = torch.scatter(torch.zeros_like(self), channels, torch.where(counts, target, 0), -1.0)
  if grad_input.dim() > grad_output.dim() and grad_output.dim() > 0:
    grad_output = grad_output.unsqueeze(channels)
  if weight is not None:
    shape = [1] * self.dim()
    shape[channels] = weight.size(0)
    grad_output = grad_output * weight.reshape(shape)
  grad_output = torch.where(counts, grad_output, 0)
  return grad_input * grad_output

def nll_loss2d_backward(grad_output: Tensor, self: Tensor, target: Tensor, weight: Optional[Tensor],
                        reduction: int, ignore_index: int, total_weight: Tensor) -> Tensor:
  return nll_loss_backward(grad_output, self, target, weight, reduction, ignore_index, total_weight)
)";

// The saved statistics do not depend on the input any more: they are computed again.
constexpr const char* kNorms = R"(
def statistics(input: Tensor, rstd: Tensor, dims: List[int], keepdim: bool) -> Tuple[Tensor, Tensor]:
  var, mean = torch.var_mean(input, dims, correction=0, keepdim=keepdim)
  eps = (torch.pow(1 / rstd, 2) - var).detach()
  return mean, torch.rsqrt(var + eps)

def product(sizes: List[int]) -> int:
  result = 1
  for size in sizes:
    result *= size
  return result

def native_layer_norm_backward(grad_out: Tensor, input: Tensor, normalized_shape: List[int], mean: Tensor,
                               rstd: Tensor, weight: Optional[Tensor], bias: Optional[Tensor],
                               output_mask: List[bool]) -> Tuple[Tensor, Tensor, Tensor]:
  axis = input.dim() - len(normalized_shape)
  inner = [i for i in range(axis, input.dim())]
  outer = [i for i in range(axis)]
  count = product(input.size()[axis:])
  if count <= 0 or product(input.size()[:axis]) <= 0:
    return (input.new_zeros(input.size()), input.new_zeros(input.size()[axis:]),
            input.new_zeros(input.size()[axis:]))
  mean_, rstd_ = statistics(input, rstd, inner, True)
  x_hat = (input - mean_) * rstd_
  grad_x_hat = grad_out
  if weight is not None:
    grad_x_hat = grad_out * weight
  a = grad_x_hat * count
  b = torch.sum(grad_x_hat, inner, True)
  c = torch.mul(x_hat, torch.sum(torch.mul(grad_x_hat, x_hat), inner, True))
  d_input = torch.zeros_like(input)
  if output_mask[0]:
    d_input = (rstd_ / count) * (a - b - c)
  d_weight = torch.zeros([])
  if weight is not None:
    d_weight = torch.zeros_like(weight)
    if output_mask[1]:
      d_weight = torch.sum(grad_out * x_hat, outer, False) if len(outer) > 0 else grad_out * x_hat
  d_bias = torch.zeros([])
  if bias is not None:
    d_bias = torch.zeros_like(bias)
    if output_mask[2]:
      d_bias = torch.sum(grad_out, outer, False) if len(outer) > 0 else grad_out.clone()
  return d_input, d_weight, d_bias

def native_batch_norm_backward(grad_out: Tensor, input: Tensor, weight: Optional[Tensor],
                               running_mean: Optional[Tensor], running_var: Optional[Tensor],
                               save_mean: Optional[Tensor], save_invstd: Optional[Tensor], train: bool,
                               eps: float, output_mask: List[bool]) -> Tuple[Tensor, Tensor, Tensor]:
  shape = input.size()
  channels = [1] * input.dim()
  channels[1] = shape[1]
  dims = [0]
  for i in range(2, input.dim()):
    dims.append(i)
  if train:
    assert save_invstd is not None
    mean, invstd = statistics(input, save_invstd, dims, False)
  else:
    assert running_mean is not None and running_var is not None
    mean = running_mean
    invstd = torch.rsqrt(running_var + eps)
  mean = torch.reshape(mean, channels)
  norm = 1.0 / (product(shape) / shape[1])
  grad_sum = torch.sum(grad_out, dims)
  dot = torch.sum(grad_out * (input - mean), dims)
  grad_mean = torch.reshape(grad_sum * norm, channels)
  proj_scale = torch.reshape(torch.mul(dot * norm, invstd * invstd), channels)
  if weight is None:
    grad_scale = torch.reshape(invstd, channels) * 1.0
  else:
    grad_scale = torch.reshape(invstd * weight, channels)
  if train:
    grad_input = ((grad_out - (input - mean) * proj_scale) - grad_mean) * grad_scale
  else:
    grad_input = grad_out * grad_scale
  if output_mask[1]:
    grad_weight = dot * invstd
  elif weight is not None:
    grad_weight = torch.zeros_like(weight)
  else:
    grad_weight = torch.zeros([])
  grad_bias = grad_sum if output_mask[2] else torch.zeros_like(grad_sum)
  return grad_input, grad_weight, grad_bias

def batch_norm_backward(grad_out: Tensor, input: Tensor, weight: Tensor, running_mean: Optional[Tensor],
                        running_var: Optional[Tensor], save_mean: Optional[Tensor],
                        save_var: Optional[Tensor], update: bool, eps: float, output_mask: List[bool],
                        reserve: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return native_batch_norm_backward(grad_out, input, weight, running_mean, running_var, save_mean,
                                    save_var, update, eps, output_mask)

def cudnn_batch_norm_backward(input: Tensor, grad_output: Tensor, weight: Tensor,
                              running_mean: Optional[Tensor], running_var: Optional[Tensor],
                              save_mean: Optional[Tensor], save_var: Optional[Tensor], epsilon: float,
                              reserveSpace: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return torch.native_batch_norm_backward(grad_output, input, weight, running_mean, running_var,
                                          save_mean, save_var, True, epsilon, [True, True, True])

def miopen_batch_norm_backward(input: Tensor, grad_output: Tensor, weight: Tensor,
                               running_mean: Optional[Tensor], running_var: Optional[Tensor],
                               save_mean: Optional[Tensor], save_var: Optional[Tensor],
                               epsilon: float) -> Tuple[Tensor, Tensor, Tensor]:
  return torch.native_batch_norm_backward(grad_output, input, weight, running_mean, running_var,
                                          save_mean, save_var, True, epsilon, [True, True, True])
)";

void register_all(const char* source) {
  const auto unit = torch::jit::compile(source);
  for (torch::jit::Function* function : unit->get_functions()) {
    const auto op = c10::Dispatcher::singleton().findSchema({"aten::" + function->name(), ""});
    if (!op.has_value()) continue;  // a part of the others
    torch::jit::RegisterDecomposition(op->schema(), torch::jit::toGraphFunction(*function).graph());
  }
}

}  // namespace

void register_derivatives() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const char* source : {kSimple, kNegativeLogLikelihood, kNorms}) register_all(source);
  });
}

}  // namespace nodetorch
