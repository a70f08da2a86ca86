#include "device/device.h"
#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

// Pinned memory is a device's to give: without one, PyTorch says why there is none.
void with_device(const torch::jit::Stack& stack) {
  const c10::IValue& device = stack[1];
  if (device.isNone() || device.toDevice().is_cuda()) ensure_cuda();
}

constexpr GuardEntry kGuards[] = {
    {"aten::pin_memory", with_device},
    {"aten::_pin_memory", with_device},
};

}  // namespace

std::span<const GuardEntry> pinning_guards() { return kGuards; }

}  // namespace nodetorch
