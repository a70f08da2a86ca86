// Lists and dicts of TorchScript that JavaScript holds: functions get the thing itself, no copy.
#include "jit/jit.h"
#include "jit/records.h"
#include "jit/values.h"

namespace nodetorch {

namespace {

using c10::IValue;

Napi::Value out(Environment& env, IValue value) {
  return Napi::Value(env.raw(), env.handles.make_external(std::move(value)));
}

Napi::Value to_js(Environment& env, const IValue& value) {
  return Napi::Value(env.raw(), script_value_to_js(env, value));
}

const IValue& held(Environment& env, const Napi::Value& value) {
  const Handle* handle = env.handles.find(value);
  if (handle == nullptr || handle->disposed) {
    throw ArgumentError("expected a list or dict of TorchScript");
  }
  return handle->value;
}

c10::impl::GenericList list_of(Environment& env, const Napi::Value& value) {
  return held(env, value).toList();
}

c10::impl::GenericDict dict_of(Environment& env, const Napi::Value& value) {
  return held(env, value).toGenericDict();
}

// The value as one of the type; `what` is not of it: a TypeError.
IValue element(Environment& env, const Napi::Value& value, const c10::TypePtr& type,
               const char* what) {
  try {
    return script_value_of(env, value, type);
  } catch (const CastError&) {
    throw ArgumentError(std::string(what) + " is of the wrong type");
  }
}

// script_container(values): a list or a dict, of the values' type; undefined where they have none.
Napi::Value script_container(Environment& env, const Napi::CallbackInfo& info) {
  try {
    IValue value = inferred_script_value(env, info[0]);
    env.collector.poll();
    return out(env, std::move(value));
  } catch (const CastError& error) {
    return Napi::String::New(env.js(), error.what());
  }
}

// script_container_empty("list" | "dict"): one of tensors, as PyTorch's are without elements.
Napi::Value script_container_empty(Environment& env, const Napi::CallbackInfo& info) {
  if (info[0].As<Napi::String>().Utf8Value() == "list") {
    return out(env, c10::impl::GenericList(c10::TensorType::get()));
  }
  return out(env, c10::impl::GenericDict(c10::StringType::get(), c10::TensorType::get()));
}

Napi::Value script_container_read(Environment& env, const Napi::CallbackInfo& info) {
  return to_js(env, held(env, info[0]));
}

Napi::Value script_list_size(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Number::New(env.js(), static_cast<double>(list_of(env, info[0]).size()));
}

Napi::Value script_list_get(Environment& env, const Napi::CallbackInfo& info) {
  return to_js(env, list_of(env, info[0]).get(info[1].As<Napi::Number>().Uint32Value()));
}

// script_list_put(list, index, value, whether between two): the index was checked.
Napi::Value script_list_put(Environment& env, const Napi::CallbackInfo& info) {
  auto list = list_of(env, info[0]);
  const uint32_t index = info[1].As<Napi::Number>().Uint32Value();
  IValue value = element(env, info[2], list.elementType(), "list.append(): argument");
  if (info[3].ToBoolean()) {
    TORCH_CHECK_INDEX(index <= list.size(), "list index out of range");
    list.insert(list.begin() + index, std::move(value));
  } else {
    TORCH_CHECK_INDEX(index < list.size(), "list index out of range");
    list.set(index, std::move(value));
  }
  return env.js().Undefined();
}

// script_list_drop(list, index): an index below zero drops all.
Napi::Value script_list_drop(Environment& env, const Napi::CallbackInfo& info) {
  auto list = list_of(env, info[0]);
  const int64_t index = info[1].As<Napi::Number>().Int64Value();
  if (index < 0) {
    list.clear();
  } else {
    TORCH_CHECK_INDEX(index < static_cast<int64_t>(list.size()), "list index out of range");
    list.erase(list.begin() + index);
  }
  return env.js().Undefined();
}

// script_list_find(list, value, from, name of the method): the first index, or -1.
Napi::Value script_list_find(Environment& env, const Napi::CallbackInfo& info) {
  const auto list = list_of(env, info[0]);
  const std::string what = info[3].As<Napi::String>().Utf8Value() + ": argument";
  const IValue wanted = element(env, info[1], list.elementType(), what.c_str());
  for (size_t i = info[2].As<Napi::Number>().Uint32Value(); i < list.size(); ++i) {
    if (c10::_fastEqualsForContainer(list.get(i), wanted)) {
      return Napi::Number::New(env.js(), static_cast<double>(i));
    }
  }
  return Napi::Number::New(env.js(), -1);
}

// script_dict_get(dict, key): [value], or null.
Napi::Value script_dict_get(Environment& env, const Napi::CallbackInfo& info) {
  const auto dict = dict_of(env, info[0]);
  const auto found = dict.find(element(env, info[1], dict.keyType(), "dict key"));
  if (found == dict.end()) return env.js().Null();
  Napi::Array one = Napi::Array::New(env.js(), 1);
  one.Set(0u, to_js(env, found->value()));
  return one;
}

Napi::Value script_dict_set(Environment& env, const Napi::CallbackInfo& info) {
  auto dict = dict_of(env, info[0]);
  IValue key = element(env, info[1], dict.keyType(), "dict key");
  dict.insert_or_assign(std::move(key), element(env, info[2], dict.valueType(), "dict value"));
  return env.js().Undefined();
}

// script_dict_drop(dict, key): whether it was there.
Napi::Value script_dict_drop(Environment& env, const Napi::CallbackInfo& info) {
  auto dict = dict_of(env, info[0]);
  return Napi::Boolean::New(env.js(),
                            dict.erase(element(env, info[1], dict.keyType(), "dict key")) > 0);
}

constexpr DoorEntry kDoors[] = {
    {"script_container", script_container},
    {"script_container_empty", polled<script_container_empty>},
    {"script_container_read", script_container_read},
    {"script_list_size", script_list_size},
    {"script_list_get", script_list_get},
    {"script_list_put", script_list_put},
    {"script_list_drop", script_list_drop},
    {"script_list_find", script_list_find},
    {"script_dict_get", script_dict_get},
    {"script_dict_set", script_dict_set},
    {"script_dict_drop", script_dict_drop},
};

}  // namespace

void install_script_containers(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
