// Custom Functions: a node of the graph whose backward is JavaScript. A call has two halves, with
// the user's forward between them: function_begin looks at the inputs, function_finish gives the
// outputs their place in the graph and saves what backward needs.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable_info.h>

#include <unordered_set>

#include "autograd/autograd.h"
#include "autograd/graph_node.h"
#include "handles/kept_tensors.h"

namespace nodetorch {

namespace {

using torch::autograd::edge_list;
using torch::autograd::SavedVariable;
using torch::autograd::VariableInfo;
using Impls = std::unordered_set<at::TensorImpl*>;

// What ctx knows. Shared by the node and ctx; refers to the node without owning it, since the node
// owns ctx through its callback.
struct FunctionState final : torch::CustomClassHolder {
  std::string name;
  variable_list inputs;         // until the outputs are known
  std::vector<bool> is_tensor;  // one for each argument of forward
  std::vector<VariableInfo> output_info;
  std::vector<SavedVariable> saved;
  KeptTensors kept;
  std::weak_ptr<JsCallback> backward;
  Node* node = nullptr;
  bool executable = false;
  bool materialize_grads = true;
  bool freed = false;

  void free() {
    saved.clear();
    freed = true;
  }
};

using StatePointer = c10::intrusive_ptr<FunctionState>;

class FunctionNode final : public Node {
 public:
  FunctionNode(StatePointer state, std::shared_ptr<JsCallback> backward)
      : state_(std::move(state)), backward_(std::move(backward)) {
    state_->node = this;
    state_->backward = backward_;
  }
  ~FunctionNode() override {
    state_->node = nullptr;
    state_->free();
    state_->kept.lose_history();
  }

  std::string name() const override { return state_->name; }
  const JsCallback& backward() const { return *backward_; }
  void release_variables() override {
    state_->free();
    // libtorch frees long chains of nodes one after the other, if by now nothing but an edge holds
    // the next one; what a destructor freed would go down the call stack.
    if (owners_of(*this) <= 1) state_->kept.lose_history();
  }

 protected:
  variable_list apply(variable_list&& gradients) override;

 private:
  StatePointer state_;
  std::shared_ptr<JsCallback> backward_;
};

variable_list FunctionNode::apply(variable_list&& gradients) {
  Environment& env = backward_->environment();
  Napi::HandleScope scope(env.js());
  if (state_->materialize_grads) {
    at::OptionalDeviceGuard guard;
    for (size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i].defined()) gradients[i] = state_->output_info[i].zeros(guard);
    }
  }
  const napi_value argument = wrap_list(env, gradients);
  gradients.clear();
  const napi_value result = backward_->call(1, &argument);
  variable_list results = tensors_from(env, result, {"backward", "result", 0}, true);

  const std::vector<bool>& is_tensor = state_->is_tensor;
  while (results.size() > is_tensor.size() && !results.back().defined()) results.pop_back();
  TORCH_CHECK(results.size() == is_tensor.size(), "function ", name(),
              " returned an incorrect number of gradients (expected ", is_tensor.size(), ", got ",
              results.size(), ")");
  variable_list of_tensors;
  of_tensors.reserve(results.size());
  for (size_t i = 0; i < results.size(); ++i) {
    if (is_tensor[i]) {
      of_tensors.push_back(std::move(results[i]));
    } else {
      TORCH_CHECK(!results[i].defined(), "function ", name(),
                  " returned a gradient different than None at position ", i + 1,
                  ", but the corresponding forward input was not a Variable");
    }
  }
  return of_tensors;
}

Impls impls_of(const variable_list& tensors) {
  Impls impls;
  for (const at::Tensor& tensor : tensors) impls.insert(tensor.unsafeGetTensorImpl());
  return impls;
}

struct Outputs {
  std::vector<std::optional<at::Tensor>> raw;
  Impls dirty;
  Impls non_differentiable;
  Impls saved_by_setup_context;
};

// _wrap_outputs grew a last parameter in 2.15. The node's type makes the names below wait for the
// template's instantiation.
template <typename Pointer>
std::vector<std::optional<at::Tensor>> wrap_outputs(const variable_list& inputs,
                                                    const Outputs& outputs, const Pointer& node,
                                                    const torch::autograd::_jvp_fn_t& jvp) {
  const torch::autograd::_view_as_self_fn_t view = [](at::Tensor x) { return x.view_as(x); };
  const at::ArrayRef<std::optional<at::Tensor>> raw(outputs.raw);
  Pointer attached;
  if constexpr (requires {
                  torch::autograd::_wrap_outputs(inputs, outputs.non_differentiable, outputs.dirty,
                                                 raw, node, jvp, outputs.saved_by_setup_context,
                                                 view, false, attached);
                }) {
    return torch::autograd::_wrap_outputs(inputs, outputs.non_differentiable, outputs.dirty, raw,
                                          node, jvp, outputs.saved_by_setup_context, view, false,
                                          attached);
  } else {
    return torch::autograd::_wrap_outputs(inputs, outputs.non_differentiable, outputs.dirty, raw,
                                          node, jvp, outputs.saved_by_setup_context, view, false);
  }
}

// The tangents of the outputs for those of the inputs, by a function of JavaScript's.
variable_list push_forward(Environment& env, napi_value jvp, const std::vector<bool>& is_tensor,
                           const variable_list& tangents) {
  variable_list arguments(is_tensor.size());
  size_t next = 0;
  for (size_t i = 0; i < is_tensor.size(); ++i) {
    if (is_tensor[i]) arguments[i] = tangents[next++];
  }
  const napi_value list = wrap_list(env, arguments);
  const napi_value result = call_js(env, jvp, 1, &list);
  return tensors_from(env, result, {"jvp", "result", 0}, true);
}

FunctionState& state_of(Environment& env, napi_value value) {
  return object_of<FunctionState>(env, value, "the state of a custom Function");
}

// function_begin(name, arguments of forward: handles, null for what is no tensor):
// [state, needs_input_grad]
Napi::Value function_begin(Environment& env, const Napi::CallbackInfo& info) {
  auto state = c10::make_intrusive<FunctionState>();
  state->name = info[0].As<Napi::String>();
  const variable_list arguments = tensors_from(env, info[1], {"apply", "args", 0}, true);
  env.collector.poll();
  Napi::Array needs_input_grad = Napi::Array::New(info.Env(), arguments.size());
  bool any_requires_grad = false;
  for (uint32_t i = 0; i < arguments.size(); ++i) {
    const at::Tensor& tensor = arguments[i];
    const bool requires_grad = tensor.defined() && tensor.requires_grad();
    any_requires_grad |= requires_grad;
    needs_input_grad.Set(i, Napi::Boolean::New(info.Env(), requires_grad));
    state->is_tensor.push_back(tensor.defined());
    if (tensor.defined()) state->inputs.push_back(tensor);
  }
  state->executable = at::GradMode::is_enabled() && any_requires_grad;
  Napi::Array result = Napi::Array::New(info.Env(), 2);
  result.Set(uint32_t{0}, Napi::Value(env.raw(), hand_out(env, std::move(state))));
  result.Set(uint32_t{1}, needs_input_grad);
  return result;
}

// function_finish(state, backward, outputs, dirty, non_differentiable, to_save, materialize_grads,
// setup_context, jvp): for each output a new handle, or null where the output's own handle is
// right.
Napi::Value function_finish(Environment& env, const Napi::CallbackInfo& info) {
  // Holds the state even if a hook of an operator below disposes of its handle.
  auto state = StatePointer::reclaim_copy(&state_of(env, info[0]));
  const variable_list inputs = std::move(state->inputs);
  state->inputs.clear();

  Outputs outputs;
  for (at::Tensor& output : tensors_from(env, info[2], {"forward", "output", 0}, true)) {
    outputs.raw.push_back(output.defined() ? std::make_optional(std::move(output)) : std::nullopt);
  }
  const variable_list dirty = tensors_from(env, info[3], {"mark_dirty", "args", 0}, false);
  for (const at::Tensor& tensor : dirty) torch::autograd::impl::bump_version(tensor);
  outputs.dirty = impls_of(dirty);
  const variable_list non_differentiable =
      tensors_from(env, info[4], {"mark_non_differentiable", "args", 0}, false);
  outputs.non_differentiable = impls_of(non_differentiable);
  const variable_list to_save =
      tensors_from(env, info[5], {"save_for_backward", "tensors", 0}, true);
  if (info[7].ToBoolean()) {
    for (const at::Tensor& tensor : to_save) {
      if (tensor.defined()) outputs.saved_by_setup_context.insert(tensor.unsafeGetTensorImpl());
    }
  }
  state->materialize_grads = info[6].ToBoolean();

  NodePointer node;
  if (state->executable) {
    node = make_node<FunctionNode>(
        state, std::make_shared<JsCallback>(env, info[1], "the backward of a Function"));
    node->set_next_edges(torch::autograd::collect_next_edges(inputs));
  }
  const napi_value jvp = info[8];
  const auto wrapped =
      wrap_outputs(inputs, outputs, node, [&](const variable_list&, const variable_list& tangents) {
        return push_forward(env, jvp, state->is_tensor, tangents);
      });

  if (node) {
    Impls output_impls;
    for (const auto& output : wrapped) {
      state->output_info.push_back(output ? VariableInfo(*output) : VariableInfo());
      if (output) output_impls.insert(output->unsafeGetTensorImpl());
    }
    for (const at::Tensor& tensor : to_save) {
      if (tensor.defined()) {
        state->saved.emplace_back(tensor, output_impls.count(tensor.unsafeGetTensorImpl()) > 0);
      } else {
        state->saved.emplace_back();
      }
    }
  }

  Napi::Array handles = Napi::Array::New(info.Env(), wrapped.size());
  for (uint32_t i = 0; i < wrapped.size(); ++i) {
    const bool same = !wrapped[i] || wrapped[i]->is_same(*outputs.raw[i]);
    handles.Set(i, Napi::Value(env.raw(), wrap(env, same ? at::Tensor() : *wrapped[i])));
  }
  return handles;
}

// function_saved(state): what save_for_backward saved; null stands for null.
Napi::Value function_saved(Environment& env, const Napi::CallbackInfo& info) {
  FunctionState& state = state_of(env, info[0]);
  TORCH_CHECK(!state.freed, torch::autograd::ERR_BACKWARD_TWICE);
  variable_list tensors;
  for (const SavedVariable& saved : state.saved) {
    tensors.push_back(saved.unpack(state.node->getptr()));
  }
  return Napi::Value(env.raw(), wrap_list(env, tensors));
}

// function_keep(state, handle, its object): see KeptTensors::keep.
Napi::Value function_keep(Environment& env, const Napi::CallbackInfo& info) {
  FunctionState& state = state_of(env, info[0]);
  const int64_t index = state.kept.keep(env, state.node, info[1], info[2]);
  return Napi::Number::New(info.Env(), static_cast<double>(index));
}

size_t index_of(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

Napi::Value function_kept(Environment& env, const Napi::CallbackInfo& info) {
  FunctionState& state = state_of(env, info[0]);
  return Napi::Value(env.raw(), state.kept.get(env, state.node, index_of(info[1])));
}

// function_kept_made(state, index, handle, its object)
Napi::Value function_kept_made(Environment& env, const Napi::CallbackInfo& info) {
  state_of(env, info[0]).kept.made(env, index_of(info[1]), info[2], info[3]);
  return info.Env().Undefined();
}

Napi::Value function_forget(Environment& env, const Napi::CallbackInfo& info) {
  state_of(env, info[0]).kept.forget(index_of(info[1]));
  return info.Env().Undefined();
}

// function_watch(state, outputs): backward has been tied to the objects of the outputs.
Napi::Value function_watch(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionState& state = state_of(env, info[0]);
  const Napi::Array outputs = info[1].As<Napi::Array>();
  std::vector<HandleMark> owners;
  for (uint32_t i = 0; i < outputs.Length(); ++i) {
    if (Handle* handle = env.handles.find_number(outputs.Get(i))) owners.emplace_back(*handle);
  }
  env.autograd.cycles.watch(state.backward, std::move(owners), state.node);
  return info.Env().Undefined();
}

// Whether the node's backward may be called here: it belongs to the thread that made it.
bool is_of_this_thread(const Environment& env, const FunctionNode& node) {
  try {
    return &node.backward().environment() == &env;
  } catch (const std::runtime_error&) {
    return false;
  }
}

// function_backward_of(node): what the node of a custom Function calls; null for other nodes, and
// for those of another thread's.
Napi::Value function_backward_of(Environment& env, const Napi::CallbackInfo& info) {
  const auto* node = dynamic_cast<FunctionNode*>(&node_of(env, info[0]));
  if (node == nullptr || !is_of_this_thread(env, *node)) return info.Env().Null();
  return Napi::Value(env.raw(), node->backward().function());
}

constexpr DoorEntry kDoors[] = {
    {"function_backward_of", function_backward_of},
    {"function_begin", function_begin},
    {"function_finish", function_finish},
    {"function_saved", function_saved},
    {"function_keep", function_keep},
    {"function_kept", function_kept},
    {"function_kept_made", function_kept_made},
    {"function_forget", function_forget},
    {"function_watch", function_watch},
};

}  // namespace

void install_function(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
