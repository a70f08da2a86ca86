// What libtorch_cuda and the CUDA run time have beside libtorch's device-independent interface. The
// addon is linked with neither: their functions are looked up by name in the library that was
// opened. Where a name is a C++ function, it is the mangled one, and the type is libtorch's own.
#pragma once

#include <string>

namespace nodetorch {

// The address of a function or variable; null where this libtorch has none. Throws the reason why
// there is no CUDA if the library is not open.
void* find_cuda_symbol(const char* symbol);

// The same; throws a NotImplementedError that says that this libtorch has no `what`.
void* cuda_symbol(const char* symbol, const char* what);

// A function by its type: cuda_function<int(int*)>("cudaGetDeviceCount", "cudaGetDeviceCount").
// Members take their object first.
template <typename Function>
Function* cuda_function(const char* symbol, const char* what) {
  return reinterpret_cast<Function*>(cuda_symbol(symbol, what));
}

}  // namespace nodetorch
