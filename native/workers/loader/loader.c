// Opens one shared library for the whole process: load(path). nodetorch.node is linked against
// libtorch by name only; once libc10 and libtorch_cpu are open, the dynamic linker matches those
// names, wherever the files lie.
#include <node_api.h>
#include <stddef.h>

#include "library.h"

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
  const char* reason = open_for_all(path);
  if (reason != NULL) napi_throw_error(env, NULL, reason);
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
