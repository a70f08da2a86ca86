// One recording for several shapes: two recordings of a function that differ in sizes alone are
// compared, and each number that differs is found as a function of the sizes of the arguments. For
// each new shape a recording comes of that, as if the function had run.
#pragma once

#include <variant>

#include "compile/compiled.h"
#include "env/env.h"

namespace nodetorch::compile {

// A size of an argument that differs between the two recordings.
struct SizeSymbol {
  int32_t input;
  int32_t dim;
  int64_t first;
  int64_t second;
};

// A number as a function of sizes: factor * product / divisor + offset, or for a floating-point
// number factor / product, too.
struct SizeExpression {
  std::vector<int32_t> symbols;  // of the product; none: the number is a constant
  int64_t factor = 1;
  int64_t divisor = 1;
  int64_t offset = 0;
  bool inverse = false;
};

// What two recordings have in common.
struct General final : torch::CustomClassHolder {
  c10::intrusive_ptr<Compiled> base;  // the second one
  std::vector<SizeSymbol> symbols;
  std::vector<SizeExpression> numbers;  // in the order of the walk over its numbers

  // The recording for these arguments; null where the sizes do not fit.
  c10::intrusive_ptr<Compiled> instantiate(const std::vector<at::Tensor>& given) const;
};

// A copy of what passes have not changed yet.
Recording copy_of(const Recording& recording);

// Or the reason why they have not enough in common.
std::variant<c10::intrusive_ptr<General>, std::string> generalize(
    const c10::intrusive_ptr<Compiled>& first, const c10::intrusive_ptr<Compiled>& second);

void install_dynamic(Environment& env, Napi::Object exports);

}  // namespace nodetorch::compile
