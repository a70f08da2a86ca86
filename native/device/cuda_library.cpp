#include "device/cuda_library.h"

#include <c10/util/Exception.h>
#include <dlfcn.h>

#include "device/device.h"

namespace nodetorch {

namespace {

// Opens nothing: only finds what open_cuda() opened. Its dependencies (libc10_cuda, libcudart) are
// searched with it.
void* library() { return dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_NOLOAD); }

}  // namespace

void* find_cuda_symbol(const char* symbol) {
  void* const found = library();
  if (found == nullptr) ensure_cuda_runtime();
  TORCH_CHECK(found != nullptr, "libtorch_cuda is not open");
  void* const address = dlsym(found, symbol);
  dlclose(found);
  return address;
}

void* cuda_symbol(const char* symbol, const char* what) {
  void* const found = find_cuda_symbol(symbol);
  TORCH_CHECK_NOT_IMPLEMENTED(found != nullptr, "libtorch ", NODETORCH_TORCH_VERSION, " has no ",
                              what);
  return found;
}

}  // namespace nodetorch
