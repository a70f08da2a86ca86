// Instances of TorchScript's classes, modules among them: slots, methods, text.
#include <torch/csrc/jit/frontend/ir_emitter.h>

#include "dispatch/from_ivalue.h"
#include "jit/depth.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

using torch::jit::GraphFunction;
using torch::jit::Module;
using torch::jit::Object;
using torch::jit::SimpleValue;
using torch::jit::SourceRange;
using torch::jit::SugaredValue;

Object object_from(Environment& env, const Napi::Value& value) {
  return Object(script_object_of(env, value));
}

// A module in the text of a method: calling it calls its forward, as in Python. No SimpleValue,
// which the compiler would take for its value alone.
struct ModuleValue final : public SugaredValue {
  explicit ModuleValue(torch::jit::Value* held) : value(held) {}
  std::string kind() const override { return "module"; }
  torch::jit::Value* asValue(const SourceRange& /*where*/, GraphFunction& /*function*/) override {
    return value;
  }
  bool hasAttr(const SourceRange& where, GraphFunction& function,
               const std::string& field) override {
    return SimpleValue(value).hasAttr(where, function, field);
  }
  void setAttr(const SourceRange& where, GraphFunction& function, const std::string& field,
               torch::jit::Value* other) override {
    SimpleValue(value).setAttr(where, function, field, other);
  }
  std::shared_ptr<SugaredValue> attr(const SourceRange& where, GraphFunction& function,
                                     const std::string& field) override {
    auto found = SimpleValue(value).attr(where, function, field);
    const auto simple = std::dynamic_pointer_cast<SimpleValue>(found);
    if (simple == nullptr || !simple->getValue()->type()->is_module()) return found;
    return std::make_shared<ModuleValue>(simple->getValue());
  }
  std::shared_ptr<SugaredValue> call(const SourceRange& where, GraphFunction& function,
                                     at::ArrayRef<torch::jit::NamedValue> args,
                                     at::ArrayRef<torch::jit::NamedValue> kwargs,
                                     size_t binders) override {
    return attr(where, function, "forward")->call(where, function, args, kwargs, binders);
  }
  torch::jit::Value* value;
};

struct ModuleSelf final : public torch::jit::Self {
  explicit ModuleSelf(c10::ClassTypePtr of) : type(std::move(of)) {}
  std::shared_ptr<SugaredValue> makeSugared(torch::jit::Value* value) const override {
    value->setType(type);
    return std::make_shared<ModuleValue>(value);
  }
  c10::ClassTypePtr getClassType() const override { return type; }
  c10::ClassTypePtr type;
};

// jit_object_read(object): its type and what it has, by name. Slots are [name, kind].
Napi::Value jit_object_read(Environment& env, const Napi::CallbackInfo& info) {
  const Object object = object_from(env, info[0]);
  const c10::ClassTypePtr type = object.type();
  Napi::Array slots = Napi::Array::New(env.js(), type->numAttributes());
  for (size_t i = 0; i < type->numAttributes(); ++i) {
    const char* kind = type->is_parameter(i) ? "parameter" : type->is_buffer(i) ? "buffer" : "";
    if (type->getAttribute(i)->is_module()) kind = "module";
    Napi::Array slot = Napi::Array::New(env.js(), 2);
    slot.Set(0u, type->getAttributeName(i));
    slot.Set(1u, kind);
    slots.Set(static_cast<uint32_t>(i), slot);
  }
  Napi::Array constants = Napi::Array::New(env.js(), type->numConstants());
  for (size_t i = 0; i < type->numConstants(); ++i) {
    constants.Set(static_cast<uint32_t>(i), type->getConstantName(i));
  }
  std::vector<std::string> methods;
  for (const auto& method : object.get_methods()) methods.push_back(method.name());
  std::vector<std::string> properties;
  for (const auto& property : type->properties()) properties.push_back(property.name);
  Napi::Object facts = Napi::Object::New(env.js());
  facts.Set("slots", slots);
  facts.Set("constants", constants);
  facts.Set("methods", to_js(env, methods));
  facts.Set("properties", to_js(env, properties));
  facts.Set("is_module", Napi::Boolean::New(env.js(), type->is_module()));
  facts.Set("name", type->name() ? type->name()->name() : "");
  facts.Set("qualified_name", type->name() ? type->name()->qualifiedName() : "");
  return facts;
}

Napi::Value jit_object_type(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Value(env.raw(), hand_out_type(env, object_from(env, info[0]).type()));
}

// jit_object_get(object, name, known): the value; undefined if it is still the tensor `known`.
Napi::Value jit_object_get(Environment& env, const Napi::CallbackInfo& info) {
  const Object object = object_from(env, info[0]);
  const c10::IValue value = object.attr(string_of(info[1]));
  if (value.isTensor() && info.Length() > 2) {
    const Handle* known = env.handles.find_number(info[2]);
    if (known != nullptr && !known->disposed && known->value.isTensor() &&
        known->value.toTensor().is_same(value.toTensor())) {
      return env.js().Undefined();
    }
  }
  return Napi::Value(env.raw(), script_value_to_js(env, value));
}

Napi::Value jit_object_set(Environment& env, const Napi::CallbackInfo& info) {
  Object object = object_from(env, info[0]);
  const std::string name = string_of(info[1]);
  const auto slot = object.type()->findAttributeSlot(name);
  if (!slot) {
    if (!object.type()->hasConstant(name)) {
      throw std::runtime_error(object.type()->repr_str() +
                               " does not have an attribute with name '" + name + "'");
    }
    object.setattr(name, c10::IValue());  // libtorch's error
    return env.js().Undefined();
  }
  try {
    object.setattr(name, script_value_of(env, info[2], object.type()->getAttribute(*slot)));
  } catch (const CastError& error) {
    throw std::runtime_error("Could not cast attribute '" + name + "' to type " +
                             object.type()->getAttribute(*slot)->repr_str() + ": " + error.what());
  }
  return env.js().Undefined();
}

Napi::Value jit_object_method(Environment& env, const Napi::CallbackInfo& info) {
  const Object object = object_from(env, info[0]);
  const torch::jit::Method method = object.get_method(string_of(info[1]));
  return hand_out_function(env, object._ivalue()->compilation_unit(), &method.function(),
                           object._ivalue());
}

// jit_object_property(object, name): [getter, setter or null]
Napi::Value jit_object_property(Environment& env, const Napi::CallbackInfo& info) {
  const Object object = object_from(env, info[0]);
  const auto property = object.get_property(string_of(info[1]));
  const auto unit = object._ivalue()->compilation_unit();
  Napi::Array pair = Napi::Array::New(env.js(), 2);
  pair.Set(0u, hand_out_function(env, unit, &property.getter_func.function(), object._ivalue()));
  pair.Set(1u,
           property.setter_func
               ? hand_out_function(env, unit, &property.setter_func->function(), object._ivalue())
               : env.js().Null());
  return pair;
}

Napi::Value jit_object_same(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(
      env.js(), script_object_of(env, info[0]).get() == script_object_of(env, info[1]).get());
}

Napi::Value jit_object_copy(Environment& env, const Napi::CallbackInfo& info) {
  const Object object = object_from(env, info[0]);
  return hand_out_module(env, info[1].ToBoolean() ? object.deepcopy() : object.copy());
}

// jit_module(name, unit, mangle): an empty one.
Napi::Value jit_module(Environment& env, const Napi::CallbackInfo& info) {
  return hand_out_module(env, Module(c10::QualifiedName(string_of(info[0])), unit_of(env, info[1]),
                                     info[2].ToBoolean()));
}

// jit_module_register(module, name, type or null for the value's own, value, is parameter, is
// buffer)
Napi::Value jit_module_register(Environment& env, const Napi::CallbackInfo& info) {
  Module module = module_of(env, info[0]);
  const std::string name = string_of(info[1]);
  try {
    const bool inferred = info[2].IsNull();
    c10::IValue value = inferred ? inferred_script_value(env, info[3])
                                 : script_value_of(env, info[3], type_of(env, info[2]));
    const c10::TypePtr type = inferred ? value.type() : type_of(env, info[2]);
    module.register_attribute(name, type, std::move(value), info[4].ToBoolean(),
                              info[5].ToBoolean());
  } catch (const CastError& error) {
    throw std::runtime_error("the attribute '" + name + "': " + error.what());
  }
  return env.js().Undefined();
}

Napi::Value jit_module_define(Environment& env, const Napi::CallbackInfo& info) {
  const Module module = module_of(env, info[0]);
  const ModuleSelf self(module.type());
  const std::string text = string_of(info[1]);
  check_script_depth("define", text);
  module._ivalue()->compilation_unit()->define(*module.type()->name(), text, script_resolver(),
                                               &self);
  return env.js().Undefined();
}

Napi::Value jit_module_dump(Environment& env, const Napi::CallbackInfo& info) {
  return Napi::String::New(
      env.js(), module_of(env, info[0])
                    .dump_to_str(info[1].ToBoolean(), info[2].ToBoolean(), info[3].ToBoolean()));
}

constexpr DoorEntry kDoors[] = {
    {"jit_object_read", jit_object_read},
    {"jit_object_type", polled<jit_object_type>},
    {"jit_object_get", jit_object_get},
    {"jit_object_set", jit_object_set},
    {"jit_object_method", polled<jit_object_method>},
    {"jit_object_property", polled<jit_object_property>},
    {"jit_object_same", jit_object_same},
    {"jit_object_copy", polled<jit_object_copy>},
    {"jit_module", polled<jit_module>},
    {"jit_module_register", jit_module_register},
    {"jit_module_define", jit_module_define},
    {"jit_module_dump", jit_module_dump},
};

}  // namespace

torch::jit::Module module_of(Environment& env, napi_value value) {
  auto object = script_object_of(env, value);
  if (!object->type()->is_module()) {
    throw ArgumentError("expected a module of TorchScript, not an instance of " +
                        object->type()->repr_str());
  }
  return Module(std::move(object));
}

Napi::Value hand_out_module(Environment& env, const torch::jit::Object& module) {
  return Napi::Value(env.raw(), env.handles.make_external(c10::IValue(module._ivalue())));
}

void install_script_objects(Environment& env, Napi::Object exports) {
  env.install(exports, kDoors);
}

}  // namespace nodetorch
