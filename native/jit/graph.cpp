#include "jit/graph.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/irparser.h>

#include <sstream>

#include "jit/depth.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;
using GraphPointer = std::shared_ptr<Graph>;

template <typename T>
Napi::Value out(Environment& env, const GraphPointer& graph, T* part) {
  if (part == nullptr) return env.js().Null();
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<PartObject<T>>(graph, part->wrap())));
}

template <typename List>
Napi::Array list_of(Environment& env, const GraphPointer& graph, List&& list) {
  Napi::Array array = Napi::Array::New(env.js());
  for (auto* part : list) array.Set(array.Length(), out(env, graph, part));
  return array;
}

template <typename T>
std::string text_of(const T& part) {
  std::ostringstream text;
  text << part;
  return text.str();
}

Napi::Value jit_graph(Environment& env, const Napi::CallbackInfo& /*info*/) {
  return hand_out_graph(env, std::make_shared<Graph>());
}

// jit_graph_parse(text, with tensors of any values for those that the text leaves out)
Napi::Value jit_graph_parse(Environment& env, const Napi::CallbackInfo& info) {
  const std::string text = string_of(info[0]);
  check_bracket_depth("parse_ir", text);
  auto graph = std::make_shared<Graph>();
  torch::jit::parseIR(text, graph.get(), info[1].ToBoolean());
  return hand_out_graph(env, std::move(graph));
}

Napi::Value jit_graph_text(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(env.js(), graph_of(env, info[0])->toString(info[1].ToBoolean()));
}

Napi::Value jit_graph_copy(Environment& env, const Napi::CallbackInfo& info) {
  const GraphObject& from = graph_object_of(env, info[0]);
  return hand_out_graph(env, from.graph->copy(), from.owner);
}

Napi::Value jit_graph_lint(Environment& env, const Napi::CallbackInfo& info) {
  graph_of(env, info[0])->lint();
  return env.js().Undefined();
}

Napi::Value jit_graph_block(Environment& env, const Napi::CallbackInfo& info) {
  const GraphPointer& graph = graph_of(env, info[0]);
  return out(env, graph, graph->block());
}

Napi::Value jit_block_read(Environment& env, const Napi::CallbackInfo& info) {
  const auto block = part_of<Block>(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  object.Set("inputs", list_of(env, block.graph, block->inputs()));
  object.Set("outputs", list_of(env, block.graph, block->outputs()));
  object.Set("nodes", list_of(env, block.graph, block->nodes()));
  object.Set("owning", out(env, block.graph, block->owningNode()));
  object.Set("param", out(env, block.graph, block->param_node()));
  object.Set("return", out(env, block.graph, block->return_node()));
  return object;
}

// jit_block_find(block, kind, recurse): all nodes of the kind.
Napi::Value jit_block_find(Environment& env, const Napi::CallbackInfo& info) {
  const auto block = part_of<Block>(env, info[0]);
  return list_of(
      env, block.graph,
      torch::jit::findAllNodes(*block.part, c10::Symbol::fromQualString(string_of(info[1])),
                               info[2].ToBoolean()));
}

Napi::Value jit_value_read(Environment& env, const Napi::CallbackInfo& info) {
  const auto value = part_of<Value>(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  object.Set("name", value->debugName());
  object.Set("unique", static_cast<double>(value->unique()));
  object.Set("offset", static_cast<double>(value->offset()));
  object.Set("node", out(env, value.graph, value->node()));
  object.Set("type", Napi::Value(env.raw(), hand_out_type(env, value->type())));
  object.Set("complete", Napi::Boolean::New(env.js(), value->isCompleteTensor()));
  object.Set("requires_grad", Napi::Boolean::New(env.js(), value->requires_grad()));
  const auto tensor = value->type()->cast<c10::TensorType>();
  const auto known = tensor != nullptr ? tensor->requiresGrad() : std::nullopt;
  object.Set("known_grad", known ? Napi::Boolean::New(env.js(), *known) : env.js().Null());
  Napi::Array uses = Napi::Array::New(env.js(), value->uses().size());
  uint32_t i = 0;
  for (const auto& use : value->uses()) {
    Napi::Array pair = Napi::Array::New(env.js(), 2);
    pair.Set(0u, out(env, value.graph, use.user));
    pair.Set(1u, Napi::Number::New(env.js(), static_cast<double>(use.offset)));
    uses.Set(i++, pair);
  }
  object.Set("uses", uses);
  return object;
}

Napi::Value jit_value_text(Environment& env, const Napi::CallbackInfo& info) {
  const auto value = part_of<Value>(env, info[0]);
  return Napi::String::New(
      env.js(), c10::str(value->debugName(), " defined in (", text_of(*value->node()), ")"));
}

// jit_value_constant(value): [what it always is], or null.
Napi::Value jit_value_constant(Environment& env, const Napi::CallbackInfo& info) {
  const auto constant = torch::jit::toIValue(part_of<Value>(env, info[0]).part);
  if (!constant) return env.js().Null();
  Napi::Array one = Napi::Array::New(env.js(), 1);
  one.Set(0u, Napi::Value(env.raw(), script_value_to_js(env, *constant)));
  return one;
}

Napi::Value jit_value_set(Environment& env, const Napi::CallbackInfo& info) {
  const auto value = part_of<Value>(env, info[0]);
  if (info[1].IsString()) {
    value->setDebugName(string_of(info[1]));
  } else {
    value->setType(type_of(env, info[1]));
  }
  return env.js().Undefined();
}

template <typename T>
bool same_part(Environment& env, const Napi::Value& a, const Napi::Value& b) {
  return part_of<T>(env, a).part == part_of<T>(env, b).part;
}

// jit_part_same("node" | "value" | "block", a, b)
Napi::Value jit_part_same(Environment& env, const Napi::CallbackInfo& info) {
  const std::string what = string_of(info[0]);
  const bool same = what == "node"    ? same_part<Node>(env, info[1], info[2])
                    : what == "value" ? same_part<Value>(env, info[1], info[2])
                                      : same_part<Block>(env, info[1], info[2]);
  return Napi::Boolean::New(env.js(), same);
}

Napi::Value jit_node_read(Environment& env, const Napi::CallbackInfo& info) {
  const auto node = part_of<Node>(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  object.Set("kind", node->kind().toQualString());
  object.Set("inputs", list_of(env, node.graph, node->inputs()));
  object.Set("outputs", list_of(env, node.graph, node->outputs()));
  object.Set("blocks", list_of(env, node.graph, node->blocks()));
  object.Set("owning", out(env, node.graph, node->owningBlock()));
  Napi::Object names = Napi::Object::New(env.js());
  for (const auto& name : node->attributeNames()) {
    names.Set(name.toUnqualString(), torch::jit::toString(node->kindOf(name)));
  }
  object.Set("attributes", names);
  object.Set("scope", node->scopeName());
  object.Set("hierarchy", torch::jit::utils::getNodesModuleHierarchy(*node.part));
  object.Set("source", node->sourceRange().str());
  object.Set("nondeterministic", Napi::Boolean::New(env.js(), node->isNondeterministic()));
  object.Set("none", Napi::Boolean::New(env.js(), node->mustBeNone()));
  const auto* schema = node->maybeSchema();
  object.Set("schema", schema != nullptr
                           ? Napi::Value(Napi::String::New(env.js(), c10::str(*schema)))
                           : Napi::Value(env.js().Null()));
  object.Set("text", text_of(*node.part));
  return object;
}

// jit_node_order(a, b): whether a comes before b in their graph.
Napi::Value jit_node_order(Environment& env, const Napi::CallbackInfo& info) {
  const auto a = part_of<Node>(env, info[0]);
  const auto b = part_of<Node>(env, info[1]);
  if (a->owningGraph() != b->owningGraph()) throw std::runtime_error("the nodes are of two graphs");
  return Napi::Boolean::New(env.js(), a.part != b.part && a->isBefore(b.part));
}

Napi::Value jit_node_named_input(Environment& env, const Napi::CallbackInfo& info) {
  const auto node = part_of<Node>(env, info[0]);
  return out(env, node.graph, node->namedInput(string_of(info[1])));
}

// jit_node_attribute(node, name): what the node has under the name, by its kind.
Napi::Value jit_node_attribute(Environment& env, const Napi::CallbackInfo& info) {
  using torch::jit::AttributeKind;
  const auto node = part_of<Node>(env, info[0]);
  const c10::Symbol name = c10::Symbol::attr(string_of(info[1]));
  if (!node->hasAttribute(name)) {
    throw std::runtime_error("required keyword attribute '" + string_of(info[1]) +
                             "' is undefined");
  }
  const auto js = [&](const c10::IValue& value) {
    return Napi::Value(env.raw(), script_value_to_js(env, value));
  };
  switch (node->kindOf(name)) {
    case AttributeKind::f:
      return js(node->f(name));
    case AttributeKind::fs:
      return js(node->fs(name));
    case AttributeKind::c:
      return js(node->c(name));
    case AttributeKind::cs:
      return js(node->cs(name));
    case AttributeKind::i:
      return js(node->i(name));
    case AttributeKind::is:
      return js(node->is(name));
    case AttributeKind::s:
      return js(node->s(name));
    case AttributeKind::ss:
      return js(node->ss(name));
    case AttributeKind::t:
      return js(node->t(name));
    case AttributeKind::ts:
      return js(node->ts(name));
    case AttributeKind::ival:
      return js(node->ival(name));
    case AttributeKind::g:
      return hand_out_graph(env, node->g(name), node.graph);
    case AttributeKind::gs: {
      Napi::Array list = Napi::Array::New(env.js());
      for (const auto& each : node->gs(name))
        list.Set(list.Length(), hand_out_graph(env, each, node.graph));
      return list;
    }
    case AttributeKind::ty:
      return Napi::Value(env.raw(), hand_out_type(env, node->ty(name)));
    case AttributeKind::tys: {
      Napi::Array list = Napi::Array::New(env.js());
      for (const auto& each : node->tys(name)) {
        list.Set(list.Length(), Napi::Value(env.raw(), hand_out_type(env, each)));
      }
      return list;
    }
  }
  return env.js().Null();
}

constexpr DoorEntry kDoors[] = {
    {"jit_graph", polled<jit_graph>},
    {"jit_graph_parse", polled<jit_graph_parse>},
    {"jit_graph_text", jit_graph_text},
    {"jit_graph_copy", polled<jit_graph_copy>},
    {"jit_graph_lint", jit_graph_lint},
    {"jit_graph_block", polled<jit_graph_block>},
    {"jit_block_read", polled<jit_block_read>},
    {"jit_block_find", polled<jit_block_find>},
    {"jit_value_read", polled<jit_value_read>},
    {"jit_value_text", jit_value_text},
    {"jit_value_constant", jit_value_constant},
    {"jit_value_set", jit_value_set},
    {"jit_part_same", jit_part_same},
    {"jit_node_read", polled<jit_node_read>},
    {"jit_node_order", jit_node_order},
    {"jit_node_named_input", polled<jit_node_named_input>},
    {"jit_node_attribute", polled<jit_node_attribute>},
};

}  // namespace

Napi::Value hand_out_graph(Environment& env, GraphPointer graph, std::shared_ptr<void> owner) {
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<GraphObject>(std::move(graph),
                                                                               std::move(owner))));
}

const GraphObject& graph_object_of(Environment& env, napi_value value) {
  return object_of<GraphObject>(env, value, "a Graph");
}

const GraphPointer& graph_of(Environment& env, napi_value value) {
  return graph_object_of(env, value).graph;
}

void install_script_graphs(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
  install_graph_aliases(env, exports);
}

}  // namespace nodetorch
