#include "device/device.h"
#include "dispatch/guards/family.h"

namespace nodetorch {

namespace {

// Pinned memory is a device's to give: without one, PyTorch says why there is none. Of devices that
// have none, and of tensors that are not on the CPU, libtorch says so itself.
void with_device(const torch::jit::Stack& stack) {
  if (!stack[0].toTensor().device().is_cpu()) return;
  if (stack[1].isDevice() && !stack[1].toDevice().is_cuda()) return;
  ensure_cuda();
}

constexpr GuardEntry kGuards[] = {
    {"aten::pin_memory", with_device},
    {"aten::_pin_memory", with_device},
};

}  // namespace

std::span<const GuardEntry> pinning_guards() { return kGuards; }

}  // namespace nodetorch
