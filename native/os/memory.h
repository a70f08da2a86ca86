// The machine's memory, and pages straight from the system.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nodetorch {

int64_t physical_memory();

// Huge pages have this size where the system has them.
inline constexpr size_t kHugePage = size_t{2} << 20;

// Memory of whole pages, in huge ones where the system has them; null if there is none. It goes
// back by unmap_pages, with the same size.
void* map_pages(size_t bytes);
void unmap_pages(void* memory, size_t bytes);

}  // namespace nodetorch
