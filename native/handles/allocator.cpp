#include "handles/allocator.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>
#include <vector>

#include "os/library.h"
#include "os/memory.h"

namespace nodetorch {

namespace {

constexpr size_t kAlignment = 64;
// Eight classes for each doubling: at most 12.5 % of a block is wasted.
constexpr unsigned kStepBits = 3;
constexpr size_t kClasses = (64u << kStepBits);
constexpr int64_t kMinimumPool = int64_t{128} << 20;
// A class from which nothing was taken while this many times the pool's bound was allocated is one
// that the program no longer uses.
constexpr int64_t kStaleAfter = 8;

// In front of every block, filling one alignment unit so that the payload stays aligned.
struct alignas(kAlignment) Header {
  size_t size_class;
  size_t bytes;
  void*
      memory;  // as malloc or map_pages gave it: the header begins at the first aligned place in it
};
static_assert(sizeof(Header) == kAlignment);

size_t class_of(size_t bytes) {
  const size_t units = (std::max(bytes, kAlignment) + kAlignment - 1) / kAlignment;
  if (units < (1u << kStepBits)) return units;
  const unsigned shift = std::bit_width(units) - 1 - kStepBits;
  // The leading kStepBits+1 bits, rounded up; a carry moves to the next doubling by itself.
  const size_t lead = (units + (size_t{1} << shift) - 1) >> shift;
  return (size_t{shift} << kStepBits) + lead;
}

size_t bytes_of_class(size_t size_class) {
  constexpr size_t kSteps = size_t{1} << kStepBits;
  if (size_class < 2 * kSteps) return size_class * kAlignment;
  const size_t shift = (size_class >> kStepBits) - 1;
  return ((kSteps + (size_class & (kSteps - 1))) << shift) * kAlignment;
}

thread_local int64_t net_bytes = 0;

// How many profiles want to hear of memory; until one does, nobody looks whether this thread has
// one.
std::atomic<int> listeners{0};

class Pool {
 public:
  void* take(size_t bytes) {
    const size_t size_class = class_of(bytes);
    const size_t block_bytes = bytes_of_class(size_class);
    Header* header = nullptr;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      auto& [blocks, last_taken] = free_[size_class];
      allocated_ += static_cast<int64_t>(block_bytes);
      last_taken = allocated_;
      if (!blocks.empty()) {
        header = blocks.back();
        blocks.pop_back();
        stats_.pooled_bytes -= static_cast<int64_t>(block_bytes);
      }
      stats_.live_bytes += static_cast<int64_t>(block_bytes);
    }
    if (header == nullptr) header = make(size_class, block_bytes, bytes);
    net_bytes += static_cast<int64_t>(block_bytes);
    return header + 1;
  }

  void give(void* payload) {
    Header* header = static_cast<Header*>(payload) - 1;
    const auto bytes = static_cast<int64_t>(header->bytes);
    net_bytes -= bytes;
    std::vector<Header*> dropped;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stats_.live_bytes -= bytes;
      // What a program keeps in use bounds what is worth keeping for it.
      const int64_t bound = std::max(kMinimumPool, stats_.live_bytes / 4);
      if (stats_.pooled_bytes + bytes > bound) drop_stale(bound, dropped);
      if (stats_.pooled_bytes + bytes <= bound) {
        free_[header->size_class].blocks.push_back(header);
        stats_.pooled_bytes += bytes;
      } else {
        dropped.push_back(header);
      }
    }
    for (Header* each : dropped) release_block(each);
  }

  void trim() {
    std::vector<Header*> dropped;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      for (auto& [blocks, last_taken] : free_) {
        dropped.insert(dropped.end(), blocks.begin(), blocks.end());
        blocks.clear();
      }
      stats_.pooled_bytes = 0;
    }
    for (Header* header : dropped) release_block(header);
  }

  PoolStats stats() {
    std::lock_guard<std::mutex> lock(mutex_);
    return stats_;
  }

 private:
  struct Class {
    std::vector<Header*> blocks;
    int64_t last_taken = 0;  // of allocated_
  };

  // Makes room from blocks of sizes that are no longer asked for: a program that goes on to other
  // shapes would else find the pool full of those it had before.
  void drop_stale(int64_t bound, std::vector<Header*>& dropped) {
    if (allocated_ < next_look_) return;
    next_look_ = allocated_ + bound;
    for (auto& [blocks, last_taken] : free_) {
      if (blocks.empty() || allocated_ - last_taken < kStaleAfter * bound) continue;
      for (Header* block : blocks) stats_.pooled_bytes -= static_cast<int64_t>(block->bytes);
      dropped.insert(dropped.end(), blocks.begin(), blocks.end());
      blocks.clear();
    }
  }

  Header* make(size_t size_class, size_t block_bytes, size_t wanted) {
    void* memory = obtain(sizeof(Header) + block_bytes);
    if (memory == nullptr) {
      trim();
      memory = obtain(sizeof(Header) + block_bytes);
    }
    if (memory == nullptr) {
      {
        std::lock_guard<std::mutex> lock(mutex_);
        stats_.live_bytes -= static_cast<int64_t>(block_bytes);
      }
      TORCH_CHECK_WITH(OutOfMemoryError, false,
                       "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", wanted,
                       " bytes. Error code 12 (Cannot allocate memory)");
    }
    const auto start = reinterpret_cast<uintptr_t>(memory);
    auto* header = reinterpret_cast<Header*>((start + kAlignment - 1) / kAlignment * kAlignment);
    header->size_class = size_class;
    header->bytes = block_bytes;
    header->memory = memory;
    return header;
  }

  // Large blocks go into huge pages where the system has them: they live long in the pool, and
  // walking megabytes through 4 KB pages misses the TLB at every page. They are mapped by
  // ourselves: malloc would soon carve them from its heap, where what lies above a freed block
  // keeps its pages. Smaller ones are not asked for with posix_memalign: glibc looks for a free
  // chunk with room for any alignment, and one that it aligned before is too small for the same
  // request again, so a heap grows by what is freed.
  static void* obtain(size_t bytes) {
    return bytes >= kHugePage ? map_pages(bytes) : std::malloc(bytes + kAlignment - 1);
  }

  static void release_block(Header* header) {
    const size_t bytes = sizeof(Header) + header->bytes;
    if (bytes >= kHugePage) {
      unmap_pages(header->memory, bytes);
    } else {
      std::free(header->memory);
    }
  }

  std::mutex mutex_;
  std::array<Class, kClasses> free_;
  PoolStats stats_{0, 0};
  int64_t allocated_ = 0;  // in all, by every thread
  int64_t next_look_ = 0;  // when drop_stale looks again
};

class PooledAllocator final : public c10::Allocator {
 public:
  static PooledAllocator& instance() {
    static auto* allocator = new PooledAllocator();
    return *allocator;
  }

  c10::DataPtr allocate(size_t bytes) override {
    const c10::Device cpu(c10::DeviceType::CPU);
    if (bytes == 0) return {nullptr, nullptr, &release, cpu};
    TORCH_CHECK_WITH(OutOfMemoryError, bytes <= std::numeric_limits<size_t>::max() / 4,
                     "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes,
                     " bytes. Error code 12 (Cannot allocate memory)");
    void* payload = pool.take(bytes);
    if (listeners.load(std::memory_order_relaxed) > 0) {
      c10::profiledCPUMemoryReporter().New(payload, bytes);
    }
    return {payload, payload, &release, cpu};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

  void copy_data(void* target, const void* source, size_t bytes) const override {
    default_copy_data(target, source, bytes);
  }

  Pool pool;

 private:
  static void release(void* payload) {
    if (payload == nullptr) return;
    if (listeners.load(std::memory_order_relaxed) > 0) {
      c10::profiledCPUMemoryReporter().Delete(payload);
    }
    instance().pool.give(payload);
  }
};

// What another copy of this addon needs of the allocator that libtorch uses. Its layout is an
// interface between versions: a change of it is another kLayout.
struct SharedAllocator {
  static constexpr uint64_t kLayout = 0x6e6f6465746f7201;
  uint64_t layout;
  PoolStats (*stats)();
  void (*trim)();
  int64_t* (*thread_bytes)();
};

const SharedAllocator own{
    SharedAllocator::kLayout,
    [] { return PooledAllocator::instance().pool.stats(); },
    [] { PooledAllocator::instance().pool.trim(); },
    [] { return &net_bytes; },
};

// A copy with another layout cannot be asked: its allocator stays, and nothing is counted.
const SharedAllocator unknown{
    SharedAllocator::kLayout,
    [] { return PoolStats{0, 0}; },
    [] {},
    [] { return &net_bytes; },
};

// The loaders of all copies lie in the global scope, and this is the place in the first of them.
const SharedAllocator* install() {
  auto* place = static_cast<std::atomic<const SharedAllocator*>*>(
      process_symbol("nodetorch_shared_allocator"));
  const SharedAllocator* first = nullptr;
  if (place == nullptr || place->compare_exchange_strong(first, &own)) {
    c10::SetCPUAllocator(&PooledAllocator::instance());
    return &own;
  }
  return first->layout == SharedAllocator::kLayout ? first : &unknown;
}

const SharedAllocator& shared() {
  static const SharedAllocator* const installed = install();
  return *installed;
}

}  // namespace

void install_pooled_allocator() { shared(); }

PoolStats pool_stats() { return shared().stats(); }

void trim_pool() { shared().trim(); }

int64_t& thread_bytes() { return *shared().thread_bytes(); }

void report_memory(bool on) { listeners += on ? 1 : -1; }

int64_t allocated_bytes(size_t bytes) {
  return bytes == 0 ? 0 : static_cast<int64_t>(bytes_of_class(class_of(bytes)));
}

}  // namespace nodetorch
