#include "handles/device_bytes.h"

#include <algorithm>

namespace nodetorch {

namespace {

// The allocator is asked this many times while a budget is spent.
constexpr int64_t kLooks = 4;

}  // namespace

DeviceBytes::Account& DeviceBytes::account_of(c10::Device device) {
  for (Account& account : accounts_) {
    if (account.memory.device() == device) return account;
  }
  const DeviceMemory memory(device);
  return accounts_.emplace_back(Account{memory, ByteBudget(kDeviceBudget, memory.capacity())});
}

void DeviceBytes::count(c10::Device device, int64_t bytes, int64_t patience) {
  Account& account = account_of(device);
  if (!account.memory.exists()) return;
  account.made += bytes;
  if (account.made < account.budget.minor() / kLooks) return;
  account.made = 0;
  if (account.budget.is_spent(account.memory.held(), patience)) due_ = true;
}

bool DeviceBytes::ask_for_major() const {
  return std::any_of(accounts_.begin(), accounts_.end(), [](const Account& account) {
    return account.budget.asks_for_major(account.held);
  });
}

int64_t DeviceBytes::held() const {
  int64_t bytes = 0;
  for (const Account& account : accounts_) bytes += account.memory.held();
  return bytes;
}

void DeviceBytes::before_collection() {
  for (Account& account : accounts_) account.held = account.memory.held();
}

void DeviceBytes::after_collection(bool major) {
  for (Account& account : accounts_) {
    const int64_t before = account.held;
    account.held = account.memory.held();
    account.made = 0;
    if (major) {
      account.budget.after_major(before, account.held);
    } else {
      account.budget.after_minor(account.held);
    }
  }
  due_ = false;
}

}  // namespace nodetorch
