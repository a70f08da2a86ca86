// Recurrent layers: lists of states and weights that do not agree, batch sizes of packed sequences.
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

#include <algorithm>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

// The data come before the batch sizes, of which the first is read without a look at their number.
// Stack: data, batch_sizes, ...
void some_batch_sizes(const Stack& stack) {
  const at::Tensor batch_sizes = tensor_at(stack, 1);
  TORCH_CHECK(!batch_sizes.defined() || batch_sizes.dim() != 1 || batch_sizes.numel() > 0,
              "batch_sizes can not be empty");
}

template <size_t position>
void batch_sizes_not_negative(const Stack& stack) {
  const at::Tensor sizes = tensor_at(stack, position);
  if (!is_readable(sizes) || sizes.numel() == 0 || sizes.scalar_type() != c10::kLong) return;
  const int64_t least = extent_of(sizes).least;
  TORCH_CHECK(least >= 0, "batch_sizes must not be negative, but got ", least);
}

// Stack: input, hx, ...
void two_states(const Stack& stack) {
  const auto count = stack[1].toListRef().size();
  TORCH_CHECK(count == 2, "quantized_lstm_cell expects two hidden states, got ", count);
}

bool has_onednn_dtype(const at::Tensor& tensor) {
  const auto type = tensor.scalar_type();
  return type == c10::kFloat || type == c10::kBFloat16 || type == c10::kHalf;
}

bool is_onednn_input(const at::Tensor& tensor) {
  return is_readable(tensor) && has_onednn_dtype(tensor);
}

// Autocast gives all of these dtypes the same before oneDNN sees them.
bool will_have_dtype_of(const at::Tensor& input, const at::Tensor& tensor) {
  return tensor.dtype() == input.dtype() ||
         (at::autocast::is_autocast_enabled(c10::kCPU) && has_onednn_dtype(tensor));
}

// oneDNN's kernel takes the sizes from the input and the first state, and reads so much of all
// others. With projections, or where oneDNN is not asked, libtorch multiplies matrices, which
// looks. Stack: input, hx, params, has_biases, num_layers, dropout, train, bidirectional,
// batch_first.
void states_and_weights(const Stack& stack) {
  const at::Tensor& input = stack[0].toTensor();
  const std::vector<at::Tensor> states = stack[1].toTensorVector();
  const std::vector<at::Tensor> weights = stack[2].toTensorVector();
  if (states.size() != 2 || input.dim() != 3 || input.numel() == 0) return;
  if (!at::globalContext().userEnabledMkldnn() || !is_onednn_input(input)) return;
  for (const at::Tensor& tensor : states) {
    if (!tensor.defined() || !tensor.is_cpu() || tensor.dim() < 3) return;
  }
  for (const at::Tensor& tensor : weights) {
    if (!tensor.defined() || !tensor.is_cpu()) return;
  }
  const int64_t hidden = states[0].size(2);
  if (states[1].size(2) != hidden) return;
  const size_t each = stack[3].toBool() ? 4 : 2;
  const int64_t layers = stack[4].toInt();
  const int64_t directions = stack[7].toBool() ? 2 : 1;
  const int64_t batch = input.size(stack[8].toBool() ? 0 : 1);
  TORCH_CHECK(layers <= static_cast<int64_t>(weights.size()), "lstm(): expected weights of ",
              layers, " layers, but got ", weights.size(), " weights");
  for (const at::Tensor& state : states) {
    TORCH_CHECK(state.dim() == 3 && state.size(1) == batch,
                "lstm(): expected hidden states of size ",
                at::IntArrayRef({layers * directions, batch, hidden}), ", but got ", state.sizes());
  }
  constexpr int64_t kGates = 4;
  for (size_t i = 0; i + each <= weights.size() &&
                     i < each * static_cast<size_t>(std::max<int64_t>(layers * directions, 0));
       i += each) {
    const int64_t features =
        i < each * static_cast<size_t>(directions) ? input.size(2) : hidden * directions;
    const int64_t wanted[] = {kGates * hidden * features, kGates * hidden * hidden, kGates * hidden,
                              kGates * hidden};
    for (size_t k = 0; k < each; ++k) {
      TORCH_CHECK(weights[i + k].numel() == wanted[k] && will_have_dtype_of(input, weights[i + k]),
                  "lstm(): expected a weight of ", wanted[k], " elements of ", input.dtype(),
                  " at position ", i + k, ", but got one of size ", weights[i + k].sizes(), " of ",
                  weights[i + k].dtype());
    }
  }
  for (const at::Tensor& state : states) {
    TORCH_CHECK(will_have_dtype_of(input, state), "lstm(): expected hidden states of ",
                input.dtype(), ", but got ", state.dtype());
  }
}

constexpr GuardEntry kGuards[] = {
    {"aten::lstm.input", states_and_weights},
    {"aten::lstm.data", some_batch_sizes},
    {"aten::gru.data", some_batch_sizes},
    {"aten::rnn_tanh.data", some_batch_sizes},
    {"aten::rnn_relu.data", some_batch_sizes},
    {"aten::quantized_lstm.data", some_batch_sizes},
    {"aten::quantized_lstm.data_legacy", some_batch_sizes},
    {"aten::quantized_gru.data", some_batch_sizes},
    {"aten::quantized_gru.data_legacy", some_batch_sizes},
    {"aten::quantized_lstm_cell", two_states},
    {"quantized::quantized_lstm_cell_dynamic", two_states},
    {"aten::_pad_packed_sequence", batch_sizes_not_negative<1>},
    {"aten::_pack_padded_sequence_backward", batch_sizes_not_negative<2>},
};

}  // namespace

std::span<const GuardEntry> recurrent_guards() { return kGuards; }

}  // namespace nodetorch
