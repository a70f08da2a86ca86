#include "os/memory.h"

#include <sys/mman.h>
#include <unistd.h>

namespace nodetorch {

namespace {

// 4 KB on x64, 16 KB on Apple's processors, 4, 16 or 64 KB on other ARM ones.
size_t page() {
  static const auto bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

size_t round_to_pages(size_t bytes) { return (bytes + page() - 1) / page() * page(); }

}  // namespace

int64_t physical_memory() {
  return static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<int64_t>(page());
}

void* map_pages(size_t bytes) {
  const size_t whole = round_to_pages(bytes) + kHugePage;
  void* mapped = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const auto start = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t aligned = (start + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t end = aligned + round_to_pages(bytes);
  if (aligned > start) munmap(mapped, aligned - start);
  if (start + whole > end) munmap(reinterpret_cast<void*>(end), start + whole - end);
  void* memory = reinterpret_cast<void*>(aligned);
#ifdef MADV_HUGEPAGE
  madvise(memory, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
#endif
  return memory;
}

void unmap_pages(void* memory, size_t bytes) { munmap(memory, round_to_pages(bytes)); }

}  // namespace nodetorch
