// CUDA, opened at run time. libtorch asks once per process whether it has CUDA, and the first
// question comes from anywhere (a convolution on the CPU, backward()); libtorch_cuda opened later
// is never used. So it is opened when the addon is loaded, but only where there is an NVIDIA
// driver: elsewhere nobody waits for it.
#pragma once

#include <cstdint>

#include "env/env.h"

namespace nodetorch {

// Opens libtorch_cuda if it is there and can be of use; the first environment does it.
void open_cuda();

// Throws a RuntimeError with the one reason why there is no CUDA.
void ensure_cuda();

// Bytes of tensors on all CUDA devices; 0 before the first one.
int64_t device_bytes_held();

// Gives the CUDA allocator's unused blocks back.
void empty_device_cache();

void install_device(Environment& env, Napi::Object exports);

}  // namespace nodetorch
