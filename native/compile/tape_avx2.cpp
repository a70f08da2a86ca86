// The tape's loops for processors with AVX2 (CMakeLists.txt gives this file the compiler's
// switches).
#if defined(__GNUC__) && defined(__AVX2__)
#define REGISTER_BYTES 32
#define FUSED
#include "compile/tape_loops.inc"

namespace nodetorch::compile::tape {
const Loops* loops_avx2() { return &kLoops; }
}  // namespace nodetorch::compile::tape
#else
#include "compile/tape.h"

namespace nodetorch::compile::tape {
const Loops* loops_avx2() { return nullptr; }
}  // namespace nodetorch::compile::tape
#endif
