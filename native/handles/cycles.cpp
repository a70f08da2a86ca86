#include "handles/cycles.h"

#include <torch/csrc/autograd/variable.h>

#include <algorithm>

#include "autograd/graph_node.h"
#include "env/callback.h"
#include "handles/tensor.h"

namespace nodetorch {

HandleMark::HandleMark(Handle& handle) : handle_(&handle), serial_(handle.serial) {}

Handle* HandleMark::current() const {
  const bool same = handle_->serial == serial_ && !handle_->disposed && handle_->value.isTensor();
  return same ? handle_ : nullptr;
}

void Cycles::watch(std::weak_ptr<JsCallback> callback, std::vector<HandleMark> owners,
                   const Node* node) {
  if (watched_.size() >= forget_at_) forget_dead();
  watched_.push_back({std::move(callback), std::move(owners), node});
}

void Cycles::forget_dead() {
  std::erase_if(watched_, [](const Watched& watched) { return watched.callback.expired(); });
  forget_at_ = std::max<size_t>(64, 2 * watched_.size());
}

// Nobody but the owners' handles can lead to a call. A tensor that only its handle holds has no
// AccumulateGrad, and is saved nowhere; a node that only such tensors hold is in no other graph.
bool Cycles::is_held_by_owners(const Watched& watched) {
  size_t found = 0;
  size_t node_owners = 1;
  for (const HandleMark& owner : watched.owners) {
    const Handle* handle = owner.current();
    if (handle == nullptr) continue;
    const at::Tensor& tensor = handle->value.toTensor();
    const auto* meta = torch::autograd::impl::get_autograd_meta(tensor);
    // After a change in place the hook is of an older node than the tensor's.
    if (tensor.use_count() != 1 || meta == nullptr || meta->grad_fn_.get() != watched.node) {
      return false;
    }
    if (meta->grad_fn_) node_owners = static_cast<size_t>(meta->grad_fn_.use_count());
    ++found;
  }
  return found == node_owners;
}

Cycles::Weakened::Weakened(Cycles& cycles) {
  cycles.forget_dead();
  for (Watched& watched : cycles.watched_) {
    std::shared_ptr<JsCallback> callback = watched.callback.lock();
    watched.weakened = callback != nullptr && is_held_by_owners(watched);
    if (!watched.weakened) continue;
    callback->weaken();
    callbacks_.push_back(std::move(callback));
  }
}

Cycles::Weakened::~Weakened() {
  for (const std::shared_ptr<JsCallback>& callback : callbacks_) callback->strengthen();
}

bool Cycles::has_more() const {
  return std::any_of(watched_.begin(), watched_.end(), [](const Watched& watched) {
    return !watched.weakened && !watched.callback.expired() && is_held_by_owners(watched);
  });
}

}  // namespace nodetorch
