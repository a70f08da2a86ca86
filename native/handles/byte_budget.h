// How much of one kind of memory may be made before a collection is worth its time. Numbers alone:
// nothing here knows a device, or V8.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace nodetorch {

struct BudgetPolicy {
  // A minor collection is due when what is held has grown by this much,
  int64_t least;
  // or by this share of what the last collection left, if that is more: but no more than a share
  // of the memory that there is, and of what is free of it.
  double of_held;
  double of_capacity;
  double of_room;
  // Growth that asks for a major one. It doubles when a major one was not worth it, up to a bound
  // and to a share of the memory that there is; memory that runs short asks earlier.
  int64_t major_least;
  int64_t major_most;
  double major_of_capacity;
  double major_of_room;
};

constexpr int64_t kMuch = int64_t{64} << 20;
constexpr int64_t kUnknownCapacity = std::numeric_limits<int64_t>::max();

// The pool reuses the memory of what was freed last, so a small budget keeps it in the cache.
constexpr BudgetPolicy kHostBudget{.least = int64_t{4} << 20,
                                   .of_held = 0,
                                   .of_capacity = 1,
                                   .of_room = 1,
                                   .major_least = kMuch,
                                   .major_most = int64_t{4} << 30,
                                   .major_of_capacity = 1.0 / 8,
                                   .major_of_room = 1};

// A device computes on while its program collects, if there is little to collect: so garbage is
// bounded by the program's own size, which is what its user compares it with.
constexpr BudgetPolicy kDeviceBudget{.least = int64_t{8} << 20,
                                     .of_held = 1.0 / 8,
                                     .of_capacity = 1.0 / 64,
                                     .of_room = 1.0 / 8,
                                     .major_least = kMuch,
                                     .major_most = kUnknownCapacity,
                                     .major_of_capacity = 1.0 / 16,
                                     .major_of_room = 1.0 / 4};

class ByteBudget {
 public:
  explicit ByteBudget(const BudgetPolicy& policy, int64_t capacity = kUnknownCapacity)
      : policy_(policy), capacity_(capacity) {}

  // Another minor budget than the policy's least, and a major one that suits it.
  void set_least(int64_t bytes) {
    minor_ = policy_.least = bytes;
    major_ = major_least_ = std::max(kMuch, 2 * bytes);
  }

  int64_t minor() const { return minor_; }

  // Whether what is held has grown by the budget, and by `patience`, since the last collection or
  // since it was least.
  bool is_spent(int64_t held, int64_t patience) {
    if (held < baseline_) baseline_ = held;
    return held - baseline_ >= std::max(minor_, patience);
  }

  bool asks_for_major(int64_t held) const {
    const int64_t room = share(room_beside(held), policy_.major_of_room);
    return held - major_baseline_ > std::min(major_, std::max(major_least_, room));
  }

  void after_minor(int64_t held) {
    baseline_ = held;
    major_baseline_ = std::min(major_baseline_, held);
    const int64_t most =
        std::min(share(capacity_, policy_.of_capacity), share(room_beside(held), policy_.of_room));
    minor_ = std::max(policy_.least, std::min(share(held, policy_.of_held), most));
  }

  // What was made since is held for good, as far as anybody knows.
  void accept(int64_t held) { baseline_ = major_baseline_ = held; }

  // Whether growth leaves too little beside it to go on without a collection.
  bool is_scarce(int64_t held) const {
    return held - baseline_ > share(room_beside(held), policy_.major_of_room / 4);
  }

  // A program that really holds its memory should not pay for looking again and again.
  void after_major(int64_t before, int64_t held) {
    const bool asked = asks_for_major(before);
    major_baseline_ = std::min(major_baseline_, held);
    if (before - held > (before - major_baseline_) / 4) {
      major_ = major_least_;
    } else if (asked) {
      const int64_t most =
          std::min(policy_.major_most, share(capacity_, policy_.major_of_capacity));
      major_ = std::max(major_least_, std::min(2 * major_, most));
    }
    after_minor(held);
    major_baseline_ = held;
  }

 private:
  static int64_t share(int64_t bytes, double part) {
    return part == 1 ? bytes : static_cast<int64_t>(static_cast<double>(bytes) * part);
  }
  int64_t room_beside(int64_t held) const { return std::max(capacity_ - held, int64_t{0}); }

  BudgetPolicy policy_;
  int64_t capacity_;
  int64_t minor_ = policy_.least;
  int64_t major_ = policy_.major_least;
  int64_t major_least_ = policy_.major_least;
  int64_t baseline_ = 0;        // held after the last collection, or less
  int64_t major_baseline_ = 0;  // held after the last major one, or less
};

}  // namespace nodetorch
