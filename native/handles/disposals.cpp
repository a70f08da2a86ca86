#include "handles/disposals.h"

#include <mutex>
#include <unordered_map>
#include <utility>

namespace nodetorch {

namespace {

std::atomic<size_t> watches{0};

struct Watched {
  std::mutex mutex;
  std::unordered_multimap<const c10::TensorImpl*, DisposalWatch*> by_tensor;
};

// Never destroyed: a watch may outlive what is static.
Watched& watched() {
  static auto* all = new Watched;
  return *all;
}

}  // namespace

DisposalWatch::DisposalWatch(at::Tensor tensor) : tensor_(std::move(tensor)) {
  Watched& all = watched();
  const std::lock_guard<std::mutex> lock(all.mutex);
  all.by_tensor.emplace(tensor_.unsafeGetTensorImpl(), this);
  ++watches;
}

DisposalWatch::~DisposalWatch() {
  Watched& all = watched();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const auto [begin, end] = all.by_tensor.equal_range(tensor_.unsafeGetTensorImpl());
  for (auto each = begin; each != end; ++each) {
    if (each->second != this) continue;
    all.by_tensor.erase(each);
    --watches;
    return;
  }
}

void note_disposal(const at::Tensor& tensor) {
  if (watches.load(std::memory_order_relaxed) == 0) return;
  Watched& all = watched();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const auto [begin, end] = all.by_tensor.equal_range(tensor.unsafeGetTensorImpl());
  for (auto each = begin; each != end; ++each) each->second->disposed_ = true;
}

}  // namespace nodetorch
