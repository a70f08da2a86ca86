#include "os/memory.h"

#include <windows.h>

namespace nodetorch {

int64_t physical_memory() {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  return GlobalMemoryStatusEx(&status) ? static_cast<int64_t>(status.ullTotalPhys) : 0;
}

// Huge pages need a privilege here that programs do not have.
void* map_pages(size_t bytes) {
  return VirtualAlloc(nullptr, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void unmap_pages(void* memory, size_t) { VirtualFree(memory, 0, MEM_RELEASE); }

}  // namespace nodetorch
