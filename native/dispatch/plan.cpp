#include "dispatch/plan.h"

#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

#include <algorithm>
#include <string_view>

#include "env/errors.h"

namespace nodetorch {

namespace {

Kind kind_of(const c10::Type& type) {
  switch (type.kind()) {
    case c10::TypeKind::TensorType:
      return Kind::Tensor;
    case c10::TypeKind::NumberType:
      return Kind::Scalar;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
      return Kind::Int;
    case c10::TypeKind::FloatType:
    case c10::TypeKind::SymFloatType:
      return Kind::Float;
    case c10::TypeKind::BoolType:
    case c10::TypeKind::SymBoolType:
      return Kind::Bool;
    case c10::TypeKind::ComplexType:
      return Kind::Complex;
    case c10::TypeKind::StringType:
      return Kind::String;
    case c10::TypeKind::ScalarTypeType:
      return Kind::ScalarType;
    case c10::TypeKind::LayoutType:
      return Kind::Layout;
    case c10::TypeKind::MemoryFormatType:
      return Kind::MemoryFormat;
    case c10::TypeKind::QSchemeType:
      return Kind::QScheme;
    case c10::TypeKind::DeviceObjType:
      return Kind::Device;
    case c10::TypeKind::GeneratorType:
      return Kind::Generator;
    case c10::TypeKind::StorageType:
      return Kind::Storage;
    case c10::TypeKind::StreamObjType:
      return Kind::Stream;
    case c10::TypeKind::AnyType:
      return Kind::Any;
    default:
      return Kind::Opaque;
  }
}

std::string python_name(Kind kind, const c10::Type& element) {
  switch (kind) {
    case Kind::Scalar:
      return "Number";
    case Kind::Int:
      return "int";
    case Kind::Float:
      return "float";
    case Kind::Bool:
      return "bool";
    case Kind::ScalarType:
      return "torch.dtype";
    case Kind::Layout:
      return "torch.layout";
    case Kind::MemoryFormat:
      return "torch.memory_format";
    case Kind::Device:
      return "torch.device";
    case Kind::Generator:
      return "torch.Generator";
    default:
      break;
  }
  constexpr std::string_view kScript = "__torch__.";
  const std::string text = element.str();
  return text.starts_with(kScript) ? text.substr(kScript.size()) : text;
}

c10::TypePtr unwrap_optional(const c10::TypePtr& type, bool& optional) {
  if (auto wrapped = type->cast<c10::OptionalType>()) {
    optional = true;
    return wrapped->getElementType();
  }
  return type;
}

// The argument that `result` is, if its alias mark says that it was written and handed back.
std::optional<size_t> written_alias(const c10::FunctionSchema& schema,
                                    const c10::Argument& result) {
  const c10::AliasInfo* alias = result.alias_info();
  if (alias == nullptr || !alias->isWrite() || result.type()->kind() != c10::TypeKind::TensorType) {
    return std::nullopt;
  }
  for (size_t i = 0; i < schema.arguments().size(); ++i) {
    const c10::AliasInfo* argument = schema.arguments()[i].alias_info();
    if (argument != nullptr && argument->isWrite() &&
        argument->beforeSets() == alias->beforeSets()) {
      return i;
    }
  }
  return std::nullopt;
}

// In-place operators write into the elements that are there, but for these.
constexpr std::string_view kResizingInPlace[] = {
    "resize_",     "resize_as_",     "resize_as_sparse_",        "_resize_output_",
    "set_",        "sparse_resize_", "sparse_resize_and_clear_", "copy_sparse_to_sparse_",
    "as_strided_",
};

bool may_resize(const std::string& function) {
  return !function.ends_with("_") ||
         std::ranges::find(kResizingInPlace, function) != std::ranges::end(kResizingInPlace);
}

}  // namespace

void read_type(const c10::TypePtr& real_type, ArgumentPlan& into) {
  c10::TypePtr type = unwrap_optional(real_type, into.optional);
  while (auto list = type->cast<c10::ListType>()) {
    ++into.depth;
    type = unwrap_optional(list->getElementType(), into.optional_elements);
  }
  into.kind = kind_of(*type);
  into.type = python_name(into.kind, *type);
  for (uint8_t i = 0; i < into.depth; ++i) into.type += "[]";
}

c10::OperatorHandle find_operator(const std::string& name) {
  const size_t dot = name.find('.');
  const c10::OperatorName key(name.substr(0, dot),
                              dot == std::string::npos ? "" : name.substr(dot + 1));
  auto found = c10::Dispatcher::singleton().findSchema(key);
  if (!found) throw ArgumentError("no operator is called '" + name + "' in this libtorch");
  return *found;
}

Plan::Plan(c10::OperatorHandle operator_handle, bool numbers_as_tensors)
    : handle(std::move(operator_handle)) {
  const c10::FunctionSchema& schema = handle.schema();
  name = schema.name();
  if (!schema.overload_name().empty()) name += "." + schema.overload_name();
  function = schema.name().substr(schema.name().find("::") + 2);
  mutates = schema.is_mutable();
  pins = function == "pin_memory" || function == "_pin_memory";
  makes_leaf =
      !mutates && (function == "linspace" || function == "logspace" || function == "randint_like");
  guard = guard_of(name);
  arguments.reserve(schema.arguments().size());
  for (const c10::Argument& argument : schema.arguments()) {
    ArgumentPlan plan;
    plan.name = argument.name();
    read_type(argument.real_type(), plan);
    plan.keyword_only = argument.kwarg_only();
    plan.number_as_tensor = numbers_as_tensors && plan.kind == Kind::Tensor && plan.depth == 0;
    plan.size = argument.N();
    plan.default_value = argument.default_value();
    const bool object = plan.depth > 0 || plan.number_as_tensor || plan.kind == Kind::Scalar ||
                        plan.kind == Kind::Complex || plan.kind == Kind::Any;
    if (object) may_run_script.push_back(arguments.size());
    arguments.push_back(std::move(plan));
  }
  size_t positional = 0;
  while (positional < arguments.size() && !arguments[positional].keyword_only) ++positional;
  if (positional > 0) {
    const ArgumentPlan& last = arguments[positional - 1];
    if (last.kind == Kind::Int && last.depth == 1 && !last.optional && !last.size) {
      spread = positional - 1;
    }
  }
  if (mutates && may_resize(function)) {
    for (size_t i = 0; i < arguments.size(); ++i) {
      const c10::AliasInfo* alias = schema.arguments()[i].alias_info();
      if (alias != nullptr && alias->isWrite()) resizes.push_back(i);
    }
  }
  for (const c10::Argument& result : schema.returns()) {
    returns.push_back({written_alias(schema, result)});
  }
}

}  // namespace nodetorch
