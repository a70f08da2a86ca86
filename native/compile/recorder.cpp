#include "compile/recorder.h"

#include <ATen/core/grad_mode.h>
#include <ATen/core/stack.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "autograd/engine.h"
#include "dispatch/mode.h"
#include "library/script_operators.h"

namespace nodetorch::compile {

namespace {

bool has_tag(const c10::OperatorHandle& handle, at::Tag tag) {
  const auto& tags = handle.getTags();
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

// It consists of other operators on every device, which are recorded in its place.
bool is_composite(const c10::OperatorHandle& handle) {
  return handle.hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd) &&
         !handle.hasKernelForAnyDispatchKey(c10::DispatchKeySet(
             {c10::DispatchKey::CPU, c10::DispatchKey::CUDA, c10::DispatchKey::MkldnnCPU}));
}

bool writes(const c10::Argument& argument) {
  return argument.alias_info() != nullptr && argument.alias_info()->isWrite();
}

// Operators that write to arguments of which their schemas do not say so, where a flag is set: the
// running statistics of batches.
struct Unmarked {
  std::string_view op;
  size_t flag;
  std::array<size_t, 2> written;
};
constexpr std::array kUnmarked = {Unmarked{"aten::native_batch_norm", 5, {3, 4}},
                                  Unmarked{"aten::cudnn_batch_norm", 5, {3, 4}},
                                  Unmarked{"aten::miopen_batch_norm", 5, {3, 4}}};

// What a recording may hold as it is: the values of no object that a program changes.
bool is_constant(const c10::IValue& value) {
  if (value.isList()) {
    const auto elements = value.toListRef();
    return std::all_of(elements.begin(), elements.end(), is_constant);
  }
  return value.isNone() || value.isBool() || value.isInt() || value.isDouble() ||
         value.isComplexDouble() || value.isScalar() || value.isString() || value.isDevice() ||
         value.isGenerator();
}

}  // namespace

Recorder::Recorder(const std::vector<at::Tensor>& inputs) : inputs_(inputs) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Slot slot = add_slot(inputs[i], Source::input);
    recording_.slots[slot].index = static_cast<int32_t>(i);
    note_leaf(inputs[i], slot);
  }
}

void Recorder::give_up(const std::string& reason) {
  if (!reason_.empty()) return;
  reason_ = reason;
  const Listening paused(false);
  if (on_break_) on_break_(reason);
}

void Recorder::pin(const at::Tensor& tensor) { tensors_.emplace_back(tensor.getIntrusivePtr()); }

Slot Recorder::add_slot(const at::Tensor& tensor, Source source) {
  const auto slot = static_cast<Slot>(recording_.slots.size());
  SlotInfo& info = recording_.slots.emplace_back();
  info.source = source;
  info.dtype = tensor.scalar_type();
  info.device = tensor.device().type();
  info.requires_grad = tensor.requires_grad();
  if (tensor.layout() == at::kStrided && tensor.has_storage() && !tensor.is_nested()) {
    info.strided = true;
    info.sizes = tensor.sizes().vec();
    info.strides = tensor.strides().vec();
    info.is_conj_or_neg = tensor.is_conj() || tensor.is_neg();
    const c10::StorageImpl* storage = tensor.storage().unsafeGetStorageImpl();
    auto& sharing = by_storage_[storage];
    if (sharing.empty()) {
      storages_.emplace_back(tensor.storage().getWeakStorageImpl());
      storage_numbers_[storage] = static_cast<int64_t>(storage_numbers_.size());
    }
    info.storage = storage_numbers_[storage];
    sharing.push_back(slot);
    info.offset = tensor.storage_offset();
  }
  if (source == Source::input || source == Source::captured) graphs_[slot] = tensor.grad_fn();
  by_tensor_[tensor.unsafeGetTensorImpl()] = slot;
  pin(tensor);
  return slot;
}

Slot Recorder::add_tangent(const at::Tensor& tensor, int32_t index) {
  const Slot slot = add_slot(tensor, Source::tangent);
  recording_.slots[slot].index = index;
  return slot;
}

Slot Recorder::find(const at::Tensor& tensor) const {
  const auto found = by_tensor_.find(tensor.unsafeGetTensorImpl());
  return found == by_tensor_.end() ? kNoSlot : found->second;
}

// A tensor that no operator made, over memory that we know: a saved tensor of autograd's, `.data`.
Slot Recorder::alias_of(const at::Tensor& tensor) {
  if (tensor.layout() != at::kStrided || !tensor.has_storage()) return kNoSlot;
  const auto sharing = by_storage_.find(tensor.storage().unsafeGetStorageImpl());
  if (sharing == by_storage_.end()) return kNoSlot;
  Slot same_dtype = kNoSlot;
  for (const Slot slot : sharing->second) {
    const SlotInfo& info = recording_.slots[slot];
    if (!info.strided || info.dtype != tensor.scalar_type() || info.is_conj_or_neg) continue;
    if (tensor.is_conj() || tensor.is_neg()) continue;
    same_dtype = slot;
    if (info.sizes == tensor.sizes() && info.strides == tensor.strides() &&
        info.offset == tensor.storage_offset()) {
      by_tensor_[tensor.unsafeGetTensorImpl()] = slot;
      pin(tensor);
      return slot;
    }
  }
  if (same_dtype == kNoSlot) {
    give_up("a tensor shares memory with another one in a way that is not an operator's");
    return kNoSlot;
  }
  static const c10::OperatorHandle as_strided =
      c10::Dispatcher::singleton().findSchemaOrThrow("aten::as_strided", "");
  const Slot made = add_slot(tensor, Source::result);
  recording_.absolute_offsets = true;
  Instruction& instruction = recording_.instructions.emplace_back();
  instruction.op = as_strided;
  instruction.arguments.resize(4);
  instruction.arguments[0].kind = Argument::Kind::slot;
  instruction.arguments[0].slot = same_dtype;
  instruction.arguments[1].constant = tensor.sizes().vec();
  instruction.arguments[2].constant = tensor.strides().vec();
  instruction.arguments[3].constant = tensor.storage_offset();
  instruction.results.push_back({false, {made}});
  return made;
}

Slot Recorder::slot_of(const at::Tensor& tensor) {
  if (const Slot known = find(tensor); known != kNoSlot) return known;
  if (const Slot alias = alias_of(tensor); alias != kNoSlot) return alias;
  const Slot slot = add_slot(tensor, Source::captured);
  recording_.slots[slot].captured = tensor;
  note_leaf(tensor, slot);
  return slot;
}

void Recorder::note_leaf(const at::Tensor& tensor, Slot slot) {
  if (!tensor.requires_grad() || !tensor.is_leaf()) return;
  LeafGradient& leaf = leaves_.emplace_back();
  leaf.leaf = slot;
  leaf_of_slot_[slot] = leaves_.size() - 1;
  const at::Tensor& gradient = tensor.grad();
  if (!gradient.defined()) return;
  leaf.defined_at_entry = true;
  Slot known = find(gradient);
  if (known == kNoSlot) {
    known = add_slot(gradient, Source::gradient);
    recording_.slots[known].index = slot;
  }
  leaf.at_entry = leaf.current = known;
}

void Recorder::look_at_gradient(const at::Tensor& tensor, bool sets) {
  const Slot slot = slot_of(tensor);
  if (slot == kNoSlot) return;
  const auto found = leaf_of_slot_.find(slot);
  if (found == leaf_of_slot_.end()) {
    if (sets) give_up("the gradient of a tensor that is no leaf was set");
    return;
  }
  // What backward() did before is written down first: the program may read what it made.
  if (sets) {
    settle_gradients();
    LeafGradient& leaf = leaves_[found->second];
    if (leaf.current == leaf.at_entry) leaf.set_before_use = true;
  }
}

const at::Tensor& Recorder::tensor_at(Slot slot) const {
  const SlotInfo& info = recording_.slots[slot];
  return info.source == Source::input ? inputs_[info.index] : info.captured;
}

void Recorder::settle_gradients() {
  for (LeafGradient& leaf : leaves_) {
    const at::Tensor& gradient = tensor_at(leaf.leaf).grad();
    const Slot now = gradient.defined() ? slot_of(gradient) : kNoSlot;
    if (now == leaf.current) continue;
    leaf.current = now;
    Instruction& instruction = recording_.instructions.emplace_back();
    instruction.assigns = Assigns::gradient;
    instruction.arguments.resize(2);
    for (Argument& argument : instruction.arguments) argument.kind = Argument::Kind::slot;
    instruction.arguments[0].slot = leaf.leaf;
    instruction.arguments[1].slot = now;
  }
}

// Why `tensor.data = source` cannot be part of a recording; null if it can.
const char* Recorder::data_obstacle(const at::Tensor& tensor, const at::Tensor& source) {
  const Slot before = slot_of(tensor);
  const Slot given = slot_of(source);
  if (before == kNoSlot || given == kNoSlot)
    return "`.data` of a tensor of no known memory was set";
  const SlotInfo& was = recording_.slots[before];
  const SlotInfo& now = recording_.slots[given];
  // What follows was chosen for this geometry; the guards compare it with that at the next call.
  if (!was.strided || !now.strided || was.dtype != now.dtype || was.device != now.device ||
      was.sizes != now.sizes || was.strides != now.strides) {
    return "`.data` became a tensor of another kind or shape";
  }
  // At the next call the tensor has the new memory from the beginning on: what was there before may
  // lie in neither of the two.
  const auto has_others = [&](const at::Tensor& of) {
    const auto& sharing = by_storage_[of.storage().unsafeGetStorageImpl()];
    return std::any_of(sharing.begin(), sharing.end(), [&](Slot other) {
      return other != before && recording_.slots[other].source != Source::result;
    });
  };
  if (was.storage == now.storage || has_others(tensor) || has_others(source)) {
    return "`.data` was set of or to a tensor that shares its memory";
  }
  return nullptr;
}

void Recorder::assign_data(const at::Tensor& tensor, const at::Tensor& source) {
  const Listening paused(false);
  const char* obstacle = reason_.empty() ? data_obstacle(tensor, source) : nullptr;
  if (obstacle != nullptr) give_up(obstacle);
  if (!reason_.empty()) return tensor.set_data(source);
  settle_gradients();
  const Slot before = slot_of(tensor);
  const Slot given = slot_of(source);
  tensor.set_data(source);
  const Slot after = add_slot(tensor, Source::result);
  for (const Slot slot : {given, after}) recording_.slots[slot].escapes = true;
  const auto leaf = leaf_of_slot_.find(before);
  if (leaf != leaf_of_slot_.end()) leaf_of_slot_[after] = leaf->second;
  Instruction& instruction = recording_.instructions.emplace_back();
  instruction.assigns = Assigns::data;
  instruction.arguments.resize(2);
  for (Argument& argument : instruction.arguments) argument.kind = Argument::Kind::slot;
  instruction.arguments[0].slot = before;
  instruction.arguments[1].slot = given;
  instruction.results.push_back({false, {after}});
  instruction.writes.push_back(before);
}

void Recorder::touch_generators() {
  touched_generators_ = true;
  check_randomness();
}

void Recorder::check_randomness() {
  if (is_random_ && touched_generators_) {
    give_up("the state of a generator was read or set, and random numbers were drawn");
  }
}

Slot Recorder::origin_of(Slot slot) const {
  const auto& instructions = recording_.instructions;
  for (auto each = instructions.rbegin(); each != instructions.rend(); ++each) {
    if (each->assigns == Assigns::data && each->results[0].slots[0] == slot) {
      slot = each->arguments[0].slot;
    }
  }
  return slot;
}

void Recorder::gradients_after_pause() {
  for (const LeafGradient& leaf : leaves_) {
    const at::Tensor& gradient = tensor_at(leaf.leaf).grad();
    if ((gradient.defined() ? find(gradient) : kNoSlot) != leaf.current) {
      return give_up("gradients were replaced in a part that is not recorded");
    }
  }
}

void Recorder::check_graphs() {
  for (const auto& [slot, graph] : graphs_) {
    const SlotInfo& info = recording_.slots[slot];
    if (info.fresh) continue;
    const at::Tensor& tensor = tensor_at(slot);
    if (tensor.requires_grad() != info.requires_grad || tensor.grad_fn() != graph) {
      return give_up("an argument, or a tensor from outside, has another graph afterwards");
    }
  }
}

void Recorder::wrapped(const at::Tensor& tensor) {
  if (find(tensor) != kNoSlot) return;
  if (tensor.use_count() > 1) return;  // somebody else's, who had it before
  if (tensor.has_storage() && by_storage_.contains(tensor.storage().unsafeGetStorageImpl())) return;
  const Slot slot = add_slot(tensor, Source::captured);
  SlotInfo& info = recording_.slots[slot];
  // As it is now: the program may write to it later.
  const Listening paused(false);
  info.fresh = true;
  info.captured = tensor.detach().clone();
}

void Recorder::backward_from(const torch::autograd::edge_list& roots, bool retained,
                             const torch::autograd::edge_list& inputs) {
  ran_backward_ = true;
  if (retained) return;
  std::vector<NodePointer> open;
  std::vector<NodePointer> found;
  std::unordered_set<const Node*> seen;
  for (const auto& root : roots) open.push_back(root.function);
  while (!open.empty()) {
    const NodePointer node = open.back();
    open.pop_back();
    if (!node || !seen.insert(node.get()).second) continue;
    found.push_back(node);
    for (const auto& edge : node->next_edges()) open.push_back(edge.function);
  }
  // The engine calls what lies on the way to the inputs, if it is given some; a node is older than
  // those that lead to it.
  std::sort(found.begin(), found.end(), [](const NodePointer& a, const NodePointer& b) {
    return a->sequence_nr() < b->sequence_nr();
  });
  std::unordered_set<const Node*> wanted;
  for (const auto& input : inputs) wanted.insert(input.function.get());
  std::unordered_set<const Node*> called;
  for (const NodePointer& node : found) {
    const auto& edges = node->next_edges();
    const bool leads = std::any_of(edges.begin(), edges.end(), [&](const auto& edge) {
      return wanted.contains(edge.function.get()) || called.contains(edge.function.get());
    });
    if (!leads && !inputs.empty()) continue;
    called.insert(node.get());
    if (consumed_.insert(node.get()).second) held_nodes_.push_back(node);
  }
}

Argument Recorder::argument_of(const c10::Argument& schema, const c10::IValue& value) {
  Argument argument;
  if (value.isTensor()) {
    const at::Tensor& tensor = value.toTensor();
    if (!tensor.defined()) {
      argument.constant = value;
      return argument;
    }
    argument.kind = Argument::Kind::slot;
    argument.slot = slot_of(tensor);
    return argument;
  }
  if (value.isTensorList() || value.isOptionalTensorList()) {
    argument.kind = Argument::Kind::list;
    argument.optional_elements = value.isOptionalTensorList();
    for (const c10::IValue& element : value.toListRef()) {
      const bool none = element.isNone() || !element.toTensor().defined();
      argument.list.push_back(none ? kNoSlot : slot_of(element.toTensor()));
    }
    return argument;
  }
  if (!is_constant(value)) {
    give_up("an operator was given a " + value.tagKind() + " as '" + schema.name() + "'");
  }
  argument.constant = value;
  return argument;
}

Result Recorder::result_of(const c10::IValue& value) {
  Result result;
  const auto add = [&](const at::Tensor& tensor) {
    // An argument that comes back has its slot already.
    const bool is_new = tensor.defined() && find(tensor) == kNoSlot;
    result.slots.push_back(is_new ? add_slot(tensor, Source::result) : kNoSlot);
  };
  if (value.isTensor()) {
    add(value.toTensor());
  } else if (value.isTensorList()) {
    result.is_list = true;
    for (const c10::IValue& element : value.toListRef()) add(element.toTensor());
  }
  return result;
}

void Recorder::call(const c10::OperatorHandle& handle, c10::DispatchKeySet keys,
                    torch::jit::Stack* stack) {
  const auto& schema = handle.schema();
  const size_t count = schema.arguments().size();
  // In inference mode nothing above took it apart.
  if (is_composite(handle)) return handle.redispatchBoxed(keys, stack);
  if (ScriptOperators::instance().has_kernel(handle.operator_name())) {
    give_up(script_kernel_reason(handle.operator_name()));
  }
  if (has_tag(handle, at::Tag::dynamic_output_shape)) {
    give_up(schema.name() + " gives a tensor whose shape depends on values");
  }
  if (has_tag(handle, at::Tag::nondeterministic_seeded)) {
    is_random_ = true;
    check_randomness();
  }
  if (schema.name() == "aten::as_strided") recording_.absolute_offsets = true;
  Instruction instruction;
  instruction.op = handle;
  instruction.grad_mode = at::GradMode::is_enabled();
  instruction.inference = c10::InferenceMode::is_enabled();
  for (size_t i = 0; i < count; ++i) {
    instruction.arguments.push_back(
        argument_of(schema.arguments()[i], torch::jit::peek(*stack, i, count)));
  }
  {
    const Listening paused(false);
    handle.redispatchBoxed(keys, stack);
  }
  const size_t returns = schema.returns().size();
  for (size_t i = 0; i < returns; ++i) {
    const c10::IValue& value = torch::jit::peek(*stack, i, returns);
    instruction.results.push_back(result_of(value));
    if (value.isTensor() || value.isTensorList()) continue;
    if (value.isNone()) continue;
    instruction.results.back().value = static_cast<int32_t>(reads_.size());
    reads_.push_back({recording_.instructions.size(), value});
    const Listening paused(false);
    if (on_read_) on_read_();
  }
  // Its argument has another shape now, or other memory.
  if (has_tag(handle, at::Tag::inplace_view)) {
    for (const Argument& argument : instruction.arguments) {
      if (argument.kind == Argument::Kind::slot) recording_.slots[argument.slot].strided = false;
    }
  }
  for (size_t i = 0; i < count; ++i) {
    if (!writes(schema.arguments()[i])) continue;
    const Argument& argument = instruction.arguments[i];
    if (argument.kind == Argument::Kind::slot) instruction.writes.push_back(argument.slot);
    for (const Slot slot : argument.list) {
      if (slot != kNoSlot) instruction.writes.push_back(slot);
    }
  }
  for (const Unmarked& each : kUnmarked) {
    if (each.op != schema.name() || !instruction.arguments[each.flag].constant.toBool()) continue;
    for (const size_t i : each.written) {
      const Slot slot = instruction.arguments[i].slot;
      if (slot != kNoSlot) instruction.writes.push_back(slot);
    }
  }
  look_at_memory(instruction);
  recording_.instructions.push_back(std::move(instruction));
}

// Some operators fill memory in loops of their own, which we do not see: what is read was written
// by nobody, then.
void Recorder::look_at_memory(const Instruction& instruction) {
  const auto& schema = instruction.op->schema();
  const std::string& name = schema.name();
  const bool asks_shape = name.ends_with("_like") || name.starts_with("aten::new_") ||
                          name == "aten::is_same_size" || name == "aten::resize_";
  const auto each_slot = [&](size_t i, auto&& look) {
    const Argument& argument = instruction.arguments[i];
    if (argument.slot != kNoSlot) look(argument.slot);
    for (const Slot slot : argument.list) {
      if (slot != kNoSlot) look(slot);
    }
  };
  for (size_t i = 0; i < instruction.arguments.size() && !unwritten_.empty(); ++i) {
    if (schema.arguments()[i].alias_info() != nullptr || asks_shape) continue;
    each_slot(i, [&](Slot slot) { check_written(slot); });
  }
  const bool fills = has_tag(*instruction.op, at::Tag::nondeterministic_seeded) ||
                     name == "aten::fill_" || name == "aten::zero_" || name == "aten::copy_";
  for (size_t i = 0; i < instruction.arguments.size() && !unwritten_.empty(); ++i) {
    if (!writes(schema.arguments()[i]) || has_tag(*instruction.op, at::Tag::inplace_view)) continue;
    each_slot(i, [&](Slot slot) {
      // What is changed in place is read, too.
      if (!fills && !schema.arguments()[i].is_out()) check_written(slot);
      unwritten_.erase(recording_.slots[slot].storage);
    });
  }
  if (!name.starts_with("aten::empty") && !name.starts_with("aten::new_empty")) return;
  for (const Result& result : instruction.results) {
    for (const Slot slot : result.slots) {
      if (slot == kNoSlot) continue;
      const SlotInfo& info = recording_.slots[slot];
      if (info.storage >= 0 && c10::multiply_integers(info.sizes) > 0) {
        unwritten_.insert(info.storage);
      }
    }
  }
}

void Recorder::check_written(Slot slot) {
  const SlotInfo& info = recording_.slots[slot];
  if (info.storage < 0 || !unwritten_.contains(info.storage)) return;
  give_up("an operator fills memory that it made in a way of its own");
}

Recorder* listening() {
  if (!c10::impl::tls_is_dispatch_key_included(kModeKey)) return nullptr;
  ThreadState* thread = ScriptEngine::instance().thread();
  return thread == nullptr ? nullptr : thread->dispatch_modes.recorder.get();
}

Listening::Listening(bool on) : before_(c10::impl::tls_is_dispatch_key_included(kModeKey)) {
  c10::impl::tls_set_dispatch_key_included(kModeKey, on);
}

Listening::~Listening() { c10::impl::tls_set_dispatch_key_included(kModeKey, before_); }

}  // namespace nodetorch::compile
