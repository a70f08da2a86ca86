#include "compile/once.h"

#include <ATen/core/enum_tag.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "compile/sweep_operators.h"

namespace nodetorch::compile {

namespace {

// Gives the same result for the same arguments, and does nothing else.
bool is_pure(const Instruction& instruction) {
  if (!instruction.op || instruction.kernel || !instruction.writes.empty()) return false;
  if (instruction.op->schema().is_mutable() || instruction.makes.empty()) return false;
  if (instruction.op->hasTag(at::Tag::nondeterministic_seeded)) return false;
  return std::all_of(instruction.results.begin(), instruction.results.end(),
                     [](const Result& result) { return result.value < 0; });
}

// Its result has memory of its own.
bool is_fresh(const Instruction& instruction) {
  const auto& returns = instruction.op->schema().returns();
  return std::none_of(returns.begin(), returns.end(),
                      [](const c10::Argument& each) { return each.alias_info() != nullptr; });
}

// Text for arguments whose equality text can tell; nothing for others.
std::optional<std::string> key_of(const Instruction& instruction) {
  std::ostringstream key;
  key.precision(17);
  key << instruction.op->operator_name() << (instruction.inference ? " i" : " n")
      << instruction.grad_mode;
  for (const Argument& argument : instruction.arguments) {
    if (argument.kind == Argument::Kind::list) {
      key << " [";
      for (const Slot slot : argument.list) key << slot << ',';
    } else if (argument.kind == Argument::Kind::slot) {
      key << " %" << argument.slot;
    } else {
      const c10::IValue& value = argument.constant;
      const bool is_plain = value.isNone() || value.isInt() || value.isBool() ||
                            value.isIntList() || value.isDevice() || value.isString() ||
                            value.isBoolList();
      if (value.isDouble()) {
        key << " d" << std::hexfloat << value.toDouble() << std::defaultfloat;
      } else if (is_plain) {
        key << ' ' << value.tagKind() << value;
      } else {
        return {};
      }
    }
  }
  return key.str();
}

void rename(Instruction& instruction, const std::unordered_map<Slot, Slot>& names) {
  const auto replace = [&](Slot& slot) {
    const auto at = names.find(slot);
    if (at != names.end()) slot = at->second;
  };
  for (Argument& argument : instruction.arguments) {
    replace(argument.slot);
    for (Slot& slot : argument.list) replace(slot);
  }
  for (Slot& slot : instruction.reads) replace(slot);
}

}  // namespace

void erase(Recording& recording, std::vector<size_t>& pauses, const std::vector<bool>& gone) {
  std::vector<size_t> before(gone.size() + 1, 0);
  for (size_t i = 0; i < gone.size(); i++) before[i + 1] = before[i] + (gone[i] ? 1 : 0);
  for (size_t& pause : pauses) pause -= before[std::min(pause, gone.size())];
  recording.backward_begin -= before[std::min(recording.backward_begin, gone.size())];
  std::vector<Instruction> kept;
  for (size_t i = 0; i < gone.size(); i++) {
    if (!gone[i]) kept.push_back(std::move(recording.instructions[i]));
  }
  recording.instructions = std::move(kept);
}

void drop_repeated(Recording& recording, std::vector<size_t>& pauses) {
  // Memory that anything writes to is left alone altogether.
  std::unordered_set<int64_t> written;
  for (const Instruction& instruction : recording.instructions) {
    for (const Slot slot : instruction.writes) {
      if (recording.slots[slot].storage < 0) return;
      written.insert(recording.slots[slot].storage);
    }
  }
  const auto is_left = [&](Slot slot) {
    const SlotInfo& info = recording.slots[slot];
    return info.strided && info.storage >= 0 && written.count(info.storage) == 0;
  };
  std::unordered_map<std::string, size_t> first;
  std::unordered_map<Slot, Slot> names;
  std::vector<bool> gone(recording.instructions.size(), false);
  for (size_t i = 0; i < recording.instructions.size(); i++) {
    // What one part of a recording holds, the other and JavaScript have by another way.
    const auto is_in = [i](const std::vector<size_t>& places) {
      return std::find(places.begin(), places.end(), i) != places.end();
    };
    if (i == recording.backward_begin || is_in(pauses) || is_in(recording.again)) first.clear();
    Instruction& instruction = recording.instructions[i];
    rename(instruction, names);
    if (!is_pure(instruction) || !is_fresh(instruction) || instruction.makes.size() != 1) continue;
    if (instruction.results.size() != 1 || instruction.results[0].is_list) continue;
    if (!std::all_of(instruction.reads.begin(), instruction.reads.end(), is_left)) continue;
    const Slot made = instruction.makes[0];
    if (!is_left(made)) continue;
    const auto key = key_of(instruction);
    if (!key) continue;
    const auto [at, is_first] = first.insert({*key, i});
    const Slot other = recording.instructions[at->second].makes[0];
    if (is_first || recording.slots[made].escapes || recording.slots[other].escapes) continue;
    names[made] = other;
    gone[i] = true;
  }
  erase(recording, pauses, gone);
}

void drop_unread(Recording& recording, std::vector<size_t>& pauses) {
  std::vector<bool> wanted(recording.slots.size(), false);
  std::vector<bool> gone(recording.instructions.size(), false);
  for (size_t i = recording.instructions.size(); i-- > 0;) {
    const Instruction& instruction = recording.instructions[i];
    const bool is_wanted =
        std::any_of(instruction.makes.begin(), instruction.makes.end(),
                    [&](Slot slot) { return wanted[slot] || recording.slots[slot].escapes; });
    // One that may throw, for an index or a division by zero, does so unread, too.
    gone[i] = !is_wanted && is_pure(instruction) && sweeping::member_of(recording, instruction);
    if (gone[i]) continue;
    for (const Slot slot : instruction.reads) wanted[slot] = true;
  }
  erase(recording, pauses, gone);
}

}  // namespace nodetorch::compile
