#include "jit/values.h"

#include <c10/core/Scalar.h>

#include <cmath>

#include "device/device.h"

namespace nodetorch {

namespace {

using c10::IValue;
using c10::TypeKind;
using c10::TypePtr;

constexpr double kInt64End = 9223372036854775808.0;

[[noreturn]] void refuse(const char* wanted) {
  throw CastError(std::string("Unable to cast the value to ") + wanted);
}

// A field of an object that stands for a value; empty if there is none.
Napi::Value field(const Napi::Value& value, const char* name) {
  if (!value.IsObject() || value.IsArray() || value.IsExternal()) return Napi::Value();
  const Napi::Value found = value.As<Napi::Object>().Get(name);
  return found.IsUndefined() ? Napi::Value() : found;
}

const Handle* tensor_behind(Environment& env, const Napi::Value& value) {
  const Napi::Value number = field(value, "tensor");
  if (number.IsEmpty()) return nullptr;
  const Handle* handle = env.handles.find_number(number);
  if (handle == nullptr || handle->disposed || !handle->value.isTensor()) {
    throw CastError("the tensor is disposed");
  }
  return handle;
}

// What an external owns, such as an instance of a class; null for anything else.
const IValue* held_by(Environment& env, const Napi::Value& value) {
  if (!value.IsExternal()) return nullptr;
  const Handle* handle = env.handles.find(value);
  return handle == nullptr || handle->disposed ? nullptr : &handle->value;
}

int64_t int_of(Environment& env, const Napi::Value& value) {
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value() ? 1 : 0;
  if (value.IsNumber()) {
    const double number = value.As<Napi::Number>().DoubleValue();
    if (std::trunc(number) == number && number < kInt64End && number >= -kInt64End) {
      return static_cast<int64_t>(number);
    }
  }
  if (value.IsBigInt()) {
    bool lossless = false;
    const int64_t number = value.As<Napi::BigInt>().Int64Value(&lossless);
    if (lossless) return number;
  }
  if (const Handle* handle = tensor_behind(env, value)) {
    const at::Tensor& tensor = handle->value.toTensor();
    if (tensor.numel() == 1 && c10::isIntegralType(tensor.scalar_type(), true)) {
      return tensor.item().toLong();
    }
  }
  refuse("int");
}

double float_of(Environment& env, const Napi::Value& value) {
  if (value.IsNumber()) return value.As<Napi::Number>().DoubleValue();
  if (value.IsBoolean() || value.IsBigInt()) return static_cast<double>(int_of(env, value));
  if (const Handle* handle = tensor_behind(env, value)) {
    const at::Tensor& tensor = handle->value.toTensor();
    if (tensor.numel() == 1 && !tensor.is_complex()) return tensor.item().toDouble();
  }
  refuse("float");
}

std::optional<c10::complex<double>> complex_of(const Napi::Value& value) {
  const Napi::Value re = field(value, "re");
  const Napi::Value im = field(value, "im");
  if (re.IsEmpty() || im.IsEmpty() || !re.IsNumber() || !im.IsNumber()) return std::nullopt;
  return c10::complex<double>(re.As<Napi::Number>().DoubleValue(),
                              im.As<Napi::Number>().DoubleValue());
}

IValue number_of(Environment& env, const Napi::Value& value) {
  if (value.IsBoolean()) return value.As<Napi::Boolean>().Value();
  if (value.IsBigInt()) return int_of(env, value);
  if (value.IsNumber()) {
    const double number = value.As<Napi::Number>().DoubleValue();
    const bool whole = std::trunc(number) == number && std::abs(number) < kInt64End &&
                       !(number == 0 && std::signbit(number));
    return whole ? IValue(static_cast<int64_t>(number)) : IValue(number);
  }
  if (const auto complex = complex_of(value)) return *complex;
  if (const Handle* handle = tensor_behind(env, value)) return handle->value.toTensor().item();
  refuse("number");
}

std::string text_of(const Napi::Value& value) {
  if (!value.IsString()) refuse("str");
  return value.As<Napi::String>().Utf8Value();
}

IValue device_of(const Napi::Value& value) {
  const Napi::Value text = field(value, "device");
  const c10::Device device(text_of(text.IsEmpty() ? value : text));
  if (device.is_cuda()) ensure_cuda();
  return device;
}

IValue list_of(Environment& env, const Napi::Value& value, const TypePtr& element,
               std::optional<int32_t> size) {
  c10::impl::GenericList list(element);
  if (size && (value.IsNumber() || value.IsBigInt() || value.IsBoolean())) {
    const IValue one = script_value_of(env, value, element);
    for (int32_t i = 0; i < *size; ++i) list.push_back(one);
    return list;
  }
  const Napi::Value items = value.IsArray() ? value : field(value, "tuple");
  if (items.IsEmpty()) refuse("list");
  const auto array = items.As<Napi::Array>();
  const uint32_t length = array.Length();
  list.reserve(length);
  for (uint32_t i = 0; i < length; ++i) {
    Napi::HandleScope scope(env.js());
    list.push_back(script_value_of(env, array.Get(i), element));
  }
  return list;
}

IValue dict_of(Environment& env, const Napi::Value& value, const TypePtr& key, const TypePtr& of) {
  const Napi::Value keys = field(value, "keys");
  const Napi::Value values = field(value, "values");
  if (keys.IsEmpty() || values.IsEmpty()) refuse("dict");
  c10::impl::GenericDict dict(key, of);
  const auto names = keys.As<Napi::Array>();
  const auto items = values.As<Napi::Array>();
  for (uint32_t i = 0; i < names.Length(); ++i) {
    Napi::HandleScope scope(env.js());
    dict.insert_or_assign(script_value_of(env, names.Get(i), key),
                          script_value_of(env, items.Get(i), of));
  }
  return dict;
}

IValue tuple_of(Environment& env, const Napi::Value& value, const TypePtr& type) {
  const auto& elements = type->expectRef<c10::TupleType>().elements();
  const Napi::Value items = value.IsArray() ? value : field(value, "tuple");
  if (items.IsEmpty()) refuse("tuple");
  const auto array = items.As<Napi::Array>();
  if (array.Length() != elements.size()) {
    throw CastError("Object is a tuple of " + std::to_string(array.Length()) +
                    " elements, where one of " + std::to_string(elements.size()) + " is wanted");
  }
  std::vector<IValue> values;
  for (uint32_t i = 0; i < elements.size(); ++i) {
    values.push_back(script_value_of(env, array.Get(i), elements[i]));
  }
  if (type->expectRef<c10::TupleType>().name()) {
    return c10::ivalue::Tuple::createNamed(std::move(values), type->expect<c10::TupleType>());
  }
  return c10::ivalue::Tuple::create(std::move(values));
}

// What a handle of ours owns, if it is of the type.
IValue held_of(Environment& env, const Napi::Value& value, const c10::Type& type) {
  const Napi::Value inside = field(value, "storage");
  const IValue* held = held_by(env, inside.IsEmpty() ? value : inside);
  if (held == nullptr || !held->type()->isSubtypeOf(type)) refuse(type.annotation_str().c_str());
  return *held;
}

}  // namespace

c10::IValue script_value_of(Environment& env, napi_value raw, const c10::TypePtr& type,
                            std::optional<int32_t> size) {
  const Napi::Value value(env.raw(), raw);
  switch (type->kind()) {
    case TypeKind::TensorType:
      // None is an undefined tensor.
      if (value.IsNull()) return at::Tensor();
      if (const Handle* handle = tensor_behind(env, value)) return handle->value;
      refuse("Tensor");
    case TypeKind::OptionalType:
      if (value.IsNull()) return IValue();
      return script_value_of(env, value, type->expectRef<c10::OptionalType>().getElementType(),
                             size);
    case TypeKind::NoneType:
      if (value.IsNull()) return IValue();
      refuse("None");
    case TypeKind::IntType:
    case TypeKind::SymIntType:
      return int_of(env, value);
    case TypeKind::FloatType:
      return float_of(env, value);
    case TypeKind::BoolType:
      if (value.IsBoolean() || value.IsNumber()) return value.ToBoolean().Value();
      refuse("bool");
    case TypeKind::ComplexType:
      if (const auto complex = complex_of(value)) return *complex;
      return c10::complex<double>(float_of(env, value), 0);
    case TypeKind::NumberType:
      return number_of(env, value);
    case TypeKind::StringType:
      return text_of(value);
    case TypeKind::DeviceObjType:
      return device_of(value);
    case TypeKind::ListType:
      if (held_by(env, value) != nullptr) return held_of(env, value, *type);
      return list_of(env, value, type->expectRef<c10::ListType>().getElementType(), size);
    case TypeKind::DictType: {
      if (held_by(env, value) != nullptr) return held_of(env, value, *type);
      const auto& dict = type->expectRef<c10::DictType>();
      return dict_of(env, value, dict.getKeyType(), dict.getValueType());
    }
    case TypeKind::TupleType:
      return tuple_of(env, value, type);
    case TypeKind::UnionType: {
      IValue inferred = inferred_script_value(env, value);
      if (!inferred.type()->isSubtypeOf(*type)) refuse(type->annotation_str().c_str());
      return inferred;
    }
    case TypeKind::AnyType:
      return inferred_script_value(env, value);
    default:
      return held_of(env, value, *type);
  }
}

c10::IValue inferred_script_value(Environment& env, napi_value raw) {
  const Napi::Value value(env.raw(), raw);
  if (value.IsNull()) return IValue();
  if (value.IsString()) return text_of(value);
  if (const IValue* held = held_by(env, value)) return *held;
  if (const Handle* handle = tensor_behind(env, value)) return handle->value;
  if (!field(value, "device").IsEmpty()) return device_of(value);
  const auto elements = [&](const Napi::Value& list) {
    std::vector<IValue> values;
    const auto array = list.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); ++i) {
      values.push_back(inferred_script_value(env, array.Get(i)));
    }
    return values;
  };
  const auto common = [](const std::vector<IValue>& values, const char* empty) {
    if (values.empty()) throw CastError(empty);
    std::vector<TypePtr> types;
    for (const IValue& each : values) types.push_back(each.type());
    std::ostringstream why_not;
    const auto type = c10::unifyTypeList(types, why_not);
    if (!type) throw CastError(why_not.str());
    return *type;
  };
  if (value.IsArray()) {
    const std::vector<IValue> values = elements(value);
    c10::impl::GenericList list(common(values, "List trace inputs must have elements"));
    for (const IValue& each : values) list.push_back(each);
    return list;
  }
  if (const Napi::Value tuple = field(value, "tuple"); !tuple.IsEmpty()) {
    return c10::ivalue::Tuple::create(elements(tuple));
  }
  if (const Napi::Value keys = field(value, "keys"); !keys.IsEmpty()) {
    const std::vector<IValue> names = elements(keys);
    const std::vector<IValue> values = elements(field(value, "values"));
    c10::impl::GenericDict dict(common(names, "Dictionary inputs must have entries"),
                                common(values, "Dictionary inputs must have entries"));
    for (size_t i = 0; i < names.size(); ++i) dict.insert_or_assign(names[i], values[i]);
    return dict;
  }
  return number_of(env, value);
}

c10::intrusive_ptr<c10::ivalue::Object> script_object_of(Environment& env, napi_value value) {
  const Handle* handle = env.handles.find(value);
  if (handle == nullptr || handle->disposed || !handle->value.isObject()) {
    throw ArgumentError("expected an object of TorchScript, not " + describe(env.raw(), value));
  }
  return handle->value.toObject();
}

}  // namespace nodetorch
