#include "handles/kept_tensors.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/functions/basic_ops.h>
#include <torch/csrc/autograd/variable.h>

#include "env/env.h"

namespace nodetorch {

namespace {

// The node as it was last known: asked for openly, a view whose base has changed would make a new
// one, or complain.
const Node* known_node(const at::TensorBase& tensor) {
  const auto* meta = torch::autograd::impl::get_autograd_meta(tensor);
  return meta == nullptr ? nullptr : meta->grad_fn_.get();
}

const at::TensorBase* base_of(const at::Tensor& tensor) {
  return tensor.is_view() ? &tensor._base() : nullptr;
}

}  // namespace

int64_t KeptTensors::keep(Environment& env, Node* node, napi_value handle_value,
                          napi_value object) {
  const at::Tensor& tensor = tensor_of(env, handle_value, {"apply", "ctx", 0});
  Handle& handle = *env.handles.find(handle_value);
  const at::TensorBase* base = base_of(tensor);
  // A view that was made without gradients requires them as its base does, and has no part in them.
  const bool recorded = known_node(tensor) != nullptr;
  Entry entry{tensor, {}, History::whole, recorded, 0, HandleMark(handle)};
  if (recorded && known_node(tensor) == node) {
    entry.tensor = tensor.tensor_data();
    entry.history = History::of_output;
    entry.output_nr = static_cast<uint32_t>(tensor.output_nr());
  } else if (base != nullptr && node != nullptr && known_node(*base) == node) {
    const bool plain = tensor.layout() == at::kStrided && tensor.dtype() == base->dtype() &&
                       tensor.is_conj() == base->is_conj() && tensor.is_neg() == base->is_neg();
    if (recorded || !plain) return -1;
    entry.tensor = tensor.tensor_data();
    entry.base = at::Tensor(base->tensor_data());
    entry.history = History::of_base;
    entry.output_nr = static_cast<uint32_t>(base->output_nr());
  } else if (!recorded && (base == nullptr || known_node(*base) == nullptr)) {
    return -1;
  }
  env.handles.adopt(handle, object);
  std::lock_guard<std::mutex> lock(mutex_);
  entries_.push_back(std::move(entry));
  return static_cast<int64_t>(entries_.size()) - 1;
}

at::Tensor KeptTensors::output(const at::Tensor& values, uint32_t output_nr, Node& node) {
  at::Tensor tensor =
      torch::autograd::make_variable(values, torch::autograd::Edge(node.getptr(), output_nr));
  torch::autograd::impl::set_version_counter(tensor,
                                             torch::autograd::impl::version_counter(values));
  return tensor;
}

at::Tensor KeptTensors::restored(const Entry& entry, Node* node) {
  if (entry.history == History::whole || !entry.tensor.defined()) return entry.tensor;
  if (entry.history == History::of_output && node != nullptr) {
    return output(entry.tensor, entry.output_nr, *node);
  }
  if (entry.history == History::of_base && node != nullptr) {
    const at::NoGradGuard no_grad;
    return output(entry.base, entry.output_nr, *node)
        .as_strided(entry.tensor.sizes(), entry.tensor.strides(), entry.tensor.storage_offset());
  }
  if (!entry.requires_grad) return entry.tensor;
  auto failing = make_node<torch::autograd::DelayedError>(
      "a tensor kept on the ctx of a custom Function has lost its history: the graph that the "
      "Function was part of is gone. Keep an output of the Function, or the tensor itself",
      1);
  return std::move((*failing)({torch::autograd::make_variable(entry.tensor, true)})[0]);
}

napi_value KeptTensors::get(Environment& env, Node* node, size_t index) {
  std::lock_guard<std::mutex> lock(mutex_);
  const Entry& entry = entries_.at(index);
  if (const Handle* handle = entry.object.current(); handle != nullptr && handle->weak != nullptr) {
    napi_value object = nullptr;
    check(env.raw(), napi_get_reference_value(env.raw(), handle->weak, &object));
    if (object != nullptr) return object;
  }
  return wrap(env, restored(entry, node));
}

void KeptTensors::made(Environment& env, size_t index, napi_value handle_value, napi_value object) {
  Handle* handle = env.handles.find_number(handle_value);
  if (handle == nullptr) return;
  env.handles.adopt(*handle, object);
  std::lock_guard<std::mutex> lock(mutex_);
  entries_.at(index).object = HandleMark(*handle);
}

void KeptTensors::forget(size_t index) {
  at::Tensor dropped;  // after the lock: it may lead to another ctx
  std::lock_guard<std::mutex> lock(mutex_);
  std::swap(dropped, entries_.at(index).tensor);
}

void KeptTensors::lose_history() {
  std::vector<at::Tensor> dropped;  // after the lock, too
  std::lock_guard<std::mutex> lock(mutex_);
  for (Entry& entry : entries_) {
    if (entry.history == History::whole && entry.tensor.defined()) {
      dropped.push_back(std::move(entry.tensor));
      try {
        entry.tensor = at::Tensor(dropped.back().tensor_data());
      } catch (...) {
        // No memory for it, and a destructor is no place to say so: the value is lost as well.
      }
    }
    entry.base.reset();
    entry.history = History::lost;
  }
}

}  // namespace nodetorch
