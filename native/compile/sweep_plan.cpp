// From members to stages: where each value lies, which steps the tape has.
#include "compile/sweep_plan.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>

namespace nodetorch::compile::sweeping {

namespace {

using tape::Code;
using tape::Mode;

constexpr int64_t kBlock = 2048;    // elements: some tensors of so many fit L1
constexpr int64_t kLongRow = 8192;  // of a period that a block should be a multiple of

double bits(const c10::Scalar& number, bool as_double) {
  double result = 0;
  if (as_double) return number.to<double>();
  const float narrow = number.to<float>();
  std::memcpy(&result, &narrow, sizeof(narrow));
  return result;
}

Code load_of(c10::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return Code::load_float;
    case at::kDouble:
      return Code::load_double;
    case at::kBool:
      return Code::load_bool;
    case at::kInt:
      return Code::load_int32;
    default:
      return Code::load_int64;
  }
}

// A value of the run: an input, or what a member computes.
struct Value {
  Slot slot = kNoSlot;
  c10::ScalarType dtype{};
  Place place;       // memory, if it has some
  Place home;        // the same at the begin of each stage
  int made_in = -1;  // stage; -1: an input
  int uses = 0;      // still to come
  int last_stage = -1;
  bool to_external = false;  // must be in the frame's tensor afterwards
};

class Planner {
 public:
  Planner(const Recording& recording, const std::vector<Member>& members,
          const Surroundings& around)
      : recording_(recording), members_(members), around_(around) {}

  std::optional<Plan> plan() {
    plan_.count = elements(recording_.slots[members_[0].result]);
    number_values();
    place_values();
    for (size_t k = 0; k < members_.size(); k++) {
      Stage& stage = plan_.stages[stage_of_[k]];
      if (members_[k].on_tape) {
        emit(stage, k);
      } else {
        call(stage, k);
      }
    }
    for (Stage& stage : plan_.stages) {
      if (!stage.is_tape) continue;
      stage.steps.emplace_back(Code::end);
      find_touched(stage);
    }
    choose_block();
    find_takers();
    return std::move(plan_);
  }

 private:
  const SlotInfo& info(Slot slot) const { return recording_.slots[slot]; }

  // Gives each operand its value: the newest of its slot.
  void number_values() {
    std::unordered_map<Slot, int> newest;
    operands_.resize(members_.size());
    for (size_t k = 0; k < members_.size(); k++) {
      const Member& member = members_[k];
      const bool follows = k > 0 && member.on_tape && members_[k - 1].on_tape &&
                           member.is_double == members_[k - 1].is_double;
      if (!follows) {
        Stage stage;
        stage.is_tape = member.on_tape;
        stage.is_double = member.is_double;
        plan_.stages.push_back(std::move(stage));
      }
      stage_of_.push_back(static_cast<int>(plan_.stages.size()) - 1);
      for (int o = 0; o < member.operand_count; o++) {
        const Operand& operand = member.operands[o];
        int value = -1;
        if (!operand.is_number()) {
          const auto at = newest.find(operand.slot);
          if (at != newest.end()) {
            value = at->second;
          } else if (!member.on_tape || !is_one_number(info(operand.slot)) ||
                     same_geometry(info(operand.slot), info(member.result))) {
            value = add_value(operand.slot, -1);
            newest[operand.slot] = value;
          }
        }
        if (value >= 0) {
          values_[value].uses++;
          values_[value].last_stage = stage_of_[k];
        }
        operands_[k][o] = value;
      }
      // What an operator in place writes is there for all that hold the tensor.
      const int result = add_value(member.result, stage_of_[k]);
      if (member.in_place && made_.count(member.result) == 0) plan_.writes.push_back(member.result);
      if (!member.in_place) made_.insert({member.result, true});
      newest[member.result] = result;
      results_.push_back(result);
    }
    for (const auto& [slot, value] : newest) {
      if (values_[value].made_in < 0) continue;
      values_[value].to_external = made_.count(slot) == 0 || around_.needed[slot];
      if (!values_[value].to_external) plan_.within.push_back(slot);
    }
  }

  int add_value(Slot slot, int made_in) {
    Value value;
    value.slot = slot;
    value.dtype = info(slot).dtype;
    value.made_in = made_in;
    value.last_stage = made_in;
    values_.push_back(value);
    return static_cast<int>(values_.size()) - 1;
  }

  int external(Slot slot) {
    for (size_t k = 0; k < plan_.externals.size(); k++) {
      if (plan_.externals[k].slot == slot) return static_cast<int>(k);
    }
    External external;
    external.slot = slot;
    external.element_bytes = static_cast<int>(c10::elementSize(info(slot).dtype));
    plan_.externals.push_back(external);
    return static_cast<int>(plan_.externals.size()) - 1;
  }

  int new_block(int element_bytes) {
    plan_.block_bytes.push_back(element_bytes);
    return static_cast<int>(plan_.block_bytes.size()) - 1;
  }

  void place_values() {
    const SlotInfo& run = info(members_[0].result);
    for (Value& value : values_) {
      if (value.made_in < 0) {
        plan_.reads.push_back(value.slot);
        if (same_geometry(info(value.slot), run)) {
          value.place = {Place::Kind::external, external(value.slot)};
          plan_.externals[value.place.index].read = true;
        } else {
          value.place = {Place::Kind::block, gather(value.slot, run)};
        }
      } else if (value.to_external) {
        value.place = {Place::Kind::external, external(value.slot)};
        External& to = plan_.externals[value.place.index];
        to.written = true;
        if (made_.count(value.slot) != 0) {
          to.made = true;
          plan_.makes.push_back(value.slot);
        }
      }
    }
    // In place on a tensor of the frame is one external: its older values may not lie there once
    // the newer is stored, and do not, since each value is read before its successor is made or
    // lies in a buffer.
    for (Value& value : values_) {
      if (value.made_in < 0 || value.to_external) continue;
      if (value.last_stage > value.made_in || !plan_.stages[value.made_in].is_tape) {
        value.place = {Place::Kind::block,
                       new_block(static_cast<int>(c10::elementSize(value.dtype)))};
      }
    }
    for (Value& value : values_) value.home = value.place;
  }

  int gather(Slot slot, const SlotInfo& run) {
    Gather gather;
    gather.slot = slot;
    gather.element_bytes = static_cast<int>(c10::elementSize(info(slot).dtype));
    gather.block = new_block(gather.element_bytes);
    const SlotInfo& from = info(slot);
    const size_t lead = run.sizes.size() - from.sizes.size();
    std::vector<size_t> order;
    for (size_t d = 0; d < run.sizes.size(); d++) {
      if (run.sizes[d] != 1) order.push_back(d);
    }
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return run.strides[a] < run.strides[b]; });
    int64_t inner = 1;
    gather.period = 1;
    for (const size_t d : order) {
      const bool repeats = d < lead || from.sizes[d - lead] == 1;
      const int64_t stride = repeats ? 0 : from.strides[d - lead] * gather.element_bytes;
      inner *= run.sizes[d];
      if (stride != 0) gather.period = inner;
      // Dimensions that are walked as one.
      if (!gather.sizes.empty() && stride == gather.strides.back() * gather.sizes.back()) {
        gather.sizes.back() *= run.sizes[d];
        continue;
      }
      gather.sizes.push_back(run.sizes[d]);
      gather.strides.push_back(stride);
    }
    plan_.gathers.push_back(gather);
    return gather.block;
  }

  int number(Slot slot, bool as_double) {
    for (size_t k = 0; k < plan_.numbers.size(); k++) {
      if (plan_.numbers[k].slot == slot && plan_.numbers[k].as_double == as_double) {
        return static_cast<int>(k);
      }
    }
    plan_.numbers.push_back({slot, as_double});
    plan_.reads.push_back(slot);
    return static_cast<int>(plan_.numbers.size()) - 1;
  }

  // --- the tape: which value is in the registers, and what that costs the one before

  c10::ScalarType type_of(const Stage& stage) const {
    return stage.is_double ? at::kDouble : at::kFloat;
  }

  // The value in the registers will be lost: keep it if anybody still wants it.
  void leave(Stage& stage) {
    if (registers_ < 0) return;
    Value& value = values_[registers_];
    if (value.uses > 0 && value.place.kind == Place::Kind::none) keep(stage, registers_);
    registers_ = -1;
  }

  void keep(Stage& stage, int of) {
    int index = 0;
    while (index < static_cast<int>(taken_.size()) && taken_[index]) index++;
    if (index == static_cast<int>(taken_.size())) taken_.push_back(false);
    taken_[index] = true;
    plan_.temporaries = std::max(plan_.temporaries, index + 1);
    values_[of].place = {Place::Kind::temporary, index};
    PlannedStep step{Code::store, Mode::fixed};
    step.a = values_[of].place;
    stage.steps.push_back(step);
  }

  // Memory that the tape reads as its own type.
  bool is_readable(const Stage& stage, int of) const {
    return values_[of].place.kind == Place::Kind::temporary || values_[of].dtype == type_of(stage);
  }

  // An operand in memory or a number, into the step.
  void address(const Stage& stage, const Member& member, int o, int of, bool second,
               PlannedStep& step) {
    Mode& mode = second ? step.mode_b : step.mode_a;
    if (of >= 0) {
      const Place place = values_[of].place;
      mode = place.kind == Place::Kind::temporary ? Mode::fixed : Mode::indexed;
      (second ? step.b : step.a) = place;
      return;
    }
    mode = Mode::scalar;
    const Operand& operand = member.operands[o];
    if (operand.is_number()) {
      (second ? step.scalar_b : step.scalar_a) = bits(operand.number, stage.is_double);
    } else {
      (second ? step.number_b : step.number_a) = number(operand.slot, stage.is_double);
    }
  }

  void load(Stage& stage, const Member& member, int o, int of) {
    if (of >= 0 && registers_ == of) return;
    leave(stage);
    PlannedStep step{Code::load};
    address(stage, member, o, of, false, step);
    if (of >= 0 && !is_readable(stage, of)) step.code = load_of(values_[of].dtype);
    stage.steps.push_back(step);
    registers_ = of;
  }

  // Makes an operand one that a step can read from memory.
  void make_readable(Stage& stage, const Member& member, int o, int of) {
    if (of < 0) return;
    if (registers_ == of) {
      if (values_[of].place.kind == Place::Kind::none || !is_readable(stage, of)) {
        keep(stage, of);
      }
      return;
    }
    if (is_readable(stage, of)) return;
    load(stage, member, o, of);
    keep(stage, of);
  }

  void emit(Stage& stage, size_t k) {
    const Member& member = members_[k];
    if (stage.steps.empty()) {
      registers_ = -1;
      taken_.clear();
      for (Value& value : values_) value.place = value.home;
    }
    auto of = operands_[k];
    int first = 0;
    Code code = member.code;
    if (member.operand_count == 2) {
      const bool second_there = of[1] >= 0 && registers_ == of[1] && registers_ != of[0];
      const bool only_second = of[0] < 0 && of[1] >= 0;
      const bool first_readable = of[0] < 0 || is_readable(stage, of[0]);
      const bool second_odd = of[1] >= 0 && !is_readable(stage, of[1]) && registers_ != of[0];
      if (second_there || only_second || (second_odd && first_readable)) {
        first = 1;
        code = member.reversed;
      }
    }
    const int count = member.operand_count;
    for (int o = 0; o < count; o++) {
      if (o != first) make_readable(stage, member, o, of[o]);
    }
    if (count > 0) load(stage, member, first, of[first]);
    for (int o = 0; o < count; o++) {
      if (of[o] >= 0) values_[of[o]].uses--;
    }
    // The result takes the registers: what is there and wanted later goes to memory.
    if (registers_ >= 0) {
      const Value& there = values_[registers_];
      if (there.uses > 0 && there.place.kind == Place::Kind::none) keep(stage, registers_);
    }
    if (!member.copies && code != Code::load) {
      PlannedStep step{code};
      step.constant = bits(member.constant, stage.is_double);
      int filled = 0;
      for (int o = 0; o < count; o++) {
        if (o == first) continue;
        address(stage, member, o, of[o], filled == 1, step);
        filled++;
      }
      stage.steps.push_back(step);
    }
    for (int o = 0; o < count; o++) {
      if (of[o] >= 0 && values_[of[o]].uses == 0 &&
          values_[of[o]].place.kind == Place::Kind::temporary) {
        taken_[values_[of[o]].place.index] = false;
      }
    }
    registers_ = results_[k];
    const Value& result = values_[registers_];
    if (result.place.is_indexed()) {
      PlannedStep step{result.dtype == at::kBool ? Code::store_bool : Code::store, Mode::indexed};
      step.a = result.place;
      stage.steps.push_back(step);
    }
  }

  void call(Stage& stage, size_t k) {
    const Member& member = members_[k];
    const Instruction& instruction = recording_.instructions[member.instruction];
    c10::OperatorName name = instruction.op->operator_name();
    if (member.in_place) name.name.pop_back();
    stage.op =
        c10::Dispatcher::singleton().findSchemaOrThrow(name.name.c_str(), member.block_overload);
    int next = 0;
    for (size_t p = 0; p < instruction.arguments.size(); p++) {
      const Argument& argument = instruction.arguments[p];
      const bool is_tensor = argument.kind == Argument::Kind::slot && argument.slot != kNoSlot;
      stage.constants.push_back(argument.kind == Argument::Kind::constant ? argument.constant
                                                                          : c10::IValue());
      if (!is_tensor) continue;
      const int of = operands_[k][next++];
      stage.tensors.emplace_back(static_cast<int>(p), values_[of].home);
      values_[of].uses--;
    }
    stage.result = values_[results_[k]].home;
    stage.dtype = info(member.result).dtype;
    if (plan_.grain >= 0) {
      plan_.grain = plan_.grain == 0 || plan_.grain == member.grain ? member.grain : -1;
    }
  }

  void touch(Stage& stage, const Place& place, bool write) {
    if (!place.is_indexed()) return;
    for (Touched& touched : stage.touched) {
      if (touched.place == place) {
        touched.written = touched.written || write;
        return;
      }
    }
    stage.touched.push_back({place, bytes_of(place), !write, write});
  }

  int bytes_of(const Place& place) const {
    return place.kind == Place::Kind::external ? plan_.externals[place.index].element_bytes
                                               : plan_.block_bytes[place.index];
  }

  void find_touched(Stage& stage) {
    for (const PlannedStep& step : stage.steps) {
      const bool writes = step.code == Code::store || step.code == Code::store_bool;
      touch(stage, step.a, writes);
      touch(stage, step.b, false);
    }
    stage.may_overlap = true;
    for (const Touched& touched : stage.touched) {
      if (touched.read_first && touched.written) stage.may_overlap = false;
    }
  }

  void choose_block() {
    if (plan_.block_bytes.empty() && plan_.stages.size() == 1) {
      plan_.block = plan_.count;
      return;
    }
    int64_t block = kBlock;
    int64_t period = 0;
    for (const Gather& gather : plan_.gathers) period = std::max(period, gather.period);
    if (period > 0 && period < plan_.count) {
      const int64_t whole = std::lcm(period, int64_t{64});
      if (whole <= kLongRow) block = whole * std::max<int64_t>(1, kBlock / whole);
    }
    plan_.block = std::min(block, plan_.count);
  }

  // Outputs that can have the memory of an input that dies: the input is last read no later than
  // the output is stored.
  void find_takers() {
    std::vector<bool> given(plan_.externals.size(), false);
    for (External& to : plan_.externals) {
      if (!to.made) continue;
      plan_.slots.push_back(info(to.slot));
      const size_t made_at = maker(to.slot);
      for (size_t k = 0; k < plan_.externals.size(); k++) {
        const External& from = plan_.externals[k];
        if (from.made || from.written || given[k] || !around_.dead[from.slot]) continue;
        if (info(from.slot).dtype != info(to.slot).dtype) continue;
        if (last_reader(from.slot) > made_at || is_gathered(from.slot)) continue;
        to.may_take.push_back(static_cast<int>(k));
        given[k] = true;
        break;
      }
    }
  }

  size_t maker(Slot slot) const {
    // The first member that makes a value of it which is stored.
    for (size_t k = 0; k < members_.size(); k++) {
      if (members_[k].result == slot && values_[results_[k]].to_external) return k;
    }
    return 0;
  }

  size_t last_reader(Slot slot) const {
    size_t last = 0;
    for (size_t k = 0; k < members_.size(); k++) {
      for (int o = 0; o < members_[k].operand_count; o++) {
        if (members_[k].operands[o].slot == slot) last = k;
      }
    }
    return last;
  }

  bool is_gathered(Slot slot) const {
    for (const Gather& gather : plan_.gathers) {
      if (info(gather.slot).storage == info(slot).storage) return true;
    }
    return false;
  }

  const Recording& recording_;
  const std::vector<Member>& members_;
  const Surroundings& around_;
  Plan plan_;
  std::vector<Value> values_;
  std::vector<std::array<int, 3>> operands_;
  std::vector<int> results_;
  std::vector<int> stage_of_;
  std::unordered_map<Slot, bool> made_;
  int registers_ = -1;
  std::vector<bool> taken_;
};

}  // namespace

std::optional<Plan> plan_run(const Recording& recording, const std::vector<Member>& members,
                             const Surroundings& around) {
  return Planner(recording, members, around).plan();
}

}  // namespace nodetorch::compile::sweeping
