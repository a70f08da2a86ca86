// Resampling with antialiasing: with a size and a scale that contradict each other, the kernels
// read beyond the picture.
#include <ATen/ATen.h>

#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

using torch::jit::Stack;

void check_scale(int64_t input, int64_t output, const c10::IValue& scale) {
  if (scale.isNone() || !(scale.toDouble() > 0)) return;
  // What interpolate() gives: output = floor(input * scale).
  TORCH_CHECK(static_cast<double>(output) / scale.toDouble() <= static_cast<double>(input) + 0.5,
              "interpolate(): a scale of ", scale.toDouble(), " does not make a size of ", output,
              " out of ", input);
}

void check_scales(const Stack& stack, at::IntArrayRef input, size_t align_corners) {
  const std::vector<int64_t> output = stack[1].toIntVector();
  // With aligned corners the scales are not looked at.
  if (input.size() < 2 || output.size() != 2 || stack[align_corners].toBool()) return;
  check_scale(input[input.size() - 2], output[0], stack[align_corners + 1]);
  check_scale(input[input.size() - 1], output[1], stack[align_corners + 2]);
}

// Stack: self, output_size, align_corners, scales_h, scales_w, ...; the overload without scales by
// axis has four arguments, and works out the size itself.
void forward_scales(const Stack& stack) {
  if (stack.size() > 4) check_scales(stack, stack[0].toTensor().sizes(), 2);
}

// Stack: grad_output, output_size, input_size, align_corners, scales_h, scales_w, ...
void backward_scales(const Stack& stack) { check_scales(stack, stack[2].toIntVector(), 3); }

constexpr GuardEntry kGuards[] = {
    {"aten::_upsample_bilinear2d_aa", forward_scales},
    {"aten::_upsample_bicubic2d_aa", forward_scales},
    {"aten::_upsample_lanczos2d_aa", forward_scales},
    {"aten::_upsample_bilinear2d_aa_backward", backward_scales},
    {"aten::_upsample_bicubic2d_aa_backward", backward_scales},
    {"aten::_upsample_lanczos2d_aa_backward", backward_scales},
};

}  // namespace

std::span<const GuardEntry> resampling_guards() { return kGuards; }

}  // namespace nodetorch
