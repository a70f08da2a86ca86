#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/variable.h>

#include "autograd/autograd.h"
#include "autograd/graph_node.h"
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

constexpr DoorEntry kDoors[] = {
    {"grad_fn", grad_fn},
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
