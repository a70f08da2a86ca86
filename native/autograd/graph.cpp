#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/graph_task.h>
#include <torch/csrc/autograd/variable.h>

#if __has_include(<ATen/NodeCreationHooks.h>)
#include <ATen/NodeCreationHooks.h>
#endif

#include "autograd/autograd.h"
#include "autograd/engine.h"
#include "autograd/graph_node.h"
#include "autograd/node_metadata.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

napi_value text(Environment& env, const std::string& value) {
  napi_value result = nullptr;
  check(env.raw(), napi_create_string_utf8(env.raw(), value.data(), value.size(), &result));
  return result;
}

napi_value hand_out_node(Environment& env, NodePointer node) {
  napi_value null = nullptr;
  check(env.raw(), napi_get_null(env.raw(), &null));
  if (!node) return null;
  return hand_out(env, c10::make_intrusive<NodeObject>(std::move(node)));
}

Napi::Value grad_fn(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), hand_out_node(env, tensor_of(env, info, 0, "grad_fn").grad_fn()));
}

Napi::Value grad_fn_name(Environment& env, const Napi::CallbackInfo& info) {
  const auto& node = tensor_of(env, info, 0, "grad_fn").grad_fn();
  if (!node) return info.Env().Null();
  return Napi::Value(env.raw(), text(env, short_name(*node)));
}

Napi::Value node_name(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), text(env, node_of(env, info[0]).name()));
}

Napi::Value node_short_name(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), text(env, short_name(node_of(env, info[0]))));
}

Napi::Value node_same(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), &node_of(env, info[0]) == &node_of(env, info[1]));
}

Napi::Value node_sequence_nr(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(
      env.raw(), from_int64(env.raw(), static_cast<int64_t>(node_of(env, info[0]).sequence_nr())));
}

// node_next_functions(node): [[node or null, which of its inputs], ...]
Napi::Value node_next_functions(Environment& env, const Napi::CallbackInfo& info) {
  const Node& node = node_of(env, info[0]);
  Napi::Array result = Napi::Array::New(info.Env(), node.num_outputs());
  for (uint32_t i = 0; i < node.num_outputs(); ++i) {
    const torch::autograd::Edge& edge = node.next_edge(i);
    Napi::Array pair = Napi::Array::New(info.Env(), 2);
    pair.Set(uint32_t{0}, Napi::Value(env.raw(), hand_out_node(env, edge.function)));
    pair.Set(uint32_t{1}, Napi::Number::New(info.Env(), edge.input_nr));
    result.Set(i, pair);
  }
  return result;
}

// node_variable(node): the leaf that an AccumulateGrad node adds to; null for other nodes.
Napi::Value node_variable(Environment& env, const Napi::CallbackInfo& info) {
  auto* accumulate = dynamic_cast<torch::autograd::AccumulateGrad*>(&node_of(env, info[0]));
  return Napi::Value(env.raw(),
                     wrap(env, accumulate == nullptr ? at::Tensor() : accumulate->variable));
}

// node_metadata(node): its dict
Napi::Value node_metadata(Environment& env, const Napi::CallbackInfo& info) {
  auto* metadata = dynamic_cast<NodeMetadata*>(node_of(env, info[0]).metadata());
  if (metadata == nullptr)
    return Napi::Object::New(info.Env());  // made before there was this engine
  return Napi::Value(env.raw(), metadata->dict(env));
}

// grad_accumulator(tensor): the node that adds to a leaf's gradient.
Napi::Value grad_accumulator(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = tensor_of(env, info, 0, "grad_fn");
  return Napi::Value(env.raw(),
                     hand_out_node(env, torch::autograd::impl::grad_accumulator(tensor)));
}

// current_graph_task(): the number of the backward that runs, -1 outside of any.
Napi::Value current_graph_task(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), torch::autograd::get_current_graph_task_id());
}

// A node that is not kept alive.
struct NodeMark final : torch::CustomClassHolder {
  explicit NodeMark(const NodePointer& marked) : node(marked) {}
  WeakNode node;
};

Napi::Value node_mark(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<NodeMark>(node_of(env, info[0]).getptr())));
}

// will_execute(mark of a node): whether the backward that runs comes by the node.
Napi::Value will_execute(Environment& env, const Napi::CallbackInfo& info) {
  const NodePointer marked = object_of<NodeMark>(env, info[0], "the mark of a node").node.lock();
  if (!marked) return Napi::Boolean::New(info.Env(), false);
  Node& node = *marked;
  const auto* plan = torch::autograd::get_current_graph_task_exec_info();
  const auto* in_graph = torch::autograd::get_current_graph_task_nodes_in_graph();
  TORCH_CHECK(plan != nullptr && in_graph != nullptr,
              "_get_should_execute_nodes should only be called during the backward pass");
  bool will = in_graph->find(&node) != in_graph->end();
  if (will && !plan->empty()) {
    const auto found = plan->find(&node);
    will = found != plan->end() && found->second.should_execute();
    TORCH_CHECK(!will || node.topological_nr() != 0 || !found->second.captures_,
                "A leaf node was passed to _will_engine_execute_node but we are currently running "
                "autograd.grad(). This is currently not supported.");
  }
  return Napi::Boolean::New(info.Env(), will);
}

Napi::Value is_checkpoint_valid(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(),
                            torch::autograd::Engine::get_default_engine().is_checkpoint_valid());
}

// queue_callback(function): called when the backward that runs has ended.
Napi::Value queue_callback(Environment& env, const Napi::CallbackInfo& info) {
  const auto callback = std::make_shared<JsCallback>(env, info[0], "a callback after backward");
  torch::autograd::Engine::get_default_engine().queue_callback([callback] {
    const Napi::HandleScope scope(callback->environment().js());
    callback->call(0, nullptr);
  });
  return info.Env().Undefined();
}

// increment_version(tensors): as if each had been written to; those of inference mode have none.
Napi::Value increment_version(Environment& env, const Napi::CallbackInfo& info) {
  for (const at::Tensor& tensor :
       tensors_from(env, info[0], {"increment_version", "tensor", 1}, false)) {
    if (!tensor.is_inference()) torch::autograd::impl::bump_version(tensor);
  }
  return info.Env().Undefined();
}

#if __has_include(<ATen/NodeCreationHooks.h>)
class NodeCallback final : public NodeWatcher {
 public:
  NodeCallback(Environment& env, napi_value function)
      : callback_(env, function, "a hook on the making of nodes") {}
  void made(const NodePointer& node) override {
    Environment& env = callback_.environment();
    const Napi::HandleScope scope(env.js());
    const napi_value argument = hand_out_node(env, node);
    callback_.call(1, &argument);
  }

 private:
  JsCallback callback_;
};

Napi::Value push_node_creation_hook(Environment& env, const Napi::CallbackInfo& info) {
  at::impl::NodeCreationHooks::push_hook(
      ScriptEngine::instance().add(std::make_shared<NodeCallback>(env, info[0])));
  return info.Env().Undefined();
}

Napi::Value pop_node_creation_hook(Environment&, const Napi::CallbackInfo& info) {
  const auto& stack = at::impl::NodeCreationHooks::get_tls_state().stack;
  if (!stack.empty()) {
    ScriptEngine::instance().remove(stack.back());
    at::impl::NodeCreationHooks::pop_hook();
  }
  return info.Env().Undefined();
}
#else
Napi::Value push_node_creation_hook(Environment&, const Napi::CallbackInfo&) {
  TORCH_CHECK_NOT_IMPLEMENTED(false, "node_creation_hook needs libtorch 2.15 or newer");
}

Napi::Value pop_node_creation_hook(Environment&, const Napi::CallbackInfo& info) {
  return info.Env().Undefined();
}
#endif

constexpr DoorEntry kDoors[] = {
    {"grad_fn", grad_fn},
    {"node_metadata", node_metadata},
    {"grad_accumulator", grad_accumulator},
    {"current_graph_task", current_graph_task},
    {"node_mark", node_mark},
    {"will_execute", will_execute},
    {"is_checkpoint_valid", is_checkpoint_valid},
    {"queue_callback", queue_callback},
    {"increment_version", increment_version},
    {"push_node_creation_hook", push_node_creation_hook},
    {"pop_node_creation_hook", pop_node_creation_hook},
    {"grad_fn_name", grad_fn_name},
    {"node_name", node_name},
    {"node_short_name", node_short_name},
    {"node_same", node_same},
    {"node_sequence_nr", node_sequence_nr},
    {"node_next_functions", node_next_functions},
    {"node_variable", node_variable},
};

}  // namespace

std::string short_name(const Node& node) {
  const std::string name = node.name();
  const size_t colon = name.rfind("::");
  return colon == std::string::npos ? name : name.substr(colon + 2);
}

Node& node_of(Environment& env, napi_value value) {
  return *object_of<NodeObject>(env, value, "a node of the autograd graph").node;
}

napi_value wrap_list(Environment& env, const variable_list& tensors) {
  napi_value array = nullptr;
  check(env.raw(), napi_create_array_with_length(env.raw(), tensors.size(), &array));
  for (uint32_t i = 0; i < tensors.size(); ++i) {
    check(env.raw(), napi_set_element(env.raw(), array, i, wrap(env, tensors[i])));
  }
  return array;
}

variable_list tensors_from(Environment& env, napi_value array, const ArgumentName& name,
                           bool undefined_allowed) {
  uint32_t length = 0;
  if (napi_get_array_length(env.raw(), array, &length) != napi_ok) {
    throw ArgumentError(name.text() + " must be a list of Tensors, not " +
                        describe(env.raw(), array));
  }
  variable_list tensors(length);
  for (uint32_t i = 0; i < length; ++i) {
    napi_value element = nullptr;
    check(env.raw(), napi_get_element(env.raw(), array, i, &element));
    napi_valuetype type = napi_undefined;
    check(env.raw(), napi_typeof(env.raw(), element, &type));
    const bool none = type == napi_null || type == napi_undefined;
    if (!none || !undefined_allowed) tensors[i] = tensor_of(env, element, name);
  }
  return tensors;
}

void install_graph(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
