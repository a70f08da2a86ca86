// CUDA, opened at run time. libtorch asks once per process whether it has CUDA, and the first
// question comes from anywhere (a convolution on the CPU, backward()); libtorch_cuda opened later
// is never used. So it is opened when the addon is loaded, but only where there is an NVIDIA
// driver: elsewhere nobody waits for it.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

#include "env/env.h"

namespace nodetorch {

// Opens libtorch_cuda if it is there and can be of use; the first environment does it.
void open_cuda();

// Throws what PyTorch throws where there is no CUDA: an AssertionError if libtorch has none, a
// RuntimeError that says what is the matter with driver or devices.
void ensure_cuda();

// The same for what PyTorch asks of CUDA's run time without beginning CUDA: an AcceleratorError in
// its words where there is no driver; nothing where libtorch_cuda is open and answers itself.
void ensure_cuda_runtime();

// Whether libtorch was built with CUDA, but its CUDA half is not in the process.
bool is_cuda_absent();

// Throws what PyTorch throws where a tensor is to lie on a kind of device that libtorch was built
// without, or that cannot be used.
void ensure_device(c10::DeviceType type);

// Opens libtorch_cuda for what needs no device, such as the processors that it was built for; false
// where it is not there.
bool open_cuda_library();

// A door's argument: which CUDA device; null stands for the current one.
c10::DeviceIndex cuda_index(const Napi::Value& value);

// Whether CUDA has begun: devices were asked for, or a tensor was made on one.
bool is_cuda_initialized();

void install_device(Environment& env, Napi::Object exports);

}  // namespace nodetorch
