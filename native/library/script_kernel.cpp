#include "library/script_kernel.h"

#include <ATen/core/stack.h>
#include <torch/csrc/autograd/variable.h>

#include <thread>

#include "compile/recorder.h"
#include "dispatch/from_ivalue.h"
#include "jit/values.h"
#include "library/script_operators.h"

namespace nodetorch {

namespace {

using c10::DispatchKeySet;
using c10::OperatorHandle;
using torch::jit::Stack;

Napi::Array arguments_of(Environment& env, const Stack& stack, size_t count) {
  Napi::Array arguments = Napi::Array::New(env.js(), count);
  for (size_t i = 0; i < count; ++i) {
    arguments.Set(static_cast<uint32_t>(i),
                  Napi::Value(env.raw(), from_ivalue(env, torch::jit::peek(stack, i, count))));
  }
  return arguments;
}

c10::IValue result_of(Environment& env, const std::string& name, const c10::Argument& wanted,
                      const Napi::Value& value) {
  try {
    return script_value_of(env, value, wanted.type(), wanted.N());
  } catch (const CastError& error) {
    throw std::runtime_error(name + ": what its kernel in JavaScript returned is no " +
                             wanted.real_type()->str() + ": " + error.what());
  }
}

// A function of JavaScript and the thread that it belongs to.
struct Kernel {
  Kernel(Environment& env, napi_value function)
      : callback(env, function, "the kernel of an operator in JavaScript"),
        thread(std::this_thread::get_id()) {}

  // Throws std::runtime_error on another thread, and once the environment has ended.
  Environment& environment(const OperatorHandle& op) const {
    if (std::this_thread::get_id() == thread) return callback.environment();
    throw std::runtime_error(c10::toString(op.operator_name()) +
                             ": its kernel is a function of another JavaScript thread; an "
                             "operator runs on the thread that registered its kernel");
  }

  JsCallback callback;
  std::thread::id thread;
};

// `kernel` is a copy: the kernel may take itself out of the dispatcher, and with it the functor.
void run(std::shared_ptr<const Kernel> kernel, bool is_traced, const OperatorHandle& op,
         DispatchKeySet keys, Stack* stack) {
  Environment& env = kernel->environment(op);
  if (compile::Recorder* recorder = compile::listening(); recorder != nullptr && !is_traced) {
    recorder->give_up(script_kernel_reason(op.operator_name()));
  }
  const Napi::HandleScope scope(env.js());
  const auto& schema = op.schema();
  const std::string name = c10::toString(op.operator_name());
  const size_t count = schema.arguments().size();
  const auto number = static_cast<double>(ScriptOperators::instance().find(name).number);
  const napi_value passed[] = {
      Napi::String::New(env.js(), name),
      Napi::Number::New(env.js(), number),
      arguments_of(env, *stack, count),
      Napi::BigInt::New(env.js(), keys.raw_repr()),
  };
  const Napi::Value given(env.raw(), kernel->callback.call(4, passed));
  const auto& returns = schema.returns();
  TORCH_CHECK(given.IsArray() && given.As<Napi::Array>().Length() == returns.size(), name,
              ": a kernel in JavaScript gives ", returns.size(), " results");
  const auto list = given.As<Napi::Array>();
  std::vector<c10::IValue> results;
  results.reserve(returns.size());
  for (uint32_t i = 0; i < returns.size(); ++i) {
    results.push_back(result_of(env, name, returns[i], list.Get(i)));
  }
  torch::jit::drop(*stack, count);
  for (c10::IValue& result : results) torch::jit::push(*stack, std::move(result));
}

class ScriptKernel final : public c10::OperatorKernel {
 public:
  ScriptKernel(std::shared_ptr<const Kernel> kernel, bool is_traced)
      : kernel_(std::move(kernel)), is_traced_(is_traced) {}

  void operator()(const OperatorHandle& op, DispatchKeySet keys, Stack* stack) {
    run(kernel_, is_traced_, op, keys, stack);
  }

 private:
  std::shared_ptr<const Kernel> kernel_;
  bool is_traced_;  // by torch.compile, which sees the operators that it calls
};

void bump(const c10::IValue& value) {
  if (value.isTensor()) {
    if (value.toTensor().defined()) torch::autograd::impl::bump_version(value.toTensor());
  } else if (value.isList()) {
    for (const c10::IValue& element : value.toListRef()) bump(element);
  }
}

void bump_versions(const OperatorHandle& op, DispatchKeySet keys, Stack* stack) {
  const auto& arguments = op.schema().arguments();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const c10::AliasInfo* alias = arguments[i].alias_info();
    if (alias != nullptr && alias->isWrite()) {
      bump(torch::jit::peek(*stack, i, arguments.size()));
    }
  }
  op.redispatchBoxed(keys & c10::after_ADInplaceOrView_keyset, stack);
}

}  // namespace

torch::CppFunction script_kernel(Environment& env, napi_value function, c10::DispatchKey key) {
  auto kernel = std::make_shared<const Kernel>(env, function);
  const bool is_traced = key == c10::DispatchKey::CompositeImplicitAutograd;
  return torch::CppFunction::makeFromBoxedFunctor(
      std::make_unique<ScriptKernel>(std::move(kernel), is_traced));
}

torch::CppFunction version_kernel() {
  return torch::CppFunction::makeFromBoxedFunction<&bump_versions>();
}

}  // namespace nodetorch
