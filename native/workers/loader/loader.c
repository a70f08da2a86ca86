// Opens one shared library for the whole process: load(path). nodetorch.node is linked against
// libtorch by name only; once libc10 and libtorch_cpu are open, the dynamic linker matches those
// names, wherever the files lie. load_soon(path) begins with it on a thread of the pool, since
// libtorch takes a quarter of a second, in which JavaScript can be compiled: load() then waits for
// the rest, and says what failed.
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "library.h"

enum { LONGEST = 4096 };

// The one argument; false after an error was thrown.
static bool read_path(napi_env env, napi_callback_info info, char* path) {
  size_t count = 1;
  napi_value argument = NULL;
  size_t length = 0;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, NULL) != napi_ok || count < 1 ||
      napi_get_value_string_utf8(env, argument, path, LONGEST, &length) != napi_ok) {
    napi_throw_type_error(env, NULL, "load(path): path must be a string");
    return false;
  }
  if (length >= LONGEST - 1) {
    napi_throw_range_error(env, NULL, "load(path): path is longer than 4094 bytes");
    return false;
  }
  return true;
}

typedef struct {
  napi_async_work work;
  char path[LONGEST];
} Soon;

static void open_soon(napi_env env, void* data) {
  (void)env;
  open_for_all(((Soon*)data)->path);
}

static void was_opened(napi_env env, napi_status status, void* data) {
  (void)status;
  napi_delete_async_work(env, ((Soon*)data)->work);
  free(data);
}

static napi_value load_soon(napi_env env, napi_callback_info info) {
  Soon* soon = malloc(sizeof(Soon));
  napi_value name;
  if (soon == NULL) return NULL;
  if (!read_path(env, info, soon->path) ||
      napi_create_string_utf8(env, "load_soon", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_async_work(env, NULL, name, open_soon, was_opened, soon, &soon->work) !=
          napi_ok) {
    free(soon);
    return NULL;
  }
  if (napi_queue_async_work(env, soon->work) != napi_ok) was_opened(env, napi_cancelled, soon);
  return NULL;
}

static napi_value load(napi_env env, napi_callback_info info) {
  char path[LONGEST];
  if (!read_path(env, info, path)) return NULL;
  const char* reason = open_for_all(path);
  if (reason != NULL) napi_throw_error(env, NULL, reason);
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"load", NULL, load, NULL, NULL, NULL, napi_default, NULL},
      {"load_soon", NULL, load_soon, NULL, NULL, NULL, napi_default, NULL}};
  if (napi_define_properties(env, exports, 2, functions) != napi_ok) {
    napi_throw_error(env, NULL, "nodetorch_loader could not be initialised");
  }
  return exports;
}
