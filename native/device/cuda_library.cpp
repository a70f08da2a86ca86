#include "device/cuda_library.h"

#include <c10/util/Exception.h>

#include "device/device.h"
#include "os/library.h"

namespace nodetorch {

namespace {

// Opens nothing: only finds what open_cuda() opened. Its dependencies (libc10_cuda, libcudart) are
// searched with it.
void* library() { return find_open_library("libtorch_cuda.so"); }

}  // namespace

void* find_cuda_symbol(const char* symbol) {
  void* const found = library();
  if (found == nullptr) ensure_cuda_runtime();
  TORCH_CHECK(found != nullptr, "libtorch_cuda is not open");
  void* const address = symbol_of(found, symbol);
  close_library(found);
  return address;
}

void* cuda_symbol(const char* symbol, const char* what) {
  void* const found = find_cuda_symbol(symbol);
  TORCH_CHECK_NOT_IMPLEMENTED(found != nullptr, "libtorch ", NODETORCH_TORCH_VERSION, " has no ",
                              what);
  return found;
}

}  // namespace nodetorch
