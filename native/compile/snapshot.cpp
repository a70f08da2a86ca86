#include "compile/snapshot.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/variable.h>

#include <cmath>
#include <cstring>

#include "autograd/graph_node.h"
#include "autograd/one_thread.h"
#include "compile/handles.h"
#include "handles/held_object.h"

namespace nodetorch::compile {

namespace {

at::Tensor copy_of(const at::Tensor& tensor) {
  const at::NoGradGuard no_grad;
  return tensor.defined() ? tensor.detach().clone() : at::Tensor();
}

const at::Tensor& tensor_at(const Compiled& compiled, Slot slot,
                            const std::vector<at::Tensor>& inputs) {
  const SlotInfo& info = compiled.recording.slots[slot];
  return info.source == Source::input ? inputs[info.index] : info.captured;
}

std::vector<at::Generator> generators_of(const Compiled& compiled) {
  std::vector<at::Generator> found;
  if (!compiled.random) return found;
  found.push_back(at::detail::getDefaultCPUGenerator());
  for (const Instruction& instruction : compiled.recording.instructions) {
    for (const Argument& argument : instruction.arguments) {
      if (argument.constant.isGenerator()) found.push_back(argument.constant.toGenerator());
    }
  }
  return found;
}

at::Tensor state_of(at::Generator generator) {
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return generator.get_state();
}

}  // namespace

Snapshot::Snapshot(const Compiled& compiled, const std::vector<at::Tensor>& inputs) {
  for (const Slot slot : compiled.written) {
    const SlotInfo& info = compiled.recording.slots[slot];
    const at::Tensor tensor = info.source == Source::gradient
                                  ? tensor_at(compiled, info.index, inputs).grad()
                                  : tensor_at(compiled, slot, inputs);
    if (tensor.defined()) written_.push_back({tensor, tensor.variable_data(), copy_of(tensor)});
  }
  for (const LeafGradient& leaf : compiled.leaves) {
    const at::Tensor& tensor = tensor_at(compiled, leaf.leaf, inputs);
    gradients_.emplace_back(tensor, tensor.grad());
    gradient_contents_.push_back(copy_of(tensor.grad()));
  }
  for (const at::Generator& generator : generators_of(compiled)) {
    streams_.emplace_back(generator, state_of(generator));
  }
}

void Snapshot::restore() const {
  const at::NoGradGuard no_grad;
  for (const Kept& kept : written_) {
    const bool moved = kept.tensor.has_storage() && !kept.tensor.is_alias_of(kept.memory);
    if (moved) kept.tensor.set_data(kept.memory);
    kept.tensor.variable_data().copy_(kept.contents);
  }
  for (size_t i = 0; i < gradients_.size(); ++i) {
    const auto& [leaf, gradient] = gradients_[i];
    leaf.mutable_grad() = gradient;
    if (gradient.defined()) gradient.detach().copy_(gradient_contents_[i]);
  }
  for (const auto& [generator, state] : streams_) {
    at::Generator changed = generator;
    const std::lock_guard<std::mutex> lock(changed.mutex());
    changed.set_state(state);
  }
}

std::string bits_differ(const at::Tensor& a, const at::Tensor& b) {
  if (a.defined() != b.defined()) return a.defined() ? "it is null once" : "it is a tensor once";
  if (!a.defined()) return "";
  std::ostringstream text;
  if (a.scalar_type() != b.scalar_type()) {
    text << "dtype " << a.scalar_type() << " against " << b.scalar_type();
    return text.str();
  }
  if (a.layout() != at::kStrided || b.layout() != at::kStrided || a.is_nested() || b.is_nested()) {
    return "";
  }
  if (a.sizes() != b.sizes()) {
    text << "shape " << a.sizes() << " against " << b.sizes();
    return text.str();
  }
  if (a.requires_grad() != b.requires_grad()) {
    return std::string("requires_grad is ") + (a.requires_grad() ? "true" : "false") + " against " +
           (b.requires_grad() ? "true" : "false");
  }
  const at::NoGradGuard no_grad;
  const auto plain = [](const at::Tensor& tensor) {
    const at::Tensor here = tensor.detach().to(at::kCPU).resolve_conj().resolve_neg().contiguous();
    // Of two NaN that meet, IEEE leaves open which comes out: its sign is no difference.
    const bool may_hold_nan = here.is_floating_point() && here.element_size() > 1;
    return may_hold_nan ? here.masked_fill(here.ne(here), std::nan("")) : here;
  };
  const at::Tensor left = plain(a);
  const at::Tensor right = plain(b);
  if (left.nbytes() == 0 ||
      std::memcmp(left.const_data_ptr(), right.const_data_ptr(), left.nbytes()) == 0) {
    return "";
  }
  const at::Tensor bytes_left = left.reshape(-1).view(at::kByte);
  const at::Tensor bytes_right = right.reshape(-1).view(at::kByte);
  const int64_t first =
      bytes_left.ne(bytes_right).nonzero()[0].item<int64_t>() / left.element_size();
  const at::Tensor one = left.reshape(-1)[first];
  const at::Tensor other = right.reshape(-1)[first];
  text << "element " << first << " is ";
  if (left.is_complex()) {
    text << one.item<c10::complex<double>>() << " against " << other.item<c10::complex<double>>();
  } else {
    text.precision(9);
    text << one.item<double>() << " against " << other.item<double>();
  }
  return text.str();
}

std::string Snapshot::difference(const Snapshot& other) const {
  for (size_t i = 0; i < written_.size(); ++i) {
    const std::string difference = bits_differ(written_[i].contents, other.written_[i].contents);
    if (difference.empty()) continue;
    std::ostringstream text;
    text << "a tensor of shape " << written_[i].tensor.sizes()
         << " that it writes to: " << difference;
    return text.str();
  }
  for (size_t i = 0; i < gradients_.size(); ++i) {
    const std::string difference = bits_differ(gradient_contents_[i], other.gradient_contents_[i]);
    if (difference.empty()) continue;
    std::ostringstream text;
    text << "the gradient of a tensor of shape " << gradients_[i].first.sizes() << ": "
         << difference;
    return text.str();
  }
  for (size_t i = 0; i < streams_.size(); ++i) {
    if (!bits_differ(streams_[i].second, other.streams_[i].second).empty()) {
      return "how many random numbers are drawn";
    }
  }
  return "";
}

namespace {

// compile_snapshot(recording, inputs)
Napi::Value compile_snapshot(Environment& env, const Napi::CallbackInfo& info) {
  const auto made =
      c10::make_intrusive<Snapshot>(*compiled_of(env, info[0]), tensors_of(env, info[1]));
  return Napi::Value(env.raw(), hand_out(env, made));
}

Napi::Value compile_restore(Environment& env, const Napi::CallbackInfo& info) {
  object_of<Snapshot>(env, info[0], "a snapshot").restore();
  return info.Env().Undefined();
}

// compile_difference(snapshot, snapshot): "" if there is none.
Napi::Value compile_difference(Environment& env, const Napi::CallbackInfo& info) {
  const auto& a = object_of<Snapshot>(env, info[0], "a snapshot");
  return Napi::String::New(env.js(), a.difference(object_of<Snapshot>(env, info[1], "a snapshot")));
}

// compile_bits_differ(tensor, tensor): "" if they do not.
Napi::Value compile_bits_differ(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), bits_differ(tensor_of(env, info, 0, "compile"),
                                                 tensor_of(env, info, 1, "compile")));
}

// compile_gradients_differ(recording, inputs, results, results): whether ones, sent back through
// both, give other gradients. Both graphs stay.
Napi::Value compile_gradients_differ(Environment& env, const Napi::CallbackInfo& info) {
  const auto held = compiled_of(env, info[0]);
  const Compiled& compiled = *held;
  if (compiled.differentiated.empty()) return Napi::String::New(env.js(), "");
  const std::vector<at::Tensor> inputs = tensors_of(env, info[1]);
  torch::autograd::edge_list edges;
  for (const Slot slot : compiled.differentiated) {
    edges.push_back(torch::autograd::impl::gradient_edge(tensor_at(compiled, slot, inputs)));
  }
  const auto gradients = [&](const std::vector<at::Tensor>& results) {
    torch::autograd::edge_list roots;
    torch::autograd::variable_list ones;
    for (size_t i = 0; i < results.size(); ++i) {
      if (compiled.outputs[i].differentiable < 0) continue;
      roots.push_back(torch::autograd::impl::gradient_edge(results[i]));
      ones.push_back(at::ones(results[i].sizes(), results[i].options().requires_grad(false)));
    }
    return torch::autograd::Engine::get_default_engine().execute(roots, ones, true, false, false,
                                                                 edges);
  };
  const OneThread one_thread;
  torch::autograd::variable_list left;
  torch::autograd::variable_list right;
  try {
    left = gradients(tensors_of(env, info[2]));
    right = gradients(tensors_of(env, info[3]));
  } catch (const c10::Error&) {
    // The other run wrote to what one of the graphs has kept: nothing can be said.
    return Napi::String::New(env.js(), "");
  }
  for (size_t i = 0; i < left.size(); ++i) {
    const std::string difference = bits_differ(left[i], right[i]);
    if (difference.empty()) continue;
    std::ostringstream text;
    text << "the gradient of a tensor of shape "
         << tensor_at(compiled, compiled.differentiated[i], inputs).sizes() << ": " << difference;
    return Napi::String::New(env.js(), text.str());
  }
  return Napi::String::New(env.js(), "");
}

constexpr DoorEntry kDoors[] = {
    {"compile_snapshot", compile_snapshot},
    {"compile_restore", compile_restore},
    {"compile_difference", compile_difference},
    {"compile_bits_differ", compile_bits_differ},
    {"compile_gradients_differ", compile_gradients_differ},
};

}  // namespace

void install_snapshots(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch::compile
