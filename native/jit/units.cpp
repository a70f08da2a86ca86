// Units of functions: compiled from TorchScript's text, or made of a graph.
#include <torch/csrc/jit/frontend/ir_emitter.h>
#include <torch/csrc/jit/frontend/resolver.h>

#include <unordered_map>

#include "jit/depth.h"
#include "jit/graph.h"
#include "jit/script.h"

namespace nodetorch {

namespace {

using torch::jit::CompilationUnit;
using torch::jit::GraphFunction;
using torch::jit::SourceRange;
using torch::jit::SugaredValue;

// `torch` in the text of a function: operators, and dtypes, which are numbers there.
struct TorchModule final : public torch::jit::BuiltinModule {
  TorchModule() : BuiltinModule("aten") {}
  std::shared_ptr<SugaredValue> attr(const SourceRange& where, GraphFunction& function,
                                     const std::string& field) override {
    static const auto* dtypes =
        new std::unordered_map<std::string, c10::ScalarType>{{"uint8", at::kByte},
                                                             {"int8", at::kChar},
                                                             {"int16", at::kShort},
                                                             {"short", at::kShort},
                                                             {"int32", at::kInt},
                                                             {"int", at::kInt},
                                                             {"int64", at::kLong},
                                                             {"long", at::kLong},
                                                             {"float16", at::kHalf},
                                                             {"half", at::kHalf},
                                                             {"float32", at::kFloat},
                                                             {"float", at::kFloat},
                                                             {"float64", at::kDouble},
                                                             {"double", at::kDouble},
                                                             {"complex64", at::kComplexFloat},
                                                             {"complex128", at::kComplexDouble},
                                                             {"bool", at::kBool},
                                                             {"bfloat16", at::kBFloat16}};
    const auto found = dtypes->find(field);
    if (found == dtypes->end()) return BuiltinModule::attr(where, function, field);
    return std::make_shared<torch::jit::SimpleValue>(
        function.graph()->insertConstant(static_cast<int64_t>(found->second), where));
  }
};

struct TextResolver final : public torch::jit::Resolver {
  std::shared_ptr<SugaredValue> resolveValue(const std::string& name, GraphFunction& /*function*/,
                                             const SourceRange& /*where*/) override {
    if (name == "torch") return std::make_shared<TorchModule>();
    if (name == "math") return std::make_shared<torch::jit::BuiltinModule>("aten");
    return nullptr;
  }
};

Napi::Value jit_unit(Environment& env, const Napi::CallbackInfo& /*info*/) {
  return Napi::Value(
      env.raw(),
      hand_out(env, c10::make_intrusive<UnitObject>(std::make_shared<CompilationUnit>())));
}

Napi::Value jit_unit_define(Environment& env, const Napi::CallbackInfo& info) {
  const std::string text = string_of(info[1]);
  check_script_depth("define", text);
  unit_of(env, info[0])->define(std::nullopt, text, script_resolver(), nullptr);
  return env.js().Undefined();
}

Napi::Value jit_unit_functions(Environment& env, const Napi::CallbackInfo& info) {
  const auto& unit = unit_of(env, info[0]);
  const auto functions = unit->get_functions();
  Napi::Array list = Napi::Array::New(env.js());
  for (auto* function : functions) {
    if (function != nullptr) list.Set(list.Length(), hand_out_function(env, unit, function));
  }
  return list;
}

Napi::Value jit_unit_find(Environment& env, const Napi::CallbackInfo& info) {
  const auto& unit = unit_of(env, info[0]);
  auto* function = unit->find_function(c10::QualifiedName(string_of(info[1])));
  return function == nullptr ? env.js().Null() : hand_out_function(env, unit, function);
}

// jit_unit_type(unit, name): a class or interface of the unit; null if there is none.
Napi::Value jit_unit_type(Environment& env, const Napi::CallbackInfo& info) {
  auto type = unit_of(env, info[0])->get_type(c10::QualifiedName(string_of(info[1])));
  return type == nullptr ? env.js().Null()
                         : Napi::Value(env.raw(), hand_out_type(env, std::move(type)));
}

// jit_unit_create(unit, name, graph, mangle)
Napi::Value jit_unit_create(Environment& env, const Napi::CallbackInfo& info) {
  const auto& unit = unit_of(env, info[0]);
  const GraphObject& from = graph_object_of(env, info[2]);
  auto graph = from.graph->copy();
  if (from.owner != unit) graph = with_owner(std::move(graph), from.owner);
  auto* function = unit->create_function(c10::QualifiedName(string_of(info[1])), std::move(graph),
                                         info[3].ToBoolean());
  return hand_out_function(env, unit, function);
}

constexpr DoorEntry kDoors[] = {
    {"jit_unit", polled<jit_unit>},
    {"jit_unit_define", jit_unit_define},
    {"jit_unit_functions", polled<jit_unit_functions>},
    {"jit_unit_find", polled<jit_unit_find>},
    {"jit_unit_type", polled<jit_unit_type>},
    {"jit_unit_create", polled<jit_unit_create>},
};

}  // namespace

torch::jit::ResolverPtr script_resolver() { return std::make_shared<TextResolver>(); }

Napi::Value hand_out_function(Environment& env, std::shared_ptr<CompilationUnit> unit,
                              torch::jit::Function* function, torch::jit::ObjectPtr self) {
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<FunctionObject>(
                                                  std::move(unit), function, std::move(self))));
}

const FunctionObject& function_of(Environment& env, napi_value value) {
  return object_of<FunctionObject>(env, value, "a function of TorchScript");
}

const std::shared_ptr<CompilationUnit>& unit_of(Environment& env, napi_value value) {
  return object_of<UnitObject>(env, value, "a CompilationUnit").unit;
}

std::string string_of(const Napi::Value& value) { return value.As<Napi::String>().Utf8Value(); }

std::vector<std::string> strings_of(const Napi::Value& list) {
  const auto array = list.As<Napi::Array>();
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < array.Length(); ++i) texts.push_back(string_of(array.Get(i)));
  return texts;
}

Napi::Array to_js(Environment& env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env.js(), texts.size());
  for (uint32_t i = 0; i < texts.size(); ++i) array.Set(i, texts[i]);
  return array;
}

void install_script_units(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
