// The few functions of the CUDA run time that the addon calls itself, looked up by name.
#pragma once

#include <c10/core/Stream.h>

#include <cstdint>

namespace nodetorch {

// cudaSuccess and cudaErrorNotReady.
constexpr int kCudaSuccess = 0;
constexpr int kCudaNotReady = 600;

// Throws libtorch's AcceleratorError for what a function of CUDA returned, if that is no success.
void check_cuda(int result);

// As check_cuda, for destructors: warns.
void warn_cuda(int result) noexcept;

// Forgets an error that was expected.
void clear_cuda_error();

void* native_stream(c10::Stream stream);

bool is_cuda_stream_capturing(c10::Stream stream);

}  // namespace nodetorch
