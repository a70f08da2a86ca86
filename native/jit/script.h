// Functions, modules and the units that own them, as handles.
#pragma once

#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/api/module.h>

#include "jit/jit.h"
#include "jit/values.h"

namespace nodetorch {

// A function of a unit, or a method with the object that it is of. The unit lives as long.
struct FunctionObject final : torch::CustomClassHolder {
  FunctionObject(std::shared_ptr<torch::jit::CompilationUnit> unit, torch::jit::Function* held,
                 torch::jit::ObjectPtr object)
      : owner_unit(std::move(unit)), function(held), self(std::move(object)) {}
  std::shared_ptr<torch::jit::CompilationUnit> owner_unit;
  torch::jit::Function* function;
  torch::jit::ObjectPtr self;  // null for a function
};

struct UnitObject final : torch::CustomClassHolder {
  explicit UnitObject(std::shared_ptr<torch::jit::CompilationUnit> held) : unit(std::move(held)) {}
  std::shared_ptr<torch::jit::CompilationUnit> unit;
};

Napi::Value hand_out_function(Environment& env, std::shared_ptr<torch::jit::CompilationUnit> unit,
                              torch::jit::Function* function, torch::jit::ObjectPtr self = {});
Napi::Value hand_out_module(Environment& env, const torch::jit::Object& module);

const FunctionObject& function_of(Environment& env, napi_value value);
const std::shared_ptr<torch::jit::CompilationUnit>& unit_of(Environment& env, napi_value value);
torch::jit::Module module_of(Environment& env, napi_value value);

// What free names mean in the text of a function: `torch`, its dtypes, `math`.
torch::jit::ResolverPtr script_resolver();

std::string string_of(const Napi::Value& value);
std::vector<std::string> strings_of(const Napi::Value& list);
Napi::Array to_js(Environment& env, const std::vector<std::string>& texts);
std::optional<c10::Device> device_or_none(const Napi::Value& value);

}  // namespace nodetorch
