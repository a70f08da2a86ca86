#include "os/library.h"

// clang-format off
#include <windows.h>
#include <psapi.h>
// clang-format on

#include <vector>

namespace nodetorch {

namespace {

HMODULE module_of(void* library) { return static_cast<HMODULE>(library); }

void* address(FARPROC function) { return reinterpret_cast<void*>(function); }

}  // namespace

// There is one scope for the process, and functions are bound when a library is opened: `how` has
// nothing to say. What lies beside the library is found, too.
void* open_library(const std::string& path, Opening) {
  const std::filesystem::path file = std::filesystem::u8path(path);
  const DWORD beside = file.is_absolute() ? LOAD_WITH_ALTERED_SEARCH_PATH : 0;
  return LoadLibraryExW(file.wstring().c_str(), nullptr, beside);
}

std::string library_error() {
  const DWORD code = GetLastError();
  char text[512];
  const DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                                      nullptr, code, 0, text, sizeof text, nullptr);
  const std::string number = "error " + std::to_string(code);
  return length == 0 ? number : std::string(text, length) + " (" + number + ")";
}

void* find_open_library(const char* name) {
  HMODULE found = nullptr;
  return GetModuleHandleExA(0, name, &found) ? found : nullptr;
}

void close_library(void* library) { FreeLibrary(module_of(library)); }

void* symbol_of(void* library, const char* name) {
  return address(GetProcAddress(module_of(library), name));
}

void* process_symbol(const char* name) {
  const HANDLE process = GetCurrentProcess();
  std::vector<HMODULE> modules(256);
  DWORD bytes = 0;
  for (;;) {
    const DWORD room = static_cast<DWORD>(modules.size() * sizeof(HMODULE));
    if (!EnumProcessModules(process, modules.data(), room, &bytes)) return nullptr;
    if (bytes <= room) break;
    modules.resize(bytes / sizeof(HMODULE));
  }
  modules.resize(bytes / sizeof(HMODULE));
  for (HMODULE module : modules) {
    if (void* found = symbol_of(module, name)) return found;
  }
  return nullptr;
}

std::filesystem::path library_of(const void* function) {
  HMODULE found = nullptr;
  if (!GetModuleHandleExW(
          GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
          static_cast<LPCWSTR>(function), &found)) {
    return {};
  }
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(found, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

}  // namespace nodetorch
