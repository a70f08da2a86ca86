// The tape's loops for processors with AVX-512 (CMakeLists.txt gives this file the compiler's
// switches).
#if defined(__GNUC__) && defined(__AVX512F__)
#define REGISTER_BYTES 64
#define FUSED
#include "compile/tape_loops.inc"

namespace nodetorch::compile::tape {
const Loops* loops_avx512() { return &kLoops; }
}  // namespace nodetorch::compile::tape
#else
#include "compile/tape.h"

namespace nodetorch::compile::tape {
const Loops* loops_avx512() { return nullptr; }
}  // namespace nodetorch::compile::tape
#endif
