// Arguments with which libtorch's own kernels end the process (a read beyond the end, a division
// trap), in Python too. No input from JS may do that: these are refused before the call.
#pragma once

#include <ATen/core/stack.h>

#include <string>

namespace nodetorch {

// Throws c10::Error for arguments that must not reach the kernel. `stack` holds all of them.
using Guard = void (*)(const torch::jit::Stack& stack);

// The guard of operator "ns::name.overload"; null for the many that need none.
Guard guard_of(const std::string& name);

// Runs a guard, which throws what is wrong.
void check_arguments(Guard guard, const torch::jit::Stack& stack);

}  // namespace nodetorch
