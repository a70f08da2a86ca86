// It also stands between libtorch and its default generator. Operators without a `generator` draw
// from that one, and there is one for the process; a thread that prepares data would disturb the
// numbers of all others. libtorch asks for it through a function of its interface, which the
// dynamic linker takes from the first library that has it: from here, since this library is in the
// global scope before libtorch. A thread may then have a default generator of its own. (Not on
// macOS, where libraries are linked with those that they name.)
#define _GNU_SOURCE
#include "../library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

// Generators are C++ objects (at::Generator), passed on by address.
typedef const void* (*default_generator)(void);

static _Thread_local const void* own_generator;
static void* libtorch;

// at::detail::getDefaultCPUGenerator()
EXPORT const void* _ZN2at6detail22getDefaultCPUGeneratorEv(void) {
  static default_generator original;
  if (own_generator != NULL) return own_generator;
  default_generator found = __atomic_load_n(&original, __ATOMIC_ACQUIRE);
  if (found == NULL) {
    found = (default_generator)dlsym(libtorch, "_ZN2at6detail22getDefaultCPUGeneratorEv");
    __atomic_store_n(&original, found, __ATOMIC_RELEASE);
  }
  return found();
}

// Gives the calling thread a default generator of its own; NULL takes it away again.
EXPORT void nodetorch_set_default_generator(const void* generator) { own_generator = generator; }

// One place for all copies of this addon that a process may load: libtorch has one CPU allocator,
// and whoever comes second uses that of the first (allocator.cpp).
EXPORT void* nodetorch_shared_allocator;

static void enter_global_scope(void) {
  Dl_info info;
  if (dladdr((void*)&enter_global_scope, &info) != 0) {
    dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
  }
}

const char* open_for_all(const char* path) {
  enter_global_scope();
  // GLOBAL: libtorch_cuda, opened later, looks its symbols up here.
  void* library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    const char* reason = dlerror();
    return reason != NULL ? reason : "dlopen failed";
  }
  if (strstr(path, "torch_cpu") != NULL) libtorch = library;
  return NULL;
}
