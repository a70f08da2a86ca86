// Opens one shared library for the whole process: load(path). nodetorch.node is linked against
// libtorch by name only; once libc10 and libtorch_cpu are open, the dynamic linker matches those
// names, wherever the files lie.
//
// It also stands between libtorch and its default generator. Operators without a `generator` draw
// from that one, and there is one for the process; a thread that prepares data would disturb the
// numbers of all others. libtorch asks for it through a function of its interface, which the
// dynamic linker takes from the first library that has it: from here, since this library is in the
// global scope before libtorch. A thread may then have a default generator of its own.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <node_api.h>
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

static napi_value load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument = NULL;
  char path[4096];
  size_t length = 0;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok || count < 1 ||
      napi_get_value_string_utf8(env, argument, path, sizeof path, &length) != napi_ok) {
    napi_throw_type_error(env, NULL, "load(path): path must be a string");
    return NULL;
  }
  if (length >= sizeof path - 1) {
    napi_throw_range_error(env, NULL, "load(path): path is longer than 4094 bytes");
    return NULL;
  }
  enter_global_scope();
  // GLOBAL: libtorch_cuda, opened later, looks its symbols up here. Never closed: libtorch cannot
  // be unloaded.
  void* library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    const char* reason = dlerror();
    napi_throw_error(env, NULL, reason != NULL ? reason : "dlopen failed");
  } else if (strstr(path, "torch_cpu") != NULL) {
    libtorch = library;
  }
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "load", NAPI_AUTO_LENGTH, load, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "load", function) != napi_ok) {
    napi_throw_error(env, NULL, "nodetorch_loader could not be initialised");
  }
  return exports;
}
