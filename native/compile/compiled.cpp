#include "compile/compiled.h"

#include <ATen/Context.h>
#include <ATen/SavedTensorHooks.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/alias.h>
#include <ATen/ops/zeros.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

#include "compile/passes.h"
#include "dispatch/mode.h"
#include "functorch/functorch.h"

namespace nodetorch::compile {

TensorGuard::TensorGuard(const at::Tensor& tensor)
    : dtype(tensor.scalar_type()),
      device(tensor.device()),
      keys(tensor.key_set().raw_repr()),
      requires_grad(tensor.requires_grad()) {
  if (tensor.layout() != at::kStrided || tensor.is_nested()) return;
  sizes = tensor.sizes().vec();
  strides = tensor.strides().vec();
  offset = tensor.storage_offset();
}

const char* TensorGuard::misfit(const at::Tensor& tensor) const {
  if (tensor.scalar_type() != dtype) return "dtype";
  if (tensor.device() != device) return "device";
  if (tensor.requires_grad() != requires_grad) return "requires_grad";
  if (tensor.key_set().raw_repr() != keys) return "kind of tensor";
  if (tensor.layout() != at::kStrided || tensor.is_nested()) return nullptr;
  if (tensor.sizes() != sizes) return "shape";
  if (tensor.strides() != strides) return "strides";
  return nullptr;
}

namespace {

// The first of `count` tensors over the storage of another one; -1 if none is.
int32_t sharer_of(const at::Tensor& tensor, const std::vector<at::Tensor>& tensors, size_t count) {
  if (!tensor.has_storage()) return -1;
  for (size_t k = 0; k < count; ++k) {
    if (tensors[k].has_storage() && tensors[k].storage().is_alias_of(tensor.storage())) {
      return static_cast<int32_t>(k);
    }
  }
  return -1;
}

}  // namespace

std::vector<TensorGuard> guards_of(const std::vector<at::Tensor>& tensors) {
  std::vector<TensorGuard> guards;
  for (size_t i = 0; i < tensors.size(); ++i) {
    TensorGuard guard(tensors[i]);
    guard.same_memory = sharer_of(tensors[i], tensors, i);
    guards.push_back(std::move(guard));
  }
  return guards;
}

const char* obstacle() {
  if (in_func_layers()) return "a function transform is on";
  if (torch::autograd::AnomalyMode::is_enabled()) return "anomaly detection is on";
  if (at::SavedTensorDefaultHooks::is_enabled() &&
      at::SavedTensorDefaultHooks::get_hooks().has_value()) {
    return "hooks on saved tensors are on";
  }
  if (c10::impl::tls_is_dispatch_key_included(kModeKey)) return "a dispatch mode is on";
  return nullptr;
}

StateGuard StateGuard::now() {
  return {at::GradMode::is_enabled(),
          c10::InferenceMode::is_enabled(),
          c10::get_default_dtype_as_scalartype(),
          at::autocast::get_autocast_dtype(at::kCPU),
          at::autocast::get_autocast_dtype(at::kCUDA),
          at::autocast::is_autocast_enabled(at::kCPU),
          at::autocast::is_autocast_enabled(at::kCUDA),
          at::globalContext().deterministicAlgorithms()};
}

const char* Compiled::misfit(const std::vector<at::Tensor>& given) const {
  if (!(StateGuard::now() == state)) return "grad mode, autocast or the default dtype";
  if (const char* found = obstacle()) return found;
  if (given.size() != inputs.size()) return "number of tensors";
  for (size_t i = 0; i < given.size(); ++i) {
    if (const char* misfit = inputs[i].misfit(given[i])) return misfit;
    if (recording.absolute_offsets && !inputs[i].strides.empty() &&
        given[i].storage_offset() != inputs[i].offset) {
      return "where an argument lies in its memory";
    }
    if (sharer_of(given[i], given, i) != inputs[i].same_memory) return "which tensors share memory";
  }
  for (const Captured& each : captured) {
    const SlotInfo& was = recording.slots[each.slot];
    const at::Tensor& tensor = was.captured;
    if (each.watch->disposed()) return "a tensor from outside was disposed";
    if (tensor.requires_grad() != was.requires_grad)
      return "requires_grad of a tensor from outside";
    if (!was.strided) continue;
    if (sharer_of(tensor, given, given.size()) != each.same_memory) {
      return "which tensors share memory";
    }
    if (tensor.scalar_type() != was.dtype || tensor.sizes() != was.sizes ||
        tensor.strides() != was.strides) {
      return "the shape of a tensor from outside";
    }
  }
  for (const LeafGradient& leaf : leaves) {
    if (leaf.set_before_use) continue;
    const SlotInfo& info = recording.slots[leaf.leaf];
    const at::Tensor& tensor = info.source == Source::input ? given[info.index] : info.captured;
    const at::Tensor& gradient = tensor.grad();
    if (gradient.defined() != leaf.defined_at_entry) return "whether a gradient is there";
    if (leaf.at_entry == kNoSlot) continue;
    const SlotInfo& was = recording.slots[leaf.at_entry];
    if (was.strided && (gradient.sizes() != was.sizes || gradient.strides() != was.strides ||
                        gradient.scalar_type() != was.dtype)) {
      return "the shape of a gradient";
    }
  }
  return nullptr;
}

Frame Compiled::frame(const std::vector<at::Tensor>& given) const {
  Frame frame;
  frame.slots.resize(recording.slots.size());
  frame.values.resize(values);
  for (size_t slot = 0; slot < recording.slots.size(); ++slot) {
    const SlotInfo& info = recording.slots[slot];
    switch (info.source) {
      case Source::input:
        frame.slots[slot] = given[info.index];
        break;
      case Source::captured:
        frame.slots[slot] = info.fresh ? info.captured.clone() : info.captured;
        break;
      case Source::gradient: {
        const SlotInfo& leaf = recording.slots[info.index];
        frame.slots[slot] =
            (leaf.source == Source::input ? given[leaf.index] : leaf.captured).grad();
        break;
      }
      case Source::tangent:
      case Source::result:
        break;
    }
  }
  return frame;
}

namespace {

// Stands where a graph was that a backward() inside of the recording used up.
struct FreedGraph final : torch::autograd::Node {
  explicit FreedGraph(std::string of) : of_(std::move(of)) {}
  variable_list apply(variable_list&&) override {
    TORCH_CHECK(false, torch::autograd::ERR_BACKWARD_TWICE);
  }
  std::string name() const override { return of_; }

 private:
  std::string of_;
};

// The backward part of a recording as one node.
struct CompiledFunctionBackward final : torch::autograd::Node {
  variable_list apply(variable_list&& tangents) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK(!released, torch::autograd::ERR_BACKWARD_TWICE);
    TORCH_CHECK(!at::GradMode::is_enabled(),
                "torch.compile with aot_autograd does not currently support double backward");
    const Recording& recording = compiled->recording;
    for (size_t i = 0; i < versions.size(); ++i) {
      const at::Tensor& tensor = saved[i];
      if (!tensor.defined() || tensor.is_inference()) continue;
      TORCH_CHECK(tensor._version() == versions[i],
                  "one of the variables needed for gradient computation has been modified by an "
                  "inplace operation: [",
                  tensor.toString(), " ", tensor.sizes(), "] is at version ", tensor._version(),
                  "; expected version ", versions[i],
                  " instead. Hint: the backtrace further above shows the operation that failed to "
                  "compute its gradient. The variable in question was changed in there or anywhere "
                  "later. Good luck!");
    }
    Frame frame;
    frame.slots.resize(recording.slots.size());
    for (size_t i = 0; i < saved.size(); ++i) frame.slots[compiled->saved[i]] = saved[i];
    uint64_t came = 0;
    for (size_t i = 0; i < tangents.size(); ++i) {
      if (tangents[i].defined() && i < 64) came |= uint64_t{1} << i;
    }
    const BackwardPart* part = &compiled->backward.front();
    for (const BackwardPart& each : compiled->backward) {
      if (each.results == came) part = &each;
    }
    for (size_t slot = 0; slot < recording.slots.size(); ++slot) {
      const SlotInfo& info = recording.slots[slot];
      if (info.source != Source::tangent) continue;
      const at::Tensor& given = tangents[info.index];
      frame.slots[slot] =
          given.defined()
              ? given.contiguous()
              : at::zeros(info.sizes, at::TensorOptions(info.dtype).device(info.device));
    }
    replay(recording, frame, part->begin, part->end);
    variable_list gradients;
    for (const Slot slot : part->gradients) {
      gradients.push_back(slot == kNoSlot ? at::Tensor() : frame.slots[slot]);
    }
    return gradients;
  }
  std::string name() const override { return "CompiledFunctionBackward"; }
  void release_variables() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    saved.clear();
    versions.clear();
    released = true;
  }

  c10::intrusive_ptr<Compiled> compiled;
  std::vector<at::Tensor> saved;
  std::vector<uint32_t> versions;
  bool released = false;
};

}  // namespace

std::vector<at::Tensor> Compiled::results(const c10::intrusive_ptr<Compiled>& self,
                                          Frame& frame) const {
  std::vector<at::Tensor> made;
  bool differentiable = false;
  for (const Output& output : outputs) {
    at::Tensor tensor = frame.slots[output.slot];
    differentiable = differentiable || output.differentiable >= 0;
    const bool has_graph = output.differentiable >= 0 || !output.freed.empty();
    if (has_graph && (tensor.is_view() || tensor.requires_grad())) {
      const at::AutoDispatchBelowADInplaceOrView plain;
      tensor = at::alias(tensor);
    }
    if (!output.freed.empty()) {
      torch::autograd::set_history(tensor, make_node<FreedGraph>(output.freed));
    }
    made.push_back(std::move(tensor));
  }
  if (!differentiable) return made;
  auto node = make_node<CompiledFunctionBackward>();
  node->compiled = self;
  torch::autograd::edge_list edges;
  for (const Slot slot : differentiated) {
    edges.push_back(torch::autograd::impl::gradient_edge(frame.slots[slot]));
  }
  node->set_next_edges(std::move(edges));
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].differentiable >= 0) torch::autograd::set_history(made[i], node);
  }
  for (const Slot slot : saved) {
    const at::Tensor& tensor = frame.slots[slot];
    const bool own = recording.slots[slot].source == Source::result;
    node->versions.push_back(tensor.defined() && !tensor.is_inference() ? tensor._version() : 0);
    // A result may be one that holds this node: a circle, but for another tensor over its memory.
    if (own && tensor.defined() && tensor.requires_grad()) {
      const at::AutoDispatchBelowADInplaceOrView plain;
      node->saved.push_back(tensor.tensor_data());
    } else {
      node->saved.push_back(tensor);
    }
  }
  return made;
}

void watch_captured(Compiled& compiled) {
  const auto& slots = compiled.recording.slots;
  const auto same_memory = [&](const SlotInfo& info) {
    const auto input = std::find_if(slots.begin(), slots.end(), [&](const SlotInfo& each) {
      return each.source == Source::input && each.storage >= 0 && each.storage == info.storage;
    });
    return input == slots.end() ? -1 : input->index;
  };
  for (size_t i = 0; i < compiled.recording.slots.size(); ++i) {
    const SlotInfo& info = compiled.recording.slots[i];
    if (info.source != Source::captured || info.fresh) continue;
    compiled.captured.push_back(
        {static_cast<Slot>(i), same_memory(info), std::make_unique<DisposalWatch>(info.captured)});
  }
}

void optimise_parts(Compiled& compiled) {
  std::vector<size_t> borders = compiled.pauses;
  for (const BackwardPart& part : compiled.backward) borders.push_back(part.begin);
  optimise(compiled.recording, borders);
  const auto parts = borders.begin() + static_cast<std::ptrdiff_t>(compiled.pauses.size());
  for (size_t i = 0; i < compiled.backward.size(); ++i) {
    compiled.backward[i].begin = parts[static_cast<std::ptrdiff_t>(i)];
    if (i > 0) compiled.backward[i - 1].end = compiled.backward[i].begin;
  }
  if (!compiled.backward.empty()) {
    compiled.backward.back().end = compiled.recording.instructions.size();
  }
  std::copy(borders.begin(), parts, compiled.pauses.begin());
}

}  // namespace nodetorch::compile
