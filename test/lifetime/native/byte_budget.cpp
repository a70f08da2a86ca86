// Programs in numbers: what they hold at most beside what they need, and how often they collect. Prints JSON.
#include "handles/byte_budget.h"

#include <cstdio>
#include <initializer_list>

namespace {

using nodetorch::BudgetPolicy;
using nodetorch::ByteBudget;

constexpr int64_t kMega = int64_t{1} << 20;
constexpr int64_t kGiga = int64_t{1} << 30;

struct Program {
  ByteBudget budget;
  int64_t live;       // what it refers to
  int64_t young = 0;  // garbage that a minor collection frees
  int64_t old = 0;    // garbage that a major one frees
  int64_t most = 0;
  int minors = 0;
  int majors = 0;

  Program(const BudgetPolicy& policy, int64_t capacity, int64_t lives)
      : budget(policy, capacity), live(lives) {
    budget.after_minor(held());
  }

  int64_t held() const { return live + young + old; }

  void look() {
    most = std::max(most, held());
    if (!budget.is_spent(held(), 0)) return;
    ++minors;
    young = 0;
    budget.after_minor(held());
    if (!budget.asks_for_major(held())) return;
    ++majors;
    const int64_t before = held();
    old = 0;
    budget.after_major(before, held());
  }
};

void print(const char* name, const Program& program, int64_t needs) {
  std::printf("%s\"%s\":{\"extra\":%lld,\"minors\":%d,\"majors\":%d}", name[0] == '>' ? "" : ",",
              name[0] == '>' ? name + 1 : name, static_cast<long long>((program.most - needs) / kMega),
              program.minors, program.majors);
}

// 10,000 temporaries beside what stays.
void temporaries(const char* name, int64_t capacity, int64_t live, int64_t bytes) {
  Program program(nodetorch::kDeviceBudget, capacity, live);
  for (int i = 0; i < 10'000; ++i) {
    program.young += bytes;
    program.look();
  }
  print(name, program, live);
}

// 1,000 steps: activations pile up, and backward frees them.
void training(const char* name, int64_t capacity, int64_t parameters, int64_t activations) {
  Program program(nodetorch::kDeviceBudget, capacity, parameters);
  for (int step = 0; step < 1'000; ++step) {
    for (int layer = 0; layer < 50; ++layer) {
      program.live += activations / 50;
      program.young += activations / 50;
      program.look();
    }
    program.live = parameters;
    program.look();
  }
  print(name, program, parameters + activations);
}

// 10,000 results that outlive two minor collections before they are garbage.
void promoted(const char* name, const BudgetPolicy& policy, int64_t capacity, int64_t live) {
  Program program(policy, capacity, live);
  for (int i = 0; i < 10'000; ++i) {
    program.old += 4 * kMega;
    program.look();
  }
  print(name, program, live);
}

// Nothing but growth, up to 12 GB.
void growth(const char* name, const BudgetPolicy& policy, int64_t capacity) {
  Program program(policy, capacity, 0);
  for (int i = 0; i < 3'000; ++i) {
    program.live += 4 * kMega;
    program.look();
  }
  print(name, program, program.live);
}

// A file is read, 100 MB after the other, until collections wait no longer; "extra" is what was read. Then that is
// accepted, and asks for nothing.
void reading(const char* name, int64_t capacity, int64_t live) {
  Program program(nodetorch::kHostBudget, capacity, live);
  while (!program.budget.is_scarce(program.held())) program.live += 100 * kMega;
  program.budget.accept(program.held());
  program.look();
  print(name, program, live);
}

}  // namespace

int main() {
  using nodetorch::kDeviceBudget;
  using nodetorch::kHostBudget;
  std::printf("{");
  temporaries(">temporaries of 1 MB beside 100 MB of 80 GB", 80 * kGiga, 100 * kMega, kMega);
  temporaries("temporaries of 1 MB beside 10 GB of 80 GB", 80 * kGiga, 10 * kGiga, kMega);
  temporaries("temporaries of 16 MB beside 15 GB of 16 GB", 16 * kGiga, 15 * kGiga, 16 * kMega);
  training("training, 100 + 900 MB of 80 GB", 80 * kGiga, 100 * kMega, 900 * kMega);
  training("training, 4 + 8 GB of 16 GB", 16 * kGiga, 4 * kGiga, 8 * kGiga);
  promoted("old garbage beside 1 GB of 80 GB", kDeviceBudget, 80 * kGiga, kGiga);
  promoted("old garbage beside 15 GB of 16 GB", kDeviceBudget, 16 * kGiga, 15 * kGiga);
  promoted("old garbage beside 1 GB of a host's 16 GB", kHostBudget, 16 * kGiga, kGiga);
  growth("growth on 80 GB", kDeviceBudget, 80 * kGiga);
  growth("growth on 16 GB", kDeviceBudget, 16 * kGiga);
  growth("growth on a device that does not tell", kDeviceBudget, nodetorch::kUnknownCapacity);
  growth("growth on a host of 16 GB", kHostBudget, 16 * kGiga);
  reading("reading on a host of 16 GB", 16 * kGiga, kGiga);
  reading("reading on a host of 16 GB that is nearly full", 16 * kGiga, 15 * kGiga);
  std::printf("}\n");
}
