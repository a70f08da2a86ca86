// What functions and methods say of themselves: schema, graph, text.
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/serialization/python_print.h>

#include "jit/graph.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

torch::jit::GraphFunction& graph_function_of(Environment& env, const Napi::Value& value) {
  return torch::jit::toGraphFunction(*function_of(env, value).function);
}

// Whether a dict may be of the type.
bool takes_dict(const c10::Type& type) {
  const auto kind = type.kind();
  if (kind == c10::TypeKind::DictType || kind == c10::TypeKind::AnyType) return true;
  if (kind != c10::TypeKind::OptionalType && kind != c10::TypeKind::UnionType) return false;
  for (const auto& each : type.containedTypes()) {
    if (takes_dict(*each)) return true;
  }
  return false;
}

Napi::Value jit_function_read(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionObject& held = function_of(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  object.Set("name", held.function->name());
  object.Set("qualified_name", held.function->qualname().qualifiedName());
  const auto& arguments = held.function->getSchema().arguments();
  Napi::Array names = Napi::Array::New(env.js(), arguments.size());
  Napi::Array dicts = Napi::Array::New(env.js(), arguments.size());
  for (uint32_t i = 0; i < arguments.size(); ++i) {
    names.Set(i, arguments[i].name());
    dicts.Set(i, Napi::Boolean::New(env.js(), takes_dict(*arguments[i].type())));
  }
  object.Set("arguments", names);
  object.Set("dicts", dicts);
  object.Set("self", held.self == nullptr ? 0 : 1);
  return object;
}

Napi::Value jit_function_schema(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(),
                     hand_out_schema(env, function_of(env, info[0]).function->getSchema()));
}

// jit_function_graph(function, inlined)
Napi::Value jit_function_graph(Environment& env, const Napi::CallbackInfo& info) {
  auto& function = graph_function_of(env, info[0]);
  const auto& unit = function_of(env, info[0]).owner_unit;
  function.ensure_defined();
  if (!info[1].ToBoolean()) return hand_out_graph(env, function.graph(), unit);
  auto graph = function.graph()->copy();
  torch::jit::Inline(*graph);
  return hand_out_graph(env, std::move(graph), unit);
}

// jit_function_code(function): [text, constants]
Napi::Value jit_function_code(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionObject& held = function_of(env, info[0]);
  held.function->ensure_defined();
  std::vector<c10::IValue> constants;
  torch::jit::PrintDepsTable table;
  torch::jit::PythonPrint printer(constants, table);
  if (held.self == nullptr) {
    printer.printFunction(*held.function);
  } else {
    printer.printMethod(*held.function);
  }
  Napi::Array pair = Napi::Array::New(env.js(), 2);
  pair.Set(0u, printer.str());
  Napi::Array values = Napi::Array::New(env.js(), constants.size());
  for (uint32_t i = 0; i < constants.size(); ++i) {
    values.Set(i, Napi::Value(env.raw(), script_value_to_js(env, constants[i])));
  }
  pair.Set(1u, values);
  return pair;
}

// jit_function_owner(method): the object that it is of.
Napi::Value jit_function_owner(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionObject& held = function_of(env, info[0]);
  if (held.self == nullptr) return env.js().Null();
  return hand_out_module(env, torch::jit::Object(held.self));
}

constexpr DoorEntry kDoors[] = {
    {"jit_function_read", jit_function_read},
    {"jit_function_schema", polled<jit_function_schema>},
    {"jit_function_graph", polled<jit_function_graph>},
    {"jit_function_code", jit_function_code},
    {"jit_function_owner", polled<jit_function_owner>},
};

}  // namespace

void install_script_functions(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
