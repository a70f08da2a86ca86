// A run, planned: what is walked, in which order, from where to where.
#pragma once

#include "compile/sweep_operators.h"

namespace nodetorch::compile::sweeping {

// Where a value lies while the run is walked.
struct Place {
  enum class Kind : uint8_t {
    none,
    external,  // a tensor of the frame
    block,     // a buffer as long as a block
    temporary  // a buffer as wide as the registers, within one stage
  } kind = Kind::none;
  int index = -1;

  bool operator==(const Place&) const = default;
  bool is_indexed() const { return kind == Kind::external || kind == Kind::block; }
};

// A tensor of the frame that is walked element by element.
struct External {
  Slot slot = kNoSlot;
  int element_bytes = 0;
  bool read = false;
  bool written = false;
  bool made = false;          // the run allocates it
  std::vector<int> may_take;  // made: inputs whose memory it can have, when nobody else holds it
};

// One number read from a tensor when the run begins.
struct Number {
  Slot slot = kNoSlot;
  bool as_double = false;
};

// A tensor of other geometry (a row, a column, a transposed one), laid out block by block.
struct Gather {
  Slot slot = kNoSlot;
  int block = -1;
  int element_bytes = 0;
  std::vector<int64_t> sizes;    // of the run, the innermost first
  std::vector<int64_t> strides;  // in bytes
  int64_t period = 0;            // its elements repeat after so many
};

struct PlannedStep {
  explicit PlannedStep(tape::Code code_, tape::Mode mode = tape::Mode::scalar)
      : code(code_), mode_a(mode) {}
  tape::Code code;
  tape::Mode mode_a, mode_b = tape::Mode::scalar;
  Place a, b;
  int number_a = -1, number_b = -1;                 // which Number it is, if it is one
  double scalar_a = 0, scalar_b = 0, constant = 0;  // bits, as in tape::Step
};

// Memory that a stage of the tape walks with the index.
struct Touched {
  Place place;
  int element_bytes = 0;
  bool read_first = false;
  bool written = false;
};

// One pass over a block: a tape, or an operator of libtorch's.
struct Stage {
  bool is_tape = false;
  bool is_double = false;
  std::vector<PlannedStep> steps;
  std::vector<Touched> touched;
  bool may_overlap = false;  // the same elements may be computed twice

  std::optional<c10::OperatorHandle> op;
  std::vector<c10::IValue> constants;          // one for each argument, None for a tensor
  std::vector<std::pair<int, Place>> tensors;  // arguments
  Place result;                                // the last argument
  c10::ScalarType dtype{};
};

struct Plan {
  int64_t count = 0;  // elements
  int64_t block = 0;  // elements of a block; `count`: all at once
  std::vector<External> externals;
  std::vector<Number> numbers;
  std::vector<Gather> gathers;
  std::vector<int> block_bytes;  // of each block buffer, an element
  int temporaries = 0;
  std::vector<Stage> stages;
  std::vector<SlotInfo> slots;  // of the externals that are made, in their order there
  int64_t grain = 0;            // 0: any division among threads; -1: none gives libtorch's digits
  std::vector<Slot> reads, writes, makes;
  std::vector<Slot> within;  // slots of the members that nobody else sees
};

// `needed(slot)`: whether anybody sees the slot after the run; `dead(slot)`: whether its memory can
// be taken. nullopt where the run cannot be planned.
struct Surroundings {
  std::vector<bool> needed;
  std::vector<bool> dead;
};

std::optional<Plan> plan_run(const Recording& recording, const std::vector<Member>& members,
                             const Surroundings& around);

// What replaces the instructions. It keeps them, for when threads divide the work in another way.
std::unique_ptr<Kernel> make_kernel(Plan plan, std::vector<Instruction> originals);

// Runs instructions one by one, as the replay does.
void run_one_by_one(const std::vector<Instruction>& instructions, at::Tensor* slots);

// Whether our loop gives the digits of libtorch's for this operator, tried once for each kind.
bool agrees(const Recording& recording, const Instruction& instruction, const Member& member);

}  // namespace nodetorch::compile::sweeping
