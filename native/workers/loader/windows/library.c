// libtorch's functions are bound to libtorch here, so nothing stands between it and its default
// generator (posix/library.c): threads that prepare data share it.
#include "../library.h"

#include <stdio.h>
#include <windows.h>

// One place for all copies of this addon that a process may load: libtorch has one CPU allocator,
// and whoever comes second uses that of the first (allocator.cpp).
__declspec(dllexport) void* nodetorch_shared_allocator;

const char* open_for_all(const char* path) {
  static __declspec(thread) char reason[512];
  WCHAR wide[4096];
  if (MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, 4096) == 0) return "the path is no UTF-8";
  // What lies beside it (OpenMP, uv) is found, too.
  if (LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH) != NULL) return NULL;
  const DWORD code = GetLastError();
  const int length = snprintf(reason, sizeof reason, "%s: error %lu: ", path, code);
  if (length < 0 || length >= (int)sizeof reason) return reason;
  FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, code, 0,
                 reason + length, (DWORD)(sizeof reason - (size_t)length), NULL);
  return reason;
}
