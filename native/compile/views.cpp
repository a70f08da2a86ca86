#include <algorithm>

#include "compile/kernels.h"

namespace nodetorch::compile {

namespace {

class View final : public Kernel {
 public:
  View(Slot base, Slot made, const SlotInfo& info, int64_t offset)
      : base_(base), made_(made), sizes_(info.sizes), strides_(info.strides), offset_(offset) {}

  void run(at::Tensor* slots) const override {
    const at::Tensor& base = slots[base_];
    // As libtorch's own views are made. The base of an argument may lie elsewhere at each call.
    at::Tensor made = at::detail::make_tensor<c10::TensorImpl>(
        c10::TensorImpl::VIEW, c10::Storage(base.storage()), base.key_set(), base.dtype());
    made.unsafeGetTensorImpl()->set_sizes_and_strides(sizes_, strides_,
                                                      base.storage_offset() + offset_);
    slots[made_] = std::move(made);
  }
  std::string name() const override { return "view"; }

 private:
  Slot base_;
  Slot made_;
  std::vector<int64_t> sizes_;
  std::vector<int64_t> strides_;
  int64_t offset_;  // from the base's
};

bool is_written(const Recording& recording, Slot slot) {
  return std::any_of(recording.instructions.begin(), recording.instructions.end(),
                     [&](const Instruction& instruction) {
                       return std::count(instruction.writes.begin(), instruction.writes.end(),
                                         slot) > 0;
                     });
}

}  // namespace

std::unique_ptr<Kernel> make_view(const Recording& recording, const Instruction& instruction) {
  const Slot base = instruction.arguments[0].slot;
  if (instruction.results.size() != 1 || instruction.results[0].slots.size() != 1) return nullptr;
  const Slot made = instruction.results[0].slots[0];
  if (base == kNoSlot || made == kNoSlot) return nullptr;
  const SlotInfo& from = recording.slots[base];
  const SlotInfo& to = recording.slots[made];
  const bool same = from.strided && to.strided && from.storage == to.storage &&
                    from.dtype == to.dtype && from.device == to.device;
  if (!same || to.escapes || from.is_conj_or_neg || to.is_conj_or_neg) {
    return nullptr;
  }
  // Its version counts for what it is a view of.
  if (is_written(recording, made)) return nullptr;
  return std::make_unique<View>(base, made, to, to.offset - from.offset);
}

}  // namespace nodetorch::compile
