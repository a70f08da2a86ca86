// The tape's loops for every processor of this kind: SSE2 or NEON.
#if defined(__GNUC__)
#define REGISTER_BYTES 16
#if defined(__aarch64__)
#define FUSED
#endif
#include "compile/tape_loops.inc"

namespace nodetorch::compile::tape {
const Loops* loops_default() { return &kLoops; }
}  // namespace nodetorch::compile::tape
#else
#include "compile/tape.h"

namespace nodetorch::compile::tape {
const Loops* loops_default() { return nullptr; }
}  // namespace nodetorch::compile::tape
#endif
