#include "os/library.h"

#include <dlfcn.h>

namespace nodetorch {

void* open_library(const std::string& path, Opening how) {
  return dlopen(path.c_str(),
                (how.lazy ? RTLD_LAZY : RTLD_NOW) | (how.global ? RTLD_GLOBAL : RTLD_LOCAL));
}

std::string library_error() {
  const char* reason = dlerror();
  return reason == nullptr ? "it cannot be opened" : reason;
}

void* find_open_library(const char* name) { return dlopen(name, RTLD_NOW | RTLD_NOLOAD); }

void close_library(void* library) { dlclose(library); }

void* symbol_of(void* library, const char* name) { return dlsym(library, name); }

void* process_symbol(const char* name) { return dlsym(RTLD_DEFAULT, name); }

std::filesystem::path library_of(const void* function) {
  Dl_info found{};
  if (dladdr(const_cast<void*>(function), &found) == 0) return {};
  return std::filesystem::absolute(found.dli_fname);
}

}  // namespace nodetorch
