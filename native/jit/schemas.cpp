// Schemas of operators: read from their text, made of arguments, compared.
#include <torch/csrc/jit/frontend/function_schema_parser.h>

#include <algorithm>
#include <sstream>

#include "dispatch/from_ivalue.h"
#include "jit/depth.h"
#include "jit/jit.h"

namespace nodetorch {

namespace {

struct SchemaObject final : torch::CustomClassHolder {
  explicit SchemaObject(c10::FunctionSchema held) : schema(std::move(held)) {}
  c10::FunctionSchema schema;
};

struct ArgumentObject final : torch::CustomClassHolder {
  explicit ArgumentObject(c10::Argument held) : argument(std::move(held)) {}
  c10::Argument argument;
};

Napi::Value out(Environment& env, c10::FunctionSchema schema) {
  return Napi::Value(env.raw(),
                     hand_out(env, c10::make_intrusive<SchemaObject>(std::move(schema))));
}

Napi::Value out(Environment& env, const c10::Argument& argument) {
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<ArgumentObject>(argument)));
}

const c10::FunctionSchema& schema_of(Environment& env, napi_value value) {
  return object_of<SchemaObject>(env, value, "a schema").schema;
}

const c10::Argument& argument_of(Environment& env, napi_value value) {
  return object_of<ArgumentObject>(env, value, "an argument of a schema").argument;
}

std::string string_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

std::vector<c10::Argument> arguments_of(Environment& env, const Napi::Value& list) {
  const auto array = list.As<Napi::Array>();
  std::vector<c10::Argument> arguments;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    arguments.push_back(argument_of(env, array.Get(i)));
  }
  return arguments;
}

Napi::Array to_js(Environment& env, const std::vector<c10::Argument>& arguments) {
  Napi::Array array = Napi::Array::New(env.js(), arguments.size());
  for (uint32_t i = 0; i < arguments.size(); ++i) array.Set(i, out(env, arguments[i]));
  return array;
}

Napi::Value sets_to_js(Environment& env, const std::unordered_set<c10::Symbol>& sets) {
  Napi::Array array = Napi::Array::New(env.js(), sets.size());
  uint32_t i = 0;
  for (const c10::Symbol& set : sets) array.Set(i++, set.toUnqualString());
  return array;
}

// What a default may be: a number (an integer where the type says so), a bool, a text, a list.
c10::IValue default_of(const Napi::Value& value, const c10::Type& type) {
  if (const auto* optional = type.castRaw<c10::OptionalType>()) {
    return default_of(value, *optional->getElementType());
  }
  if (value.IsBoolean()) return c10::IValue(value.As<Napi::Boolean>().Value());
  if (value.IsString()) return c10::IValue(string_of(value));
  if (value.IsNumber()) {
    const double number = value.As<Napi::Number>().DoubleValue();
    const bool is_float = type.kind() == c10::TypeKind::FloatType ||
                          number != static_cast<double>(static_cast<int64_t>(number));
    return is_float ? c10::IValue(number) : c10::IValue(static_cast<int64_t>(number));
  }
  const auto* list = type.castRaw<c10::ListType>();
  if (value.IsArray() && list != nullptr) {
    const auto array = value.As<Napi::Array>();
    c10::impl::GenericList elements(list->getElementType());
    for (uint32_t i = 0; i < array.Length(); ++i) {
      elements.push_back(default_of(array.Get(i), *list->getElementType()));
    }
    return elements;
  }
  throw ArgumentError("the default of an argument is a number, a bool, a string or a list of them");
}

// jit_schema_parse(text, allow_typevars)
Napi::Value jit_schema_parse(Environment& env, const Napi::CallbackInfo& info) {
  const std::string text = string_of(info[0]);
  check_bracket_depth("parse_schema", text);
  return out(env, torch::jit::parseSchema(text, info[1].ToBoolean()));
}

// jit_schema(name, overload, arguments, returns, is_vararg, is_varret)
Napi::Value jit_schema(Environment& env, const Napi::CallbackInfo& info) {
  return out(env, c10::FunctionSchema(string_of(info[0]), string_of(info[1]),
                                      arguments_of(env, info[2]), arguments_of(env, info[3]),
                                      info[4].ToBoolean(), info[5].ToBoolean()));
}

Napi::Value jit_schema_read(Environment& env, const Napi::CallbackInfo& info) {
  const c10::FunctionSchema& schema = schema_of(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  std::ostringstream text;
  text << schema;
  object.Set("name", schema.name());
  object.Set("overload_name", schema.overload_name());
  object.Set("text", text.str());
  object.Set("is_mutable", Napi::Boolean::New(env.js(), schema.is_mutable()));
  object.Set("arguments", to_js(env, schema.arguments()));
  object.Set("returns", to_js(env, schema.returns()));
  return object;
}

Napi::Value jit_schema_same(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(env.js(), schema_of(env, info[0]) == schema_of(env, info[1]));
}

Napi::Value jit_schema_is_backward_compatible(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(
      env.js(), schema_of(env, info[0]).isBackwardCompatibleWith(schema_of(env, info[1])));
}

// jit_schema_check_forward(new, old): [whether, why not]
Napi::Value jit_schema_check_forward(Environment& env, const Napi::CallbackInfo& info) {
  std::ostringstream why_not;
  const bool is = schema_of(env, info[0]).isForwardCompatibleWith(schema_of(env, info[1]), why_not);
  Napi::Array pair = Napi::Array::New(env.js(), 2);
  pair.Set(uint32_t{0}, Napi::Boolean::New(env.js(), is));
  pair.Set(uint32_t{1}, why_not.str());
  return pair;
}

// jit_argument(name, type, N or null, default or null, kwarg_only, alias or null), alias:
// [is_write, before, after]
Napi::Value jit_argument(Environment& env, const Napi::CallbackInfo& info) {
  const c10::TypePtr& type = type_of(env, info[1]);
  std::optional<int32_t> size;
  if (info[2].IsNumber()) size = info[2].As<Napi::Number>().Int32Value();
  std::optional<c10::IValue> fallback;
  if (!info[3].IsNull()) fallback = default_of(info[3], *type);
  std::optional<c10::AliasInfo> alias;
  if (info[5].IsArray()) {
    const auto parts = info[5].As<Napi::Array>();
    const auto names = [&](uint32_t at) {
      std::set<std::string> sets;
      const auto list = parts.Get(at).As<Napi::Array>();
      for (uint32_t i = 0; i < list.Length(); ++i) sets.insert("alias::" + string_of(list.Get(i)));
      return sets;
    };
    alias.emplace(parts.Get(0u).ToBoolean(), names(1), names(2));
  }
  return out(env, c10::Argument(string_of(info[0]), type, size, std::move(fallback),
                                info[4].ToBoolean(), std::move(alias)));
}

Napi::Value jit_argument_read(Environment& env, const Napi::CallbackInfo& info) {
  const c10::Argument& argument = argument_of(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  const auto& fallback = argument.default_value();
  const c10::AliasInfo* alias = argument.alias_info();
  object.Set("name", argument.name());
  object.Set("type", Napi::Value(env.raw(), hand_out_type(env, argument.type())));
  object.Set("real_type", Napi::Value(env.raw(), hand_out_type(env, argument.real_type())));
  object.Set("N", argument.N() ? Napi::Number::New(env.js(), *argument.N()) : env.js().Null());
  object.Set("has_default", Napi::Boolean::New(env.js(), fallback.has_value()));
  object.Set("default",
             fallback ? Napi::Value(env.raw(), from_ivalue(env, *fallback)) : env.js().Null());
  object.Set("kwarg_only", Napi::Boolean::New(env.js(), argument.kwarg_only()));
  object.Set("is_out", Napi::Boolean::New(env.js(), argument.is_out()));
  if (alias == nullptr) {
    object.Set("alias", env.js().Null());
  } else {
    Napi::Array parts = Napi::Array::New(env.js(), 3);
    parts.Set(uint32_t{0}, Napi::Boolean::New(env.js(), alias->isWrite()));
    parts.Set(uint32_t{1}, sets_to_js(env, alias->beforeSets()));
    parts.Set(uint32_t{2}, sets_to_js(env, alias->afterSets()));
    object.Set("alias", parts);
  }
  return object;
}

constexpr DoorEntry kDoors[] = {
    {"jit_schema_parse", polled<jit_schema_parse>},
    {"jit_schema", jit_schema},
    {"jit_schema_read", polled<jit_schema_read>},
    {"jit_schema_same", jit_schema_same},
    {"jit_schema_is_backward_compatible", jit_schema_is_backward_compatible},
    {"jit_schema_check_forward", jit_schema_check_forward},
    {"jit_argument", jit_argument},
    {"jit_argument_read", polled<jit_argument_read>},
};

}  // namespace

napi_value hand_out_schema(Environment& env, c10::FunctionSchema schema) {
  return hand_out(env, c10::make_intrusive<SchemaObject>(std::move(schema)));
}

void install_schemas(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
