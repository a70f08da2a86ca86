#include "compile/replay.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/grad_mode.h>
#include <ATen/core/stack.h>
#include <ATen/record_function.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <optional>

namespace nodetorch::compile {

namespace {

// Grad mode and inference mode as they were when an instruction was recorded.
class Modes {
 public:
  void set(const Instruction& instruction) {
    if (instruction.inference != inference_.has_value()) {
      inference_.reset();
      if (instruction.inference) inference_.emplace(true);
    }
    if (at::GradMode::is_enabled() != instruction.grad_mode) {
      at::GradMode::set_enabled(instruction.grad_mode);
    }
  }

 private:
  at::AutoGradMode restored_{at::GradMode::is_enabled()};
  std::optional<c10::InferenceMode> inference_;
};

c10::IValue value_of(const Argument& argument, const at::Tensor* slots) {
  switch (argument.kind) {
    case Argument::Kind::slot:
      return slots[argument.slot];
    case Argument::Kind::list:
      break;
    case Argument::Kind::constant:
      return argument.constant;
  }
  if (argument.optional_elements) {
    c10::List<std::optional<at::Tensor>> list;
    list.reserve(argument.list.size());
    for (const Slot slot : argument.list) {
      list.push_back(slot == kNoSlot ? std::nullopt : std::optional<at::Tensor>(slots[slot]));
    }
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(argument.list.size());
  for (const Slot slot : argument.list) {
    list.push_back(slot == kNoSlot ? at::Tensor() : slots[slot]);
  }
  return list;
}

void flag_gradients(const Recording& recording, const Instruction& instruction, at::Tensor* slots) {
  for (const Slot slot : instruction.reads) {
    if (recording.slots[slot].requires_grad && slots[slot].defined() &&
        !slots[slot].requires_grad() && !slots[slot].is_inference()) {
      slots[slot].set_requires_grad(true);
    }
  }
}

void assign(const Instruction& instruction, at::Tensor* slots) {
  at::Tensor& tensor = slots[instruction.arguments[0].slot];
  const Slot given = instruction.arguments[1].slot;
  if (instruction.assigns == Assigns::gradient) {
    tensor.mutable_grad() = given == kNoSlot ? at::Tensor() : slots[given];
    return;
  }
  tensor.set_data(slots[given]);
  slots[instruction.results[0].slots[0]] = tensor;
}

void run(const Recording& recording, const Instruction& instruction, Frame& frame,
         torch::jit::Stack& stack) {
  at::Tensor* slots = frame.slots.data();
  if (instruction.kernel) {
    // What calls no operator of libtorch's is an event of its own.
    RECORD_FUNCTION(instruction.kernel->name(), c10::ArrayRef<const c10::IValue>{});
    return instruction.kernel->run(slots);
  }
  if (instruction.assigns != Assigns::nothing) return assign(instruction, slots);
  if (instruction.asks_gradients) flag_gradients(recording, instruction, slots);
  for (const Argument& argument : instruction.arguments) {
    stack.push_back(value_of(argument, slots));
  }
  instruction.op->callBoxed(stack);
  for (size_t i = 0; i < instruction.results.size(); ++i) {
    const Result& result = instruction.results[i];
    if (result.value >= 0) frame.values[result.value] = stack[i];
    if (!result.is_list) {
      if (!result.slots.empty() && result.slots[0] != kNoSlot) {
        slots[result.slots[0]] = std::move(stack[i]).toTensor();
      }
      continue;
    }
    const auto list = stack[i].toListRef();
    for (size_t k = 0; k < result.slots.size(); ++k) {
      if (result.slots[k] != kNoSlot) slots[result.slots[k]] = list[k].toTensor();
    }
  }
  stack.clear();
}

}  // namespace

void replay(const Recording& recording, Frame& frame, size_t begin, size_t end,
            const std::atomic<bool>* cancelled) {
  RECORD_USER_SCOPE("Torch-Compiled Region");
  // What autograd and autocast did is written down as operators.
  const at::AutoDispatchBelowAutograd below_autograd;
  const c10::impl::ExcludeDispatchKeyGuard no_autocast(c10::autocast_dispatch_keyset);
  Modes modes;
  torch::jit::Stack stack;
  for (size_t i = begin; i < end; ++i) {
    if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
      TORCH_CHECK(false, "the replay of a compiled function was cancelled");
    }
    const Instruction& instruction = recording.instructions[i];
    modes.set(instruction);
    run(recording, instruction, frame, stack);
    for (const Slot slot : instruction.dead) frame.slots[slot].reset();
  }
}

}  // namespace nodetorch::compile
