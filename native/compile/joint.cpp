#include "compile/joint.h"

#include <ATen/ops/ones.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

#include "autograd/one_thread.h"

namespace nodetorch::compile {

namespace {

using torch::autograd::edge_list;
using torch::autograd::Engine;

// Calls `seen` for each node from which a gradient of `root` would flow, until it says false.
template <typename Seen>
bool walk(const NodePointer& root, std::unordered_set<const Node*>& visited, Seen&& seen) {
  std::vector<NodePointer> open{root};
  while (!open.empty()) {
    const NodePointer node = open.back();
    open.pop_back();
    if (!node || !visited.insert(node.get()).second) continue;
    if (!seen(*node)) return false;
    for (const auto& edge : node->next_edges()) open.push_back(edge.function);
  }
  return true;
}

bool shares_memory_with_what_was_there(const Recording& recording, Slot slot) {
  const int64_t storage = recording.slots[slot].storage;
  return std::any_of(recording.slots.begin(), recording.slots.end(), [&](const SlotInfo& other) {
    return other.source != Source::result && other.source != Source::tangent && !other.fresh &&
           other.storage == storage && storage >= 0;
  });
}

bool was_there(const SlotInfo& info) {
  return info.source == Source::input || (info.source == Source::captured && !info.fresh);
}

// Up to so many results, each choice of them has a part of its own; of more, all of them and each
// alone.
constexpr size_t kMostChosen = 3;

std::vector<uint64_t> choices(size_t results) {
  const uint64_t all = results >= 64 ? ~uint64_t{0} : (uint64_t{1} << results) - 1;
  std::vector<uint64_t> made{all};
  if (results <= kMostChosen) {
    for (uint64_t each = 1; each < all; ++each) made.push_back(each);
  } else {
    for (size_t i = 0; i < std::min<size_t>(results, 64); ++i) made.push_back(uint64_t{1} << i);
  }
  return made;
}

bool has_hooks(const at::Tensor& tensor) {
  if (const NodePointer node = tensor.grad_fn()) {
    // The engine would call them while it is recorded.
    if (tensor.retains_grad() || !node->tensor_pre_hooks().empty()) return true;
  }
  return !torch::autograd::impl::hooks(tensor).empty() ||
         torch::autograd::impl::post_acc_grad_hooks(tensor) != nullptr;
}

// Lets the engine run for each choice of results: where no gradient comes in, it calls less.
void record_parts(Recorder& recorder, Compiled& compiled, const edge_list& roots,
                  const torch::autograd::variable_list& tangents, const edge_list& edges) {
  const OneThread one_thread;  // where the recorder is
  for (const uint64_t choice : choices(roots.size())) {
    BackwardPart part;
    part.results = choice;
    part.begin = recorder.recording().instructions.size();
    edge_list from;
    torch::autograd::variable_list given;
    for (size_t i = 0; i < roots.size(); ++i) {
      if (i < 64 && (choice >> i & 1) == 0) continue;
      from.push_back(roots[i]);
      given.push_back(tangents[i]);
    }
    torch::autograd::variable_list gradients;
    try {
      gradients = Engine::get_default_engine().execute(from, given, /*keep_graph=*/true,
                                                       /*create_graph=*/false,
                                                       /*accumulate_grad=*/false, edges);
    } catch (const c10::Error& error) {
      // A program may never ask for it.
      return recorder.give_up(std::string("backward() of it fails: ") +
                              error.what_without_backtrace());
    }
    for (const at::Tensor& gradient : gradients) {
      part.gradients.push_back(gradient.defined() ? recorder.slot_of(gradient) : kNoSlot);
    }
    part.end = recorder.recording().instructions.size();
    compiled.backward.push_back(std::move(part));
  }
}

}  // namespace

void look_at_graphs(Recorder& recorder, Compiled& compiled,
                    const std::vector<at::Tensor>& results) {
  int32_t differentiable = 0;
  bool returned = false;
  for (size_t i = 0; i < results.size(); ++i) {
    const at::Tensor& result = results[i];
    const NodePointer node = result.grad_fn();
    const SlotInfo& info = recorder.recording().slots[compiled.outputs[i].slot];
    if (was_there(info)) {
      returned = returned || info.requires_grad;
      continue;
    }
    if (!node) continue;
    std::unordered_set<const Node*> visited;
    size_t consumed = 0;
    size_t all = 0;
    walk(node, visited, [&](const Node& each) {
      if (each.num_outputs() > 0 || !each.next_edges().empty()) {
        ++all;
        if (recorder.is_consumed(&each)) ++consumed;
      }
      return true;
    });
    if (consumed == all && all > 0) {
      compiled.outputs[i].freed = short_name(*node);
    } else if (consumed > 0 || recorder.ran_backward()) {
      recorder.give_up("a result needs a graph of which backward() used up a part");
      return;
    } else {
      compiled.outputs[i].differentiable = differentiable++;
    }
  }
  // The engine would add what comes in by that result to what comes from within, one by one.
  if (returned && differentiable > 0) {
    recorder.give_up("an argument that needs a gradient is a result as well");
  }
}

void record_backward(Recorder& recorder, Compiled& compiled,
                     const std::vector<at::Tensor>& results) {
  Recording& recording = recorder.recording();
  recording.backward_begin = recording.instructions.size();
  edge_list roots;
  torch::autograd::variable_list tangents;
  for (size_t i = 0; i < results.size(); ++i) {
    const Output& output = compiled.outputs[i];
    if (output.differentiable < 0) continue;
    if (shares_memory_with_what_was_there(recording, output.slot)) {
      return recorder.give_up("a result that needs a graph is a view of an argument");
    }
    if (results[i].layout() != at::kStrided || results[i].is_nested()) {
      return recorder.give_up("a result that needs a graph is sparse or nested");
    }
    roots.push_back(torch::autograd::impl::gradient_edge(results[i]));
    const Listening paused(false);
    tangents.push_back(at::ones(results[i].sizes(), results[i].options().requires_grad(false)));
    recorder.add_tangent(tangents.back(), output.differentiable);
  }
  if (roots.empty()) return;

  edge_list edges;
  std::unordered_set<const Node*> upstream;
  for (size_t slot = 0; slot < recording.slots.size(); ++slot) {
    const SlotInfo& info = recording.slots[slot];
    if (!info.requires_grad || (info.source != Source::input && info.source != Source::captured)) {
      continue;
    }
    const at::Tensor tensor = recorder.tensor_at(static_cast<Slot>(slot));
    if (info.source == Source::captured && !tensor.is_leaf()) {
      return recorder.give_up("a tensor from outside has a history");
    }
    if (has_hooks(tensor)) {
      return recorder.give_up("a tensor that gradients go to has hooks");
    }
    edges.push_back(torch::autograd::impl::gradient_edge(tensor));
    compiled.differentiated.push_back(static_cast<Slot>(slot));
    if (!tensor.is_leaf()) {
      for (const auto& edge : tensor.grad_fn()->next_edges()) {
        walk(edge.function, upstream, [](const Node&) { return true; });
      }
    }
  }
  for (const auto& edge : edges) {
    if (upstream.contains(edge.function.get())) {
      return recorder.give_up("an argument comes from a tensor that the function uses as well");
    }
  }
  record_parts(recorder, compiled, roots, tangents, edges);
  if (!recorder.reason().empty()) return;
  // What backward reads and forward has.
  std::vector<bool> made(recording.slots.size());
  std::vector<bool> kept(recording.slots.size());
  const auto keep = [&](Slot slot) {
    if (slot == kNoSlot || made[slot] || kept[slot]) return;
    if (recording.slots[slot].source == Source::tangent) return;
    kept[slot] = true;
    compiled.saved.push_back(slot);
    recording.slots[slot].escapes = true;
  };
  for (size_t i = recording.backward_begin; i < recording.instructions.size(); ++i) {
    const Instruction& instruction = recording.instructions[i];
    for (const Argument& argument : instruction.arguments) {
      keep(argument.slot);
      for (const Slot slot : argument.list) keep(slot);
    }
    for (const Result& result : instruction.results) {
      for (const Slot slot : result.slots) {
        if (slot != kNoSlot) made[slot] = true;
      }
    }
    if (!instruction.writes.empty()) {
      for (const Slot slot : instruction.writes) {
        if (!made[slot]) recorder.give_up("backward() writes to what was there before");
      }
    }
  }
  for (const BackwardPart& part : compiled.backward) {
    for (const Slot slot : part.gradients) {
      if (slot == kNoSlot) continue;
      keep(slot);
      recording.slots[slot].escapes = true;
    }
  }
}

}  // namespace nodetorch::compile
