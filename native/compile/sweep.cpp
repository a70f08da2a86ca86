#include "compile/sweep.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "compile/sweep_plan.h"

namespace nodetorch::compile {

namespace {

using sweeping::Member;

constexpr size_t kSkipped = 24;  // instructions that a later member may be moved past
constexpr size_t kLongest = 64;  // members of a run

// What lies between a run and a candidate that would join it.
struct Between {
  std::unordered_set<int64_t> read, written;  // storages
  std::unordered_set<Slot> made;
  size_t count = 0;
};

class Finder {
 public:
  explicit Finder(Recording& recording) : recording_(recording) {
    for (const Instruction& instruction : recording.instructions) {
      members_.push_back(sweeping::member_of(recording, instruction));
      members_.back() = checked(members_.size() - 1);
    }
    taken_.assign(recording.instructions.size(), false);
    for (size_t k = 0; k < recording.instructions.size(); k++) {
      for (const Slot slot : recording.instructions[k].reads) readers_[slot].push_back(k);
    }
    for (size_t slot = 0; slot < recording.slots.size(); slot++) {
      if (recording.slots[slot].storage >= 0) holders_[recording.slots[slot].storage]++;
    }
  }

  void replace(std::vector<size_t>& pauses) {
    std::vector<Instruction> result;
    const size_t count = recording_.instructions.size();
    // Parts that are replayed at other times: no run goes from one to the next.
    std::vector<size_t*> borders{&recording_.backward_begin};
    for (size_t& pause : pauses) borders.push_back(&pause);
    std::sort(borders.begin(), borders.end(),
              [](const size_t* a, const size_t* b) { return *a < *b; });
    size_t next = 0;
    for (size_t k = 0; k <= count; k++) {
      for (; next < borders.size() && *borders[next] <= k; next++) *borders[next] = result.size();
      if (k == count || taken_[k]) continue;
      end_ = next < borders.size() ? std::min(*borders[next], count) : count;
      if (members_[k]) {
        const std::vector<Member> run = run_from(k);
        if (run.size() > 1) {
          if (auto swept = kernel_of(run)) {
            result.push_back(std::move(*swept));
            continue;
          }
        }
      }
      taken_[k] = true;
      result.push_back(std::move(recording_.instructions[k]));
    }
    for (; next < borders.size(); next++) *borders[next] = result.size();
    recording_.instructions = std::move(result);
  }

 private:
  const SlotInfo& info(Slot slot) const { return recording_.slots[slot]; }

  std::optional<Member> checked(size_t k) {
    auto member = members_[k];
    if (member && member->on_tape &&
        !sweeping::agrees(recording_, recording_.instructions[k], *member)) {
      member = sweeping::member_of(recording_, recording_.instructions[k], false);
    }
    if (member) member->instruction = k;
    return member;
  }

  // The members of the run that begins with instruction k.
  std::vector<Member> run_from(size_t k) {
    std::vector<Member> run;
    Between between;
    read_.clear();
    written_.clear();
    made_.clear();
    for (size_t c = k; c < end_ && run.size() < kLongest; c++) {
      if (taken_[c]) continue;
      if (members_[c] && joins(run, *members_[c], between)) {
        add(run, *members_[c]);
        continue;
      }
      if (++between.count > kSkipped || !pass(recording_.instructions[c], between)) break;
    }
    return run;
  }

  bool joins(const std::vector<Member>& run, const Member& member, const Between& between) const {
    if (!run.empty()) {
      const Instruction& first = recording_.instructions[run[0].instruction];
      const Instruction& candidate = recording_.instructions[member.instruction];
      if (!sweeping::same_geometry(info(member.result), info(run[0].result)) ||
          first.inference != candidate.inference) {
        return false;
      }
    }
    for (const Slot slot : recording_.instructions[member.instruction].reads) {
      if (between.made.count(slot) != 0 || between.written.count(info(slot).storage) != 0) {
        return false;
      }
      // Memory that the run changes is read by the tensor that it is changed through, only.
      const auto through = written_.find(info(slot).storage);
      if (through != written_.end() && through->second != slot) return false;
    }
    if (!member.in_place) return true;
    const int64_t storage = info(member.result).storage;
    if (between.read.count(storage) != 0 || between.written.count(storage) != 0) return false;
    const auto read = read_.find(storage);
    if (read != read_.end()) {
      for (const Slot slot : read->second) {
        if (slot != member.result) return false;
      }
    }
    for (const Slot slot : recording_.instructions[member.instruction].reads) {
      if (slot != member.result && info(slot).storage == storage) return false;
    }
    return true;
  }

  void add(std::vector<Member>& run, const Member& member) {
    run.push_back(member);
    for (const Slot slot : recording_.instructions[member.instruction].reads) {
      read_[info(slot).storage].insert(slot);
    }
    if (member.in_place) {
      written_[info(member.result).storage] = member.result;
    } else {
      made_.insert(member.result);
    }
  }

  // Notes what an instruction does that later members would be moved past; false: nobody knows.
  bool pass(const Instruction& instruction, Between& between) const {
    for (const auto* slots : {&instruction.reads, &instruction.writes, &instruction.makes}) {
      for (const Slot slot : *slots) {
        if (slot != kNoSlot && info(slot).storage < 0) return false;
      }
    }
    for (const Slot slot : instruction.reads) between.read.insert(info(slot).storage);
    for (const Slot slot : instruction.writes) between.written.insert(info(slot).storage);
    for (const Slot slot : instruction.makes) between.made.insert(slot);
    return true;
  }

  std::optional<Instruction> kernel_of(const std::vector<Member>& run) {
    std::unordered_set<size_t> inside;
    for (const Member& member : run) inside.insert(member.instruction);
    sweeping::Surroundings around;
    around.needed.assign(recording_.slots.size(), false);
    around.dead.assign(recording_.slots.size(), false);
    for (const Member& member : run) {
      around.needed[member.result] = is_seen(member.result, inside);
      for (const Slot slot : recording_.instructions[member.instruction].reads) {
        around.dead[slot] = info(slot).source == Source::result &&
                            holders_[info(slot).storage] == 1 && !is_seen_after(slot, inside);
      }
    }
    auto plan = sweeping::plan_run(recording_, run, around);
    if (!plan) return {};
    Instruction swept;
    swept.reads = plan->reads;
    for (const Slot slot : plan->writes) swept.reads.push_back(slot);
    swept.writes = plan->writes;
    swept.makes = plan->makes;
    swept.inference = recording_.instructions[run[0].instruction].inference;
    swept.grad_mode = recording_.instructions[run[0].instruction].grad_mode;
    std::vector<Instruction> originals;
    for (const Member& member : run) {
      taken_[member.instruction] = true;
      originals.push_back(std::move(recording_.instructions[member.instruction]));
    }
    swept.kernel = sweeping::make_kernel(std::move(*plan), std::move(originals));
    return swept;
  }

  bool is_seen(Slot slot, const std::unordered_set<size_t>& inside) const {
    if (info(slot).escapes) return true;
    const auto at = readers_.find(slot);
    if (at == readers_.end()) return false;
    for (const size_t reader : at->second) {
      if (inside.count(reader) == 0) return true;
    }
    return false;
  }

  // Whether what is not yet replayed when the run is done reads it.
  bool is_seen_after(Slot slot, const std::unordered_set<size_t>& inside) const {
    if (info(slot).escapes) return true;
    const auto at = readers_.find(slot);
    if (at == readers_.end()) return false;
    for (const size_t reader : at->second) {
      if (inside.count(reader) == 0 && !taken_[reader]) return true;
    }
    return false;
  }

  Recording& recording_;
  std::vector<std::optional<Member>> members_;
  size_t end_ = 0;           // of the part in which runs are sought
  std::vector<bool> taken_;  // placed in the result
  std::unordered_map<Slot, std::vector<size_t>> readers_;
  std::unordered_map<int64_t, int> holders_;                    // slots that share a storage
  std::unordered_map<int64_t, std::unordered_set<Slot>> read_;  // of the run, by storage
  std::unordered_map<int64_t, Slot> written_;
  std::unordered_set<Slot> made_;
};

}  // namespace

void sweep(Recording& recording, std::vector<size_t>& pauses) {
  if (tape::loops() == nullptr) return;
  Finder(recording).replace(pauses);
}

}  // namespace nodetorch::compile
