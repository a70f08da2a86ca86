// Our loops against libtorch's, before the first use: what does not give the same digits on this
// machine is not used.
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>

#include <cstring>
#include <mutex>
#include <sstream>
#include <unordered_map>

#include "compile/sweep_plan.h"

namespace nodetorch::compile::sweeping {

namespace {

constexpr int64_t kSample = 461;  // whole vectors of each kind of processor, and a rest
constexpr int64_t kRest = 7;      // so few that no vector is whole
constexpr int64_t kRests = 12;    // pieces of that length

const double kEdges[] = {0.0,
                         -0.0,
                         1.0,
                         -1.0,
                         0.5,
                         2.0,
                         3.0,
                         1e-3,
                         -7.25,
                         1e30,
                         -1e30,
                         1e-40,
                         -1e-42,
                         std::numeric_limits<double>::infinity(),
                         -std::numeric_limits<double>::infinity(),
                         std::numeric_limits<double>::quiet_NaN()};

// Numbers of all kinds, in another order for each operand.
at::Tensor sample(c10::ScalarType type, int operand) {
  at::Tensor wide = at::empty({kSample}, at::kDouble);
  double* const data = wide.mutable_data_ptr<double>();
  uint64_t state = 88172645463325252ull + operand * 7919;
  for (int64_t k = 0; k < kSample; k++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const bool edge = type != at::kBool && state % 3 == 0;
    data[k] = edge ? kEdges[(state >> 8) % std::size(kEdges)]
                   : static_cast<double>(static_cast<int64_t>(state >> 20) % 4000001) / 1e6 - 2;
  }
  if (c10::isIntegralType(type, false)) return wide.nan_to_num(3, 9, -9).clamp(-9, 9).to(type);
  return type == at::kBool ? wide.gt(0) : wide.to(type);
}

std::string key_of(const Recording& recording, const Instruction& instruction,
                   const Member& member) {
  std::ostringstream key;
  key.precision(17);
  key << instruction.op->operator_name() << ' '
      << static_cast<int>(recording.slots[member.result].dtype);
  for (const Argument& argument : instruction.arguments) {
    if (argument.kind == Argument::Kind::slot && argument.slot != kNoSlot) {
      const SlotInfo& slot = recording.slots[argument.slot];
      key << " t" << static_cast<int>(slot.dtype) << (is_one_number(slot) ? "n" : "");
    } else if (argument.kind == Argument::Kind::constant && argument.constant.isScalar()) {
      key << ' ' << argument.constant.toScalar().type() << argument.constant.toScalar();
    } else {
      key << " -";
    }
  }
  return key.str();
}

SlotInfo info_of(const at::Tensor& tensor, int64_t storage) {
  SlotInfo info;
  info.source = Source::input;
  info.strided = true;
  info.dtype = tensor.scalar_type();
  info.device = c10::DeviceType::CPU;
  info.sizes = tensor.sizes().vec();
  info.strides = tensor.strides().vec();
  info.storage = storage;
  return info;
}

// The same bits, but for NaN: where two of them meet, IEEE leaves open which one comes out.
template <class T>
bool same_numbers(const at::Tensor& a, const at::Tensor& b) {
  const T* const x = static_cast<const T*>(a.const_data_ptr());
  const T* const y = static_cast<const T*>(b.const_data_ptr());
  for (int64_t k = 0; k < a.numel(); k++) {
    if (std::memcmp(x + k, y + k, sizeof(T)) != 0 && !(x[k] != x[k] && y[k] != y[k])) return false;
  }
  return true;
}

bool same_results(const at::Tensor& a, const at::Tensor& b) {
  if (a.scalar_type() != b.scalar_type() || a.numel() != b.numel()) return false;
  if (a.scalar_type() == at::kFloat) return same_numbers<float>(a, b);
  if (a.scalar_type() == at::kDouble) return same_numbers<double>(a, b);
  return std::memcmp(a.const_data_ptr(), b.const_data_ptr(), a.nbytes()) == 0;
}

// Elements from `begin` to `end` of the sample.
bool compare(const Recording& recording, const Instruction& instruction, const Member& member,
             int64_t begin, int64_t end) {
  const at::AutoDispatchBelowAutograd below;
  // The same instruction over samples, in a recording of its own.
  Recording small;
  std::vector<at::Tensor> ours, theirs;
  std::unordered_map<Slot, Slot> renamed;
  const auto rename = [&](Slot slot, bool is_result) {
    const auto [at, fresh] = renamed.insert({slot, static_cast<Slot>(small.slots.size())});
    if (!fresh) return at->second;
    const SlotInfo& from = recording.slots[slot];
    at::Tensor tensor = sample(from.dtype, static_cast<int>(small.slots.size()));
    const bool is_number = from.sizes.empty() && !recording.slots[member.result].sizes.empty();
    tensor = is_number ? tensor[17].clone() : tensor.slice(0, begin, end).clone();
    small.slots.push_back(info_of(tensor, at->second));
    ours.push_back(is_result ? at::Tensor() : tensor.clone());
    theirs.push_back(is_result ? at::Tensor() : tensor.clone());
    return at->second;
  };
  const auto copy = [&] {
    Instruction made;
    made.op = instruction.op;
    for (const Argument& argument : instruction.arguments) {
      Argument renamed_argument = argument;
      if (argument.kind == Argument::Kind::slot && argument.slot != kNoSlot) {
        renamed_argument.slot = rename(argument.slot, false);
        made.reads.push_back(renamed_argument.slot);
      }
      made.arguments.push_back(std::move(renamed_argument));
    }
    Result result;
    const Slot slot =
        instruction.results[0].slots.empty() ? kNoSlot : instruction.results[0].slots[0];
    const bool comes_back = slot == kNoSlot || member.in_place;
    result.slots.push_back(comes_back ? kNoSlot : rename(slot, true));
    if (!comes_back) made.makes.push_back(result.slots[0]);
    made.results.push_back(result);
    return made;
  };
  std::vector<Instruction> one;
  one.push_back(copy());
  small.instructions.push_back(copy());
  const auto copied = member_of(small, small.instructions[0]);
  if (!copied || !copied->on_tape) return false;
  Surroundings around;
  around.needed.assign(small.slots.size(), true);
  around.dead.assign(small.slots.size(), false);
  auto plan = plan_run(small, {*copied}, around);
  if (!plan) return false;
  make_kernel(std::move(*plan), {})->run(ours.data());
  run_one_by_one(one, theirs.data());
  return same_results(ours[copied->result], theirs[copied->result]);
}

}  // namespace

bool agrees(const Recording& recording, const Instruction& instruction, const Member& member) {
  static std::mutex mutex;
  static std::unordered_map<std::string, bool> known;
  const std::string key = key_of(recording, instruction, member);
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto at = known.find(key);
    if (at != known.end()) return at->second;
  }
  bool agreed = false;
  try {
    agreed = compare(recording, instruction, member, 0, kSample);
    for (int64_t k = 0; agreed && k < kRests; k++) {
      agreed = compare(recording, instruction, member, k * 31, k * 31 + kRest);
    }
  } catch (const c10::Error&) {
    // Not an operator for these samples: it stays one.
  }
  const std::lock_guard<std::mutex> lock(mutex);
  if (known.size() > 10000) known.clear();  // numbers that change with each recording
  known[key] = agreed;
  return agreed;
}

}  // namespace nodetorch::compile::sweeping
