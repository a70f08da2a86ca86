// Lists the dispatcher's operators and hands over their plans: nothing else reads a schema, neither
// the functions in TypeScript nor the generator of their declarations.
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

Napi::Value or_null(Napi::Env js, const std::optional<int32_t>& number) {
  return number ? Napi::Number::New(js, *number) : js.Null();
}

// What a type means, once for arguments and results.
void describe_type(Napi::Env js, Napi::Object object, const c10::Argument& argument,
                   const ArgumentPlan& plan) {
  object.Set("type", argument.real_type()->str());
  object.Set("wanted", plan.type);
  object.Set("kind", Napi::Number::New(js, static_cast<int>(plan.kind)));
  object.Set("depth", Napi::Number::New(js, plan.depth));
  object.Set("optional", Napi::Boolean::New(js, plan.optional));
  object.Set("optional_elements", Napi::Boolean::New(js, plan.optional_elements));
  object.Set("alias", alias_of(js, argument));
}

Napi::Object describe_argument(Napi::Env js, const c10::Argument& argument,
                               const ArgumentPlan& plan) {
  Napi::Object object = Napi::Object::New(js);
  const std::optional<c10::IValue>& fallback = plan.default_value;
  object.Set("name", plan.name);
  describe_type(js, object, argument, plan);
  object.Set("size", or_null(js, plan.size));
  object.Set("kwarg_only", Napi::Boolean::New(js, plan.keyword_only));
  object.Set("out", Napi::Boolean::New(js, argument.is_out()));
  object.Set("number_as_tensor", Napi::Boolean::New(js, plan.number_as_tensor));
  object.Set("required", Napi::Boolean::New(js, !fallback));
  object.Set("default", fallback ? Napi::String::New(js, printed(*fallback)) : js.Null());
  // A dtype with a default of its own (`randint` makes int64), which None stands for.
  object.Set("null_is_default", Napi::Boolean::New(js, plan.kind == Kind::ScalarType && fallback &&
                                                           !fallback->isNone()));
  return object;
}

Napi::Object describe_return(Napi::Env js, const c10::Argument& result, const ReturnPlan& plan) {
  Napi::Object object = Napi::Object::New(js);
  ArgumentPlan type;
  read_type(result.real_type(), type);
  object.Set("name", result.name().empty() ? js.Null() : Napi::String::New(js, result.name()));
  describe_type(js, object, result, type);
  const auto same = plan.same_as_argument;
  object.Set("same_as", Napi::Number::New(js, same ? static_cast<double>(*same) : -1));
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
  const Plan plan(find_operator(info[0].As<Napi::String>()), info[1].ToBoolean());
  const c10::FunctionSchema& schema = plan.handle.schema();
  Napi::Object object = Napi::Object::New(js);
  object.Set("name", schema.name());
  object.Set("overload", schema.overload_name());
  object.Set("text", printed(schema));
  Napi::Array arguments = Napi::Array::New(js, plan.arguments.size());
  for (uint32_t i = 0; i < plan.arguments.size(); ++i) {
    arguments.Set(i, describe_argument(js, schema.arguments()[i], plan.arguments[i]));
  }
  object.Set("arguments", arguments);
  Napi::Array returns = Napi::Array::New(js, plan.returns.size());
  for (uint32_t i = 0; i < plan.returns.size(); ++i) {
    returns.Set(i, describe_return(js, schema.returns()[i], plan.returns[i]));
  }
  object.Set("returns", returns);
  object.Set("spread", Napi::Number::New(js, plan.spread ? static_cast<double>(*plan.spread) : -1));
  return object;
}

constexpr DoorEntry kDoors[] = {{"operator_names", operator_names}, {"schema", schema}};

}  // namespace

void install_schema(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
  exports.Set("longest_list", Napi::Number::New(env.js(), kLongestList));
}

}  // namespace nodetorch
