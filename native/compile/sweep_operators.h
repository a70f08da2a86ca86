// Which operators can be part of a swept run, and by which loop.
#pragma once

#include <c10/core/Scalar.h>

#include <array>

#include "compile/recording.h"
#include "compile/tape.h"

namespace nodetorch::compile::sweeping {

// An operand of a member: a slot's tensor, or a number of the recording.
struct Operand {
  Slot slot = kNoSlot;
  c10::Scalar number;

  bool is_number() const { return slot == kNoSlot; }
};

// An elementwise operator as a run sees it.
struct Member {
  size_t instruction = 0;
  bool on_tape = false;               // has a loop of ours; otherwise libtorch's, block by block
  bool copies = false;                // the result is the operand: no step at all
  tape::Code code = tape::Code::end;  // with the first operand in the registers
  tape::Code reversed = tape::Code::end;  // with the second there
  std::array<Operand, 3> operands;
  int operand_count = 0;
  c10::Scalar constant;    // s of the step
  bool is_double = false;  // on the tape: what it computes in
  Slot result = kNoSlot;
  bool in_place = false;  // the result is the first argument's memory
  const char* block_overload =
      nullptr;        // not on the tape: the overload that writes to a given tensor
  int64_t grain = 0;  // not on the tape: at how many elements libtorch divides it
};

// Whether the instruction can be part of a run, and how. Geometry and types are looked at here;
// which other members it may stand beside is the run's matter.
std::optional<Member> member_of(const Recording& recording, const Instruction& instruction,
                                bool try_tape = true);

// The number of elements, the layout that a result has.
int64_t elements(const SlotInfo& slot);
// Memory without holes and overlaps, walked in order of its addresses.
bool is_dense(const SlotInfo& slot);
bool same_geometry(const SlotInfo& a, const SlotInfo& b);
// One number for all elements.
bool is_one_number(const SlotInfo& slot);

}  // namespace nodetorch::compile::sweeping
