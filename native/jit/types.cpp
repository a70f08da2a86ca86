// Types of TorchScript: what the arguments of operators are. TypeScript's classes (lib/jit_types)
// hold one each.
#include <ATen/core/enum_type.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include "dispatch/from_ivalue.h"
#include "jit/jit.h"

namespace nodetorch {

namespace {

using c10::TypePtr;

Napi::Value out(Environment& env, TypePtr type) {
  return Napi::Value(env.raw(), hand_out_type(env, std::move(type)));
}

TypeObject& object_of_type(Environment& env, napi_value value) {
  return object_of<TypeObject>(env, value, "a type of TorchScript");
}

// libtorch prints, compares and frees a type by functions that call themselves for each level; a
// thread of a worker has a stack of 4 MB.
constexpr int kDeepest = 1000;

// Throws where a type of these nests too deep.
void check_depth_over(Environment& env, const Napi::Value& list) {
  const auto array = list.As<Napi::Array>();
  int depth = 0;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    depth = std::max(depth, object_of_type(env, array.Get(i)).depth);
  }
  TORCH_CHECK(depth < kDeepest, "types nest ", depth + 1, " deep here, at most ", kDeepest,
              " are made");
}

// `known` has what was looked at: a type may be part of many.
int depth_of(const c10::Type& type, std::unordered_map<const c10::Type*, int>& known) {
  const auto found = known.find(&type);
  if (found != known.end()) return found->second;
  int depth = 0;
  for (const TypePtr& each : type.containedTypes()) {
    depth = std::max(depth, depth_of(*each, known) + 1);
  }
  return known[&type] = depth;
}

const c10::TensorType& tensor_type_of(Environment& env, napi_value value) {
  return type_of(env, value)->expectRef<c10::TensorType>();
}

std::vector<TypePtr> types_of(Environment& env, const Napi::Value& list) {
  const auto array = list.As<Napi::Array>();
  std::vector<TypePtr> types;
  for (uint32_t i = 0; i < array.Length(); ++i) types.push_back(type_of(env, array.Get(i)));
  return types;
}

std::string string_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

Napi::Value to_js(Environment& env, c10::IValue value) {
  return Napi::Value(env.raw(), from_ivalue(env, std::move(value)));
}

// Sizes of which some may be unknown; none where their number is.
Napi::Value sizes_to_js(Environment& env, const c10::VaryingShape<int64_t>& shape) {
  const auto sizes = shape.sizes();
  if (!sizes) return env.js().Null();
  Napi::Array array = Napi::Array::New(env.js(), sizes->size());
  for (uint32_t i = 0; i < sizes->size(); ++i) {
    array.Set(i, to_js(env, (*sizes)[i] ? c10::IValue(*(*sizes)[i]) : c10::IValue()));
  }
  return array;
}

TypePtr singleton(const std::string& name) {
  if (name == "AnyType") return c10::AnyType::get();
  if (name == "NoneType") return c10::NoneType::get();
  if (name == "BoolType") return c10::BoolType::get();
  if (name == "FloatType") return c10::FloatType::get();
  if (name == "ComplexType") return c10::ComplexType::get();
  if (name == "IntType") return c10::IntType::get();
  if (name == "SymIntType") return c10::SymIntType::get();
  if (name == "SymBoolType") return c10::SymBoolType::get();
  if (name == "NumberType") return c10::NumberType::get();
  if (name == "StringType") return c10::StringType::get();
  if (name == "DeviceObjType") return c10::DeviceObjType::get();
  if (name == "StreamObjType") return c10::StreamObjType::get();
  if (name == "PyObjectType") return c10::PyObjectType::get();
  if (name == "TensorType") return c10::TensorType::get();
  if (name == "InferredTensorType") return c10::TensorType::getInferred();
  throw ArgumentError("no type is called " + name);
}

// jit_type(name): the only one of its class.
Napi::Value jit_type(Environment& env, const Napi::CallbackInfo& info) {
  return out(env, singleton(string_of(info[0])));
}

TypePtr type_over(const std::string& name, std::vector<TypePtr> of) {
  if (name == "TupleType") return c10::TupleType::create(std::move(of));
  if (name == "UnionType") return c10::UnionType::create(std::move(of));
  if (of.empty()) throw ArgumentError(name + " is of another type");
  if (name == "ListType") return c10::ListType::create(of[0]);
  if (name == "OptionalType") return c10::OptionalType::create(of[0]);
  if (name == "FutureType") return c10::FutureType::create(of[0]);
  if (name == "AwaitType") return c10::AwaitType::create(of[0]);
  if (name == "RRefType") return c10::RRefType::create(of[0]);
  if (name == "DictType" && of.size() == 2) return c10::DictType::create(of[0], of[1]);
  throw ArgumentError("no type of types is called " + name);
}

// jit_type_over(class, contained): a type made of others.
Napi::Value jit_type_over(Environment& env, const Napi::CallbackInfo& info) {
  check_depth_over(env, info[1]);
  return out(env, type_over(string_of(info[0]), types_of(env, info[1])));
}

c10::IValue enum_value(const Napi::Value& value, const c10::Type& type) {
  switch (type.kind()) {
    case c10::TypeKind::StringType:
      if (value.IsString()) return c10::IValue(string_of(value));
      break;
    case c10::TypeKind::IntType:
      if (value.IsNumber()) return c10::IValue(value.As<Napi::Number>().Int64Value());
      break;
    case c10::TypeKind::FloatType:
      if (value.IsNumber()) return c10::IValue(value.As<Napi::Number>().DoubleValue());
      break;
    default:
      break;
  }
  throw ArgumentError("the values of an enum of " + type.annotation_str() + " are no others");
}

// jit_enum_type(name, type of the values, [[name, value], ...])
Napi::Value jit_enum_type(Environment& env, const Napi::CallbackInfo& info) {
  const TypePtr& of = type_of(env, info[1]);
  std::vector<c10::EnumNameValue> values;
  const auto list = info[2].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto pair = list.Get(i).As<Napi::Array>();
    values.emplace_back(string_of(pair.Get(0u)), enum_value(pair.Get(1u), *of));
  }
  return out(env, c10::EnumType::create(c10::QualifiedName(string_of(info[0])), of,
                                        std::move(values), {}));
}

// jit_type_read(type): what all types say of themselves.
Napi::Value jit_type_read(Environment& env, const Napi::CallbackInfo& info) {
  const TypePtr& type = type_of(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  std::ostringstream text;
  text << *type;
  object.Set("kind", typeKindToString(type->kind()));
  object.Set("text", text.str());
  object.Set("annotation", type->annotation_str());
  object.Set(
      "is_interface",
      Napi::Boolean::New(
          env.js(), type->is_module() ? false : type->castRaw<c10::InterfaceType>() != nullptr));
  object.Set("requires_grad", Napi::Boolean::New(env.js(), type->requires_grad()));
  const auto contained = type->containedTypes();
  Napi::Array list = Napi::Array::New(env.js(), contained.size());
  for (uint32_t i = 0; i < contained.size(); ++i) list.Set(i, out(env, contained[i]));
  object.Set("contained", list);
  return object;
}

// jit_tensor_type_read(type): what types of tensors say; throws libtorch's error for others.
Napi::Value jit_tensor_type_read(Environment& env, const Napi::CallbackInfo& info) {
  const c10::TensorType& type = tensor_type_of(env, info[0]);
  Napi::Object object = Napi::Object::New(env.js());
  const auto undefined = type.undefined();
  object.Set("undefined", undefined ? Napi::Boolean::New(env.js(), *undefined) : env.js().Null());
  object.Set("sizes", sizes_to_js(env, type.sizes()));
  object.Set("strides", sizes_to_js(env, type.strides()));
  const auto dtype = type.scalarType();
  object.Set("dtype",
             dtype ? Napi::Number::New(env.js(), static_cast<int>(*dtype)) : env.js().Null());
  object.Set("scalar_type",
             dtype ? Napi::String::New(env.js(), c10::toString(*dtype)) : env.js().Null());
  // Sizes that are not known have negative numbers, each its own.
  const auto symbols = type.symbolic_sizes().sizes();
  if (symbols) {
    Napi::Array list = Napi::Array::New(env.js(), symbols->size());
    for (uint32_t i = 0; i < symbols->size(); ++i) {
      list.Set(i, Napi::Number::New(env.js(), static_cast<double>((*symbols)[i].value())));
    }
    object.Set("symbolic_sizes", list);
  } else {
    object.Set("symbolic_sizes", env.js().Null());
  }
  const auto device = type.device();
  object.Set("device", device ? Napi::String::New(env.js(), device->str()) : env.js().Null());
  return object;
}

// jit_tensor_type_with(type, "dtype" | "device" | "sizes" | "contiguous", value)
Napi::Value jit_tensor_type_with(Environment& env, const Napi::CallbackInfo& info) {
  const c10::TensorTypePtr held = type_of(env, info[0])->expect<c10::TensorType>();
  c10::TensorType& type = *held;
  const std::string what = string_of(info[1]);
  const Napi::Value value = info[2];
  if (what == "contiguous") return out(env, type.contiguous());
  if (what == "dtype") {
    return out(env, type.withScalarType(
                        static_cast<c10::ScalarType>(value.As<Napi::Number>().Int32Value())));
  }
  if (what == "device") return out(env, type.withDevice(c10::Device(string_of(value))));
  if (value.IsNull()) return out(env, type.withSymbolicShapes(c10::SymbolicShape()));
  std::vector<std::optional<int64_t>> sizes;
  const auto list = value.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Value size = list.Get(i);
    sizes.push_back(size.IsNull() ? std::nullopt
                                  : std::optional(size.As<Napi::Number>().Int64Value()));
  }
  return out(env, type.withSymbolicShapes(c10::SymbolicShape(sizes)));
}

Napi::Value jit_type_of_tensor(Environment& env, const Napi::CallbackInfo& info) {
  return out(env, c10::TensorType::create(tensor_of(env, info, 0, "create_from_tensor")));
}

Napi::Value jit_type_same(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(env.js(), *type_of(env, info[0]) == *type_of(env, info[1]));
}

Napi::Value jit_type_is_subtype(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(env.js(), type_of(env, info[0])->isSubtypeOf(*type_of(env, info[1])));
}

// jit_unify_types(list): the type of a list of such values; throws std::runtime_error if none is.
Napi::Value jit_unify_types(Environment& env, const Napi::CallbackInfo& info) {
  check_depth_over(env, info[0]);
  const std::vector<TypePtr> types = types_of(env, info[0]);
  std::ostringstream why_not;
  const auto unified = c10::unifyTypeList(types, why_not);
  if (!unified) throw std::runtime_error(why_not.str());
  return out(env, *unified);
}

constexpr DoorEntry kDoors[] = {
    {"jit_type", polled<jit_type>},
    {"jit_type_over", polled<jit_type_over>},
    {"jit_enum_type", polled<jit_enum_type>},
    {"jit_type_read", polled<jit_type_read>},
    {"jit_tensor_type_read", jit_tensor_type_read},
    {"jit_tensor_type_with", polled<jit_tensor_type_with>},
    {"jit_type_of_tensor", jit_type_of_tensor},
    {"jit_type_same", jit_type_same},
    {"jit_type_is_subtype", jit_type_is_subtype},
    {"jit_unify_types", polled<jit_unify_types>},
};

}  // namespace

napi_value hand_out_type(Environment& env, TypePtr type) {
  std::unordered_map<const c10::Type*, int> known;
  const int depth = depth_of(*type, known);
  return hand_out(env, c10::make_intrusive<TypeObject>(std::move(type), depth));
}

const TypePtr& type_of(Environment& env, napi_value value) {
  return object_of_type(env, value).type;
}

void install_types(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
