#include "compile/tape.h"

#include <ATen/Version.h>

#include <string>

namespace nodetorch::compile::tape {

namespace {

const Loops* choose() {
  // What libtorch chose, so that ATEN_CPU_CAPABILITY rules both.
  const std::string capability = at::get_cpu_capability();
  const Loops* found = nullptr;
  if (capability == "AVX512") found = loops_avx512();
  if (capability == "AVX2") found = loops_avx2();
  return found != nullptr ? found : loops_default();
}

}  // namespace

const Loops* loops() {
  static const Loops* const chosen = choose();
  return chosen;
}

}  // namespace nodetorch::compile::tape
