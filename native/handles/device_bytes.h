// What tensors take outside of the pool, by device: each has a budget of its own, by the memory
// that it has. How much is held its allocator tells, for whatever allocated it; the bytes of
// tensors that JS objects get are only a sign that it is time to ask.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <vector>

#include "device/device_memory.h"
#include "handles/byte_budget.h"

namespace nodetorch {

class DeviceBytes {
 public:
  // A tensor of `bytes` was made there; on the CPU, in pinned memory.
  void count(c10::Device device, int64_t bytes, int64_t patience);

  bool is_due() const { return due_; }
  // By what was held after the last collection.
  bool ask_for_major() const;
  // Now, on all devices.
  int64_t held() const;

  void before_collection();
  void after_collection(bool major);

 private:
  struct Account {
    DeviceMemory memory;
    ByteBudget budget;
    int64_t made = 0;  // since the allocator was asked
    int64_t held = 0;  // around the last collection
  };

  Account& account_of(c10::Device device);

  std::vector<Account> accounts_;
  bool due_ = false;
};

}  // namespace nodetorch
