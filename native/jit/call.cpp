// Calls of functions and methods: arguments by position and by name, PyTorch's words about them.
#include <torch/csrc/jit/runtime/exception_message.h>
#include <torch/csrc/jit/runtime/jit_exception.h>

#include "jit/script.h"

namespace nodetorch {

namespace {

using c10::FunctionSchema;
using c10::IValue;

// An argument is of another type: TypeScript, which knows what Python calls it, asks for the words.
struct Mismatch {
  uint32_t index;  // among those of the schema
  std::string why;
};

struct Given {
  Napi::Array values;
  std::vector<std::string> names;
  Napi::Array named;
};

IValue argument_from(Environment& env, const c10::Argument& argument, const Napi::Value& value,
                     uint32_t index) {
  try {
    return script_value_of(env, value, argument.real_type(), argument.N());
  } catch (const CastError& error) {
    throw Mismatch{index, error.what()};
  }
}

torch::jit::Stack stack_for(Environment& env, const FunctionObject& callee, const Given& given) {
  const FunctionSchema& schema = callee.function->getSchema();
  const auto& arguments = schema.arguments();
  const size_t self = callee.self == nullptr ? 0 : 1;
  const size_t all = self + given.values.Length() + given.names.size();
  if (all > arguments.size()) {
    throw std::runtime_error(c10::str(schema.name(), "() expected at most ", arguments.size(),
                                      " argument(s) but received ", all,
                                      " argument(s). Declaration: ", schema));
  }
  torch::jit::Stack stack;
  stack.reserve(arguments.size());
  if (callee.self != nullptr) stack.emplace_back(callee.self);
  for (uint32_t i = 0; i < given.values.Length(); ++i) {
    const c10::Argument& argument = arguments[stack.size()];
    if (argument.kwarg_only()) {
      throw std::runtime_error(
          c10::str(schema.name(), "() takes ", stack.size(), " positional argument(s) but ",
                   self + given.values.Length(), " was/were given.  Declaration: ", schema));
    }
    const auto index = static_cast<uint32_t>(stack.size());
    stack.push_back(argument_from(env, argument, given.values.Get(i), index));
  }
  size_t used = 0;
  for (size_t i = stack.size(); i < arguments.size(); ++i) {
    const c10::Argument& argument = arguments[i];
    const auto found = std::find(given.names.begin(), given.names.end(), argument.name());
    if (found != given.names.end()) {
      const auto at = static_cast<uint32_t>(found - given.names.begin());
      stack.push_back(argument_from(env, argument, given.named.Get(at), static_cast<uint32_t>(i)));
      ++used;
    } else if (argument.default_value()) {
      stack.push_back(*argument.default_value());
    } else {
      throw std::runtime_error(c10::str(schema.name(), "() is missing value for argument '",
                                        argument.name(), "'. Declaration: ", schema));
    }
  }
  if (used != given.names.size()) {
    throw std::runtime_error(schema.findErrorInKwargs(given.names));
  }
  return stack;
}

// jit_run(function, values, names, named values): the result, or {mismatch: index, why}.
Napi::Value jit_run(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionObject& callee = function_of(env, info[0]);
  const Given given{info[1].As<Napi::Array>(), strings_of(info[2]), info[3].As<Napi::Array>()};
  torch::jit::Stack stack;
  try {
    stack = stack_for(env, callee, given);
  } catch (const Mismatch& mismatch) {
    Napi::Object object = Napi::Object::New(env.js());
    object.Set("mismatch", mismatch.index);
    object.Set("why", mismatch.why);
    return object;
  }
  // What the handles of the arguments stand for is held by the stack from here on.
  const auto unit = callee.owner_unit;
  torch::jit::Function& function = *callee.function;
  env.collector.poll();
  function.run(stack);
  TORCH_CHECK(!stack.empty(), "Expected values in the stack after execution but found none");
  return Napi::Value(env.raw(), script_value_to_js(env, stack.back()));
}

// jit_mismatch(function, index, type, repr): what PyTorch says of an argument of the wrong type.
Napi::Value jit_mismatch(Environment& env, const Napi::CallbackInfo& info) {
  const FunctionSchema& schema = function_of(env, info[0]).function->getSchema();
  const uint32_t index = info[1].As<Napi::Number>().Uint32Value();
  return Napi::String::New(
      env.js(), schema.formatTypeMismatchMsg(schema.arguments().at(index), string_of(info[2]),
                                             index, string_of(info[3])));
}

constexpr DoorEntry kDoors[] = {
    {"jit_run", jit_run},
    {"jit_mismatch", jit_mismatch},
};

}  // namespace

void install_script_calls(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
