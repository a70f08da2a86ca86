// Bytes that live because a tensor lives, although no allocator of libtorch gave them: those of
// JavaScript's buffers and of mapped files. The collector counts them with libtorch's own.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace nodetorch {

// What one environment holds. Tensors may die on any thread, and after their environment.
class ForeignBytes {
 public:
  int64_t total() const { return total_.load(std::memory_order_relaxed); }

  // Memory that several tensors share counts once; `memory` names it.
  void add(const void* memory, int64_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    Held& held = held_[memory];
    if (held.owners++ > 0) return;
    held.bytes = bytes;
    total_.fetch_add(bytes, std::memory_order_relaxed);
  }

  void remove(const void* memory) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = held_.find(memory);
    if (--found->second.owners > 0) return;
    total_.fetch_sub(found->second.bytes, std::memory_order_relaxed);
    held_.erase(found);
  }

 private:
  struct Held {
    int64_t owners = 0;
    int64_t bytes = 0;
  };

  std::mutex mutex_;
  std::unordered_map<const void*, Held> held_;
  std::atomic<int64_t> total_{0};
};

// Counts memory for as long as it lives.
class HeldBytes {
 public:
  HeldBytes(std::shared_ptr<ForeignBytes> ledger, const void* memory, int64_t bytes)
      : ledger_(std::move(ledger)), memory_(memory) {
    ledger_->add(memory_, bytes);
  }
  ~HeldBytes() { ledger_->remove(memory_); }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

 private:
  std::shared_ptr<ForeignBytes> ledger_;
  const void* memory_;
};

}  // namespace nodetorch
