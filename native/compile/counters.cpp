#include <algorithm>

#include "compile/kernels.h"

namespace nodetorch::compile {

namespace {

class Count final : public Kernel {
 public:
  Count(std::vector<Slot> counters, float step) : counters_(std::move(counters)), step_(step) {}

  void run(at::Tensor* slots) const override {
    for (const Slot slot : counters_) {
      *slots[slot].mutable_data_ptr<float>() += step_;
      if (!slots[slot].is_inference()) slots[slot].unsafeGetTensorImpl()->bump_version();
    }
  }
  std::string name() const override { return "count"; }

 private:
  std::vector<Slot> counters_;
  float step_;
};

}  // namespace

std::unique_ptr<Kernel> make_count(const Recording& recording, const Instruction& instruction) {
  const Argument& list = instruction.arguments[0];
  const c10::IValue& step = instruction.arguments[1].constant;
  const bool counts = std::all_of(list.list.begin(), list.list.end(), [&](Slot slot) {
    if (slot == kNoSlot) return false;
    const SlotInfo& info = recording.slots[slot];
    return info.strided && info.device == at::kCPU && info.dtype == at::kFloat &&
           info.sizes.empty();
  });
  if (!counts || !step.isScalar() || !(step.isInt() || step.isDouble())) return nullptr;
  const auto number =
      static_cast<float>(step.isInt() ? static_cast<double>(step.toInt()) : step.toDouble());
  return std::make_unique<Count>(list.list, number);
}

}  // namespace nodetorch::compile
