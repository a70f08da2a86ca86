// Lists the dispatcher's operators and their schemas, for the generator of declarations, the binder
// in TypeScript and the tests.
#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

#include <sstream>

#include "dispatch/call.h"
#include "dispatch/plan.h"

namespace nodetorch {

namespace {

std::string printed(const auto& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

// "a", "a!", "a! -> b": as the schema writes it.
Napi::Value alias_of(Napi::Env js, const c10::Argument& argument) {
  const c10::AliasInfo* alias = argument.alias_info();
  if (alias == nullptr) return js.Null();
  std::string text;
  for (const c10::Symbol& set : alias->beforeSets()) {
    if (!text.empty()) text += "|";
    text += set.toUnqualString();
  }
  return Napi::String::New(js, alias->isWrite() ? text + "!" : text);
}

Napi::Object describe_argument(Napi::Env js, const c10::Argument& argument) {
  Napi::Object object = Napi::Object::New(js);
  object.Set("name", argument.name());
  object.Set("type", argument.real_type()->str());
  if (argument.N()) {
    object.Set("size", Napi::Number::New(js, *argument.N()));
  } else {
    object.Set("size", js.Null());
  }
  object.Set("kwarg_only", Napi::Boolean::New(js, argument.kwarg_only()));
  object.Set("out", Napi::Boolean::New(js, argument.is_out()));
  object.Set("alias", alias_of(js, argument));
  object.Set("has_default", Napi::Boolean::New(js, argument.default_value().has_value()));
  if (argument.default_value()) {
    object.Set("default", printed(*argument.default_value()));
  } else {
    object.Set("default", js.Null());
  }
  return object;
}

Napi::Object describe_return(Napi::Env js, const c10::Argument& result) {
  Napi::Object object = Napi::Object::New(js);
  if (result.name().empty()) {
    object.Set("name", js.Null());
  } else {
    object.Set("name", result.name());
  }
  object.Set("type", result.real_type()->str());
  object.Set("alias", alias_of(js, result));
  return object;
}

Napi::Value operator_names(Environment&, const Napi::CallbackInfo& info) {
  std::vector<std::string> names;
  for (const c10::OperatorName& key : c10::Dispatcher::singleton().getAllOpNames()) {
    if (c10::Dispatcher::singleton().findSchema(key)) {
      names.push_back(key.overload_name.empty() ? key.name : key.name + "." + key.overload_name);
    }
  }
  std::sort(names.begin(), names.end());
  Napi::Array array = Napi::Array::New(info.Env(), names.size());
  for (uint32_t i = 0; i < names.size(); ++i) array.Set(i, names[i]);
  return array;
}

Napi::Value schema(Environment&, const Napi::CallbackInfo& info) {
  const Napi::Env js = info.Env();
  const c10::OperatorHandle handle = find_operator(info[0].As<Napi::String>());
  const c10::FunctionSchema& schema = handle.schema();
  Napi::Object object = Napi::Object::New(js);
  object.Set("name", schema.name());
  object.Set("overload", schema.overload_name());
  object.Set("text", printed(schema));
  Napi::Array arguments = Napi::Array::New(js, schema.arguments().size());
  for (uint32_t i = 0; i < schema.arguments().size(); ++i) {
    arguments.Set(i, describe_argument(js, schema.arguments()[i]));
  }
  object.Set("arguments", arguments);
  Napi::Array returns = Napi::Array::New(js, schema.returns().size());
  for (uint32_t i = 0; i < schema.returns().size(); ++i) {
    returns.Set(i, describe_return(js, schema.returns()[i]));
  }
  object.Set("returns", returns);
  return object;
}

constexpr DoorEntry kDoors[] = {{"operator_names", operator_names}, {"schema", schema}};

}  // namespace

void install_schema(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
