#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <bit>
#include <cstdint>
#include <limits>

#include "compile/kernels.h"

namespace nodetorch::compile {

namespace {

struct Window {
  int64_t size;
  int64_t stride;
  int64_t padding;
};

// As ATen's kernel decides, element by element in row-major order: the first of the greatest, and
// the last NaN. ATen branches at each element.
class MaxPool2d final : public Kernel {
 public:
  MaxPool2d(Slot input, Slot values, Slot indices, const SlotInfo& from, const SlotInfo& to,
            Window rows, Window columns)
      : input_(input),
        values_(values),
        indices_(indices),
        sizes_(to.sizes),
        rows_(rows),
        columns_(columns),
        height_(from.sizes[from.sizes.size() - 2]),
        width_(from.sizes.back()),
        out_height_(to.sizes[to.sizes.size() - 2]),
        out_width_(to.sizes.back()) {}

  void run(at::Tensor* slots) const override {
    const at::Tensor& input = slots[input_];
    at::Tensor values = at::empty(sizes_, input.options().requires_grad(false));
    at::Tensor indices = at::empty(sizes_, input.options().dtype(at::kLong).requires_grad(false));
    const int64_t planes = values.numel() / (out_height_ * out_width_);
    const float* from = input.const_data_ptr<float>();
    float* to = values.mutable_data_ptr<float>();
    int64_t* places = indices.mutable_data_ptr<int64_t>();
    at::parallel_for(0, planes, 1, [&](int64_t begin, int64_t end) {
      for (int64_t plane = begin; plane < end; ++plane) {
        pool(from + plane * height_ * width_, to + plane * out_height_ * out_width_,
             places + plane * out_height_ * out_width_);
      }
    });
    if (values_ != kNoSlot) slots[values_] = std::move(values);
    if (indices_ != kNoSlot) slots[indices_] = std::move(indices);
  }
  std::string name() const override { return "max_pool2d"; }

 private:
  void pool(const float* from, float* to, int64_t* places) const {
    for (int64_t row = 0; row < out_height_; ++row) {
      const int64_t top = row * rows_.stride - rows_.padding;
      const int64_t first_row = std::max<int64_t>(top, 0);
      const int64_t last_row = std::min(top + rows_.size, height_);
      for (int64_t column = 0; column < out_width_; ++column) {
        const int64_t left = column * columns_.stride - columns_.padding;
        const int64_t first = std::max<int64_t>(left, 0);
        const int64_t last = std::min(left + columns_.size, width_);
        float greatest = -std::numeric_limits<float>::infinity();
        int64_t place = first_row * width_ + first;
        for (int64_t y = first_row; y < last_row; ++y) {
          for (int64_t x = first; x < last; ++x) {
            const float value = from[y * width_ + x];
            // Without a branch, which would be guessed wrongly half of the time.
            const uint32_t takes = -static_cast<uint32_t>((value > greatest) | (value != value));
            greatest = std::bit_cast<float>((std::bit_cast<uint32_t>(value) & takes) |
                                            (std::bit_cast<uint32_t>(greatest) & ~takes));
            const int64_t moves = static_cast<int32_t>(takes);
            place = ((y * width_ + x) & moves) | (place & ~moves);
          }
        }
        *to++ = greatest;
        *places++ = place;
      }
    }
  }

  Slot input_;
  Slot values_;
  Slot indices_;
  std::vector<int64_t> sizes_;
  Window rows_;
  Window columns_;
  int64_t height_;
  int64_t width_;
  int64_t out_height_;
  int64_t out_width_;
};

bool is_contiguous(const SlotInfo& info) {
  int64_t expected = 1;
  for (size_t i = info.sizes.size(); i-- > 0;) {
    if (info.sizes[i] != 1 && info.strides[i] != expected) return false;
    expected *= info.sizes[i];
  }
  return expected > 0;
}

int64_t at_axis(const std::vector<int64_t>& list, size_t axis, int64_t otherwise) {
  if (list.empty()) return otherwise;
  return list.size() == 1 ? list[0] : list[axis];
}

}  // namespace

std::unique_ptr<Kernel> make_max_pool2d(const Recording& recording,
                                        const Instruction& instruction) {
  const auto& arguments = instruction.arguments;
  const auto& results = instruction.results;
  if (arguments.size() != 6 || results.size() != 2 || results[0].slots.size() != 1 ||
      results[1].slots.size() != 1) {
    return nullptr;
  }
  const Slot input = arguments[0].slot;
  const Slot values = results[0].slots[0];
  if (input == kNoSlot || values == kNoSlot) return nullptr;
  const SlotInfo& from = recording.slots[input];
  const SlotInfo& to = recording.slots[values];
  const bool plain = from.strided && from.device == at::kCPU && from.dtype == at::kFloat &&
                     is_contiguous(from) && to.strided && is_contiguous(to) &&
                     from.sizes.size() >= 3 && !from.is_conj_or_neg;
  if (!plain) return nullptr;
  const std::vector<int64_t> kernel = arguments[1].constant.toIntVector();
  const std::vector<int64_t> stride = arguments[2].constant.toIntVector();
  const std::vector<int64_t> padding = arguments[3].constant.toIntVector();
  for (const int64_t dilation : arguments[4].constant.toIntVector()) {
    if (dilation != 1) return nullptr;
  }
  const auto window = [&](size_t axis) {
    const int64_t size = at_axis(kernel, axis, 1);
    return Window{size, at_axis(stride, axis, size), at_axis(padding, axis, 0)};
  };
  return std::make_unique<MaxPool2d>(input, values, results[1].slots[0], from, to, window(0),
                                     window(1));
}

}  // namespace nodetorch::compile
