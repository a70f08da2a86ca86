// Values of TorchScript on their way to JavaScript.
#include <ATen/core/enum_type.h>
#include <ATen/core/function_schema.h>

#include "dispatch/from_ivalue.h"
#include "jit/values.h"

namespace nodetorch {

namespace {

using c10::IValue;

Napi::Value to_js(Environment& env, const IValue& value) {
  return Napi::Value(env.raw(), script_value_to_js(env, value));
}

template <typename Elements>
Napi::Array array_of(Environment& env, const Elements& elements) {
  Napi::Array array = Napi::Array::New(env.js(), elements.size());
  uint32_t i = 0;
  for (const IValue& each : elements) array.Set(i++, to_js(env, each));
  return array;
}

Napi::Object tuple_to_js(Environment& env, const IValue& value) {
  Napi::Object object = Napi::Object::New(env.js());
  object.Set("tuple", array_of(env, value.toTupleRef().elements()));
  const auto type = value.type()->expect<c10::TupleType>();
  if (type->schema() != nullptr) {
    const auto& fields = type->schema()->arguments();
    Napi::Array names = Napi::Array::New(env.js(), fields.size());
    for (uint32_t i = 0; i < fields.size(); ++i) names.Set(i, fields[i].name());
    object.Set("names", names);
    object.Set("name", type->name()->name());
  }
  return object;
}

Napi::Object dict_to_js(Environment& env, const IValue& value) {
  const auto dict = value.toGenericDict();
  Napi::Object object = Napi::Object::New(env.js());
  Napi::Array keys = Napi::Array::New(env.js(), dict.size());
  Napi::Array values = Napi::Array::New(env.js(), dict.size());
  uint32_t i = 0;
  for (const auto& entry : dict) {
    keys.Set(i, to_js(env, entry.key()));
    values.Set(i++, to_js(env, entry.value()));
  }
  object.Set("keys", keys);
  object.Set("values", values);
  return object;
}

}  // namespace

napi_value script_value_to_js(Environment& env, const c10::IValue& value) {
  if (value.isList()) return array_of(env, value.toListRef());
  if (value.isTuple()) return tuple_to_js(env, value);
  if (value.isGenericDict()) return dict_to_js(env, value);
  if (value.isScalar() || value.isNone() || value.isString()) return from_ivalue(env, value);
  Napi::Object object = Napi::Object::New(env.js());
  if (value.isTensor()) {
    if (!value.toTensor().defined()) return env.js().Null();
    object.Set("tensor", Napi::Value(env.raw(), wrap(env, value.toTensor())));
  } else if (value.isDevice()) {
    object.Set("device", value.toDevice().str());
  } else if (value.isEnum()) {
    const auto& held = value.toEnumHolder();
    object.Set("enum", held->name());
    object.Set("value", to_js(env, held->value()));
  } else if (value.isObject()) {
    object.Set("object", Napi::Value(env.raw(), env.handles.make_external(value)));
    object.Set("module", Napi::Boolean::New(env.js(), value.isModule()));
  } else {
    object.Set("opaque", Napi::Value(env.raw(), env.handles.make_external(value)));
  }
  return object;
}

}  // namespace nodetorch
