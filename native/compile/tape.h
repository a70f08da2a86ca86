// A tape of elementwise steps that is walked with the values in vector registers: eight registers
// go through all steps, then the next eight. Every step is one rounding of IEEE arithmetic (or a
// fixed sequence of such), so where in a register a number lies makes no difference.
#pragma once

#include <cstdint>

namespace nodetorch::compile::tape {

// What a step does with the registers' value v and its operand a (b of `where`).
enum class Code : uint8_t {
  load,        // v = a
  load_float,  // v = a, of that type in memory
  load_double,
  load_bool,
  load_int32,
  load_int64,
  store,       // a = v
  store_bool,  // a = (v != 0)
  add,         // v + a
  sub,         // v - a
  rsub,        // a - v
  mul,         // v * a
  div,         // v / a
  rdiv,        // a / v
  lt,          // 1 or 0
  le,
  gt,
  ge,
  eq,
  ne,
  logical_and,
  logical_or,
  logical_not,
  neg,
  abs,
  reciprocal,
  at_least,      // v < s ? s : v
  at_most,       // s < v ? s : v
  threshold,     // a <= s ? 0 : v
  rthreshold,    // v <= s ? 0 : a
  sigmoid_grad,  // v * (1 - a) * a
  rsigmoid_grad,
  tanh_grad,  // v * (1 - a * a)
  rtanh_grad,
  where,  // v ? a : b
  end,
  count
};

// Where an operand lies: in memory that is walked with the index, in a block as wide as the
// registers, or in the step.
enum class Mode : uint8_t { indexed, fixed, scalar };

using Handler = void (*)();

struct Step {
  Handler handler = nullptr;
  char* a = nullptr;
  char* b = nullptr;
  double scalar_a = 0;  // of Mode::scalar: the bits of a float or double in its first bytes
  double scalar_b = 0;
  double constant = 0;  // s, likewise
};

// The loops of one instruction set.
struct Loops {
  int register_bytes;
  Handler (*find)(bool is_double, Code code, Mode a, Mode b);
  void (*run)(bool is_double, const Step* steps, int64_t begin, int64_t end);  // whole widths only

  // Elements that go through the tape at a time.
  int64_t width(bool is_double) const { return 8 * register_bytes / (is_double ? 8 : 4); }
};

// The loops for this processor, nullptr where the compiler knows no vectors.
const Loops* loops();

// Of the files compiled for one instruction set each; nullptr: not for this machine's kind.
const Loops* loops_default();
const Loops* loops_avx2();
const Loops* loops_avx512();

}  // namespace nodetorch::compile::tape
