#include "compile/recording.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

namespace nodetorch::compile {

namespace {

// Their kernels choose an algorithm by whether a gradient will be asked for.
constexpr std::array kAskGradients{std::string_view("aten::convolution"),
                                   std::string_view("aten::_convolution"),
                                   std::string_view("aten::convolution_overrideable")};

void add_once(std::vector<Slot>& slots, Slot slot) {
  if (slot != kNoSlot && std::find(slots.begin(), slots.end(), slot) == slots.end()) {
    slots.push_back(slot);
  }
}

void find_slots(Instruction& instruction) {
  // A kernel that stands for no operator says itself what it reads and makes.
  if (instruction.kernel && !instruction.op.has_value()) return;
  instruction.reads.clear();
  instruction.makes.clear();
  for (const Argument& argument : instruction.arguments) {
    add_once(instruction.reads, argument.slot);
    for (const Slot slot : argument.list) add_once(instruction.reads, slot);
  }
  for (const Result& result : instruction.results) {
    for (const Slot slot : result.slots) add_once(instruction.makes, slot);
  }
  instruction.asks_gradients = instruction.op.has_value() &&
                               std::find(kAskGradients.begin(), kAskGradients.end(),
                                         instruction.op->schema().name()) != kAskGradients.end();
}

}  // namespace

void finish(Recording& recording) {
  std::vector<bool> seen(recording.slots.size());
  for (size_t i = recording.instructions.size(); i-- > 0;) {
    Instruction& instruction = recording.instructions[i];
    find_slots(instruction);
    instruction.dead.clear();
    const auto last = [&](Slot slot) {
      if (seen[slot]) return;
      seen[slot] = true;
      const SlotInfo& info = recording.slots[slot];
      if (info.source != Source::result || info.escapes) return;
      instruction.dead.push_back(slot);
    };
    std::for_each(instruction.reads.begin(), instruction.reads.end(), last);
    std::for_each(instruction.makes.begin(), instruction.makes.end(), last);
  }
}

std::string text_of(const Recording& recording) {
  std::ostringstream text;
  const auto name = [&](Slot slot) {
    return slot == kNoSlot ? std::string("None") : "%" + std::to_string(slot);
  };
  for (size_t i = 0; i < recording.instructions.size(); ++i) {
    const Instruction& instruction = recording.instructions[i];
    if (i == recording.backward_begin) text << "backward:\n";
    const char* separator = "";
    for (const Slot slot : instruction.makes) {
      text << separator << name(slot);
      separator = ", ";
    }
    if (!instruction.makes.empty()) text << " = ";
    if (instruction.kernel) {
      text << instruction.kernel->name();
    } else if (instruction.assigns != Assigns::nothing) {
      text << (instruction.assigns == Assigns::gradient ? "set_grad" : "set_data");
    } else {
      text << c10::toString(instruction.op->operator_name());
    }
    separator = "(";
    for (const Argument& argument : instruction.arguments) {
      text << separator;
      separator = ", ";
      if (argument.kind == Argument::Kind::slot) {
        text << name(argument.slot);
      } else if (argument.kind == Argument::Kind::list) {
        text << "[";
        for (size_t k = 0; k < argument.list.size(); ++k) {
          text << (k > 0 ? ", " : "") << name(argument.list[k]);
        }
        text << "]";
      } else {
        text << argument.constant;
      }
    }
    text << (instruction.arguments.empty() ? "()\n" : ")\n");
  }
  return text.str();
}

}  // namespace nodetorch::compile
