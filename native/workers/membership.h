// What an environment has to take back from the process when it ends (see exchange.h).
#pragma once

#include <cstdint>
#include <unordered_set>

namespace nodetorch {

struct Membership {
  std::unordered_set<uint64_t> lots;     // that it opened
  std::unordered_set<uint64_t> threads;  // names under which it is signed in

  Membership() = default;
  ~Membership();
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;
};

}  // namespace nodetorch
