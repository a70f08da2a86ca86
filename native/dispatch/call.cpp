#include "dispatch/call.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <array>
#include <optional>

#include "dispatch/direct.h"
#include "dispatch/from_ivalue.h"
#include "dispatch/geometry.h"
#include "dispatch/plan.h"
#include "dispatch/to_ivalue.h"
#include "dispatch/typed.h"
#include "library/script_operators.h"

namespace nodetorch {

namespace {

struct BoundOperator final : torch::CustomClassHolder {
  BoundOperator(Environment* environment, Plan bound) : env(environment), plan(std::move(bound)) {
    const Definition found = ScriptOperators::instance().find(plan.name);
    if (found.number != 0) library = found.library;
  }

  // Whether it goes when its function goes.
  bool is_tied() const { return library.has_value() || callee; }

  Environment* env;
  Plan plan;
  std::unique_ptr<TypedCall> typed;  // null: boxed
  Direct direct = nullptr;           // null: an operator
  Callee callee;                     // null: the dispatcher
  // What defined the operator in JavaScript: the plan is good as long as that is there.
  std::optional<std::weak_ptr<void>> library;
};

// Most operators have fewer arguments than this; the others cost a heap allocation.
constexpr size_t kInlineArguments = 12;

// Whether reading the arguments may run JavaScript.
bool may_run_script(Environment& env, const Plan& plan, const Given& given) {
  for (const size_t index : plan.may_run_script) {
    napi_valuetype type = napi_undefined;
    if (index < given.count && napi_typeof(env.raw(), given.values[index], &type) == napi_ok &&
        type == napi_object) {
      return true;
    }
  }
  return false;
}

torch::jit::Stack make_stack(Environment& env, const Plan& plan, const Given& given) {
  torch::jit::Stack stack;
  stack.reserve(std::max(plan.arguments.size(), plan.returns.size()));
  for (size_t i = 0; i < plan.arguments.size(); ++i) {
    stack.push_back(argument_of(env, plan, i, given));
  }
  return stack;
}

napi_value result_of(Environment& env, const Plan& plan, size_t index, c10::IValue value) {
  if (!plan.returns[index].same_as_argument) return from_ivalue(env, std::move(value));
  napi_value undefined = nullptr;
  check(env.raw(), napi_get_undefined(env.raw(), &undefined));
  return undefined;
}

napi_value results_of(Environment& env, const Plan& plan, torch::jit::Stack& stack) {
  if (plan.returns.size() == 1) return result_of(env, plan, 0, std::move(stack[0]));
  napi_value results = nullptr;
  if (plan.returns.empty()) {
    check(env.raw(), napi_get_undefined(env.raw(), &results));
    return results;
  }
  check(env.raw(), napi_create_array_with_length(env.raw(), plan.returns.size(), &results));
  for (size_t i = 0; i < plan.returns.size(); ++i) {
    check(env.raw(), napi_set_element(env.raw(), results, static_cast<uint32_t>(i),
                                      result_of(env, plan, i, std::move(stack[i]))));
  }
  return results;
}

// Layers of function transforms record whatever the guards around them say.
void strip_history(torch::jit::Stack& stack) {
  at::Tensor made = std::move(stack[0]).toTensor();
  stack[0] = torch::autograd::make_variable(std::move(made), false);
}

// Pinned memory is no device's, and not the pool's either.
void count_pinned(Environment& env, const c10::IValue& made) {
  const at::Tensor& tensor = made.toTensor();
  if (!tensor.is_cpu() || !tensor.has_storage()) return;
  env.collector.count_device_bytes(tensor.device(),
                                   static_cast<int64_t>(tensor.storage().nbytes()));
}

void call_dispatcher(const BoundOperator& bound, c10::DispatchKeySet keys,
                     torch::jit::Stack& stack) {
  if (bound.callee) {
    bound.callee(bound.plan.handle, keys, &stack);
  } else {
    bound.plan.handle.callBoxed(stack);
  }
}

napi_value call_boxed(const BoundOperator& bound, c10::DispatchKeySet keys,
                      torch::jit::Stack stack) {
  Environment& env = *bound.env;
  const Plan& plan = bound.plan;
  if (plan.guard != nullptr) check_arguments(plan.guard, stack);
  std::optional<at::AutoDispatchBelowADInplaceOrView> makes_leaf;
  if (plan.makes_leaf) makes_leaf.emplace();
  if (plan.resizes.empty()) {
    call_dispatcher(bound, keys, stack);
  } else {
    GeometryGuard geometry(plan, stack);
    call_dispatcher(bound, keys, stack);
    geometry.keep();
  }
  if (plan.makes_leaf) strip_history(stack);
  if (plan.pins) count_pinned(env, stack[0]);
  return results_of(env, plan, stack);
}

std::vector<at::Tensor> tensors_in(const c10::IValue& value) {
  if (value.isTensor()) return {value.toTensor()};
  std::vector<at::Tensor> tensors;
  if (!value.isList()) return tensors;
  for (const c10::IValue& element : value.toListRef()) {
    if (element.isTensor()) tensors.push_back(element.toTensor());
  }
  return tensors;
}

// Whether the call may be made once more although it failed halfway. One that has written to what
// it also reads may not; an `out` that is nothing but a result is written to again.
bool is_repeatable(Environment& env, const Plan& plan, const Given& given) {
  if (!plan.mutates) return true;
  std::vector<const c10::StorageImpl*> written;
  std::vector<const c10::StorageImpl*> read;
  for (size_t i = 0; i < plan.arguments.size(); ++i) {
    if (plan.arguments[i].kind != Kind::Tensor) continue;
    const c10::Argument& argument = plan.handle.schema().arguments()[i];
    const bool writes = argument.alias_info() != nullptr && argument.alias_info()->isWrite();
    if (writes && !argument.is_out()) return false;
    for (const at::Tensor& tensor : tensors_in(argument_of(env, plan, i, given))) {
      if (!tensor.defined()) continue;
      if (!tensor.has_storage()) return false;
      (writes ? written : read).push_back(tensor.storage().unsafeGetStorageImpl());
    }
  }
  return std::ranges::find_first_of(written, read) == written.end();
}

// The keys before the arguments, those bits of them that libtorch has keys for.
c10::DispatchKeySet keys_from(napi_env env, napi_value value) {
  uint64_t bits = 0;
  bool lossless = false;
  check(env, napi_get_value_bigint_uint64(env, value, &bits, &lossless));
  return c10::DispatchKeySet(c10::DispatchKeySet::RAW, bits) &
         c10::DispatchKeySet(c10::DispatchKeySet::FULL);
}

napi_value run(const BoundOperator& bound, const napi_value* arguments, size_t count) {
  Environment& env = *bound.env;
  const Plan& plan = bound.plan;
  std::shared_ptr<void> library;
  if (bound.library) {
    library = bound.library->lock();
    TORCH_CHECK(library != nullptr, plan.name, ": the library that defined it is destroyed");
  }
  c10::DispatchKeySet keys;
  if (bound.callee && count > 0) {
    keys = keys_from(env.raw(), arguments[0]);
    ++arguments;
    --count;
  }
  const Given given = given_of(env, plan, arguments, count);
  if (bound.direct != nullptr && given.count > 0) {
    return bound.direct(env, tensor_of(env, given.values[0], {plan.function.c_str(), "input", 1}));
  }
  // The stack holds the arguments over a collection: optimised code may have dropped their objects.
  const auto boxed = [&] {
    return [&bound, keys, stack = make_stack(env, plan, given)] {
      return call_boxed(bound, keys, stack);
    };
  };
  // A collection that such a script asks for would take numbers from us that were not read yet.
  std::optional<Collector::Pause> pause;
  if (may_run_script(env, plan, given)) pause.emplace(env.collector);
  const auto repeatable = [&] { return is_repeatable(env, plan, given); };
  if (env.collector.is_due()) {
    // Before the call and not after it, so that its result may have the memory of the last one.
    const auto call = boxed();
    const bool again = repeatable();
    pause.reset();
    env.collector.collect_due();
    return with_memory_retry(env, call, [&] { return again; }, [&] { return call; });
  }
  // A call made once more has read its arguments before memory is freed for it.
  const auto prepare = [&] {
    const auto call = boxed();
    pause.reset();
    return call;
  };
  if (bound.typed) {
    return with_memory_retry(
        env, [&] { return bound.typed->call(env, plan, given); }, repeatable, prepare);
  }
  return with_memory_retry(
      env, [&] { return call_boxed(bound, keys, make_stack(env, plan, given)); }, repeatable,
      prepare);
}

napi_value call_operator(napi_env raw, napi_callback_info info) {
  std::array<napi_value, kInlineArguments> inline_arguments;
  size_t count = inline_arguments.size();
  void* data = nullptr;
  napi_get_cb_info(raw, info, &count, inline_arguments.data(), nullptr, &data);
  auto& bound = *static_cast<BoundOperator*>(data);
  // A collection during the call may find the function that is tied to it unreachable.
  c10::intrusive_ptr<BoundOperator> held;
  if (bound.is_tied()) held = c10::intrusive_ptr<BoundOperator>::reclaim_copy(&bound);
  return guard(*bound.env, bound.plan.name.c_str(), [&] {
    if (count <= inline_arguments.size()) {
      return run(bound, inline_arguments.data(), count);
    }
    std::vector<napi_value> arguments(count);
    napi_get_cb_info(raw, info, &count, arguments.data(), nullptr, nullptr);
    return run(bound, arguments.data(), count);
  });
}

// The plan of an operator that JavaScript defined goes when the function goes: programs may define
// any number of them. Those of libtorch stay.
napi_value function_of(Environment& env, c10::intrusive_ptr<BoundOperator> bound) {
  const std::string& name = bound->plan.name;
  napi_value function = nullptr;
  check(env.raw(), napi_create_function(env.raw(), name.c_str(), name.size(), call_operator,
                                        bound.get(), &function));
  if (bound->is_tied()) {
    env.handles.tie(function, c10::IValue::make_capsule(std::move(bound)));
  } else {
    env.keep(std::make_unique<c10::intrusive_ptr<BoundOperator>>(std::move(bound)));
  }
  return function;
}

Napi::Value bind(Environment& env, const Napi::CallbackInfo& info) {
  const std::string name = info[0].As<Napi::String>();
  auto bound =
      c10::make_intrusive<BoundOperator>(&env, Plan(find_operator(name), info[1].ToBoolean()));
  const Plan& plan = bound->plan;
  // Guards read the boxed arguments.
  const bool boxed = plan.guard != nullptr || !plan.resizes.empty() || plan.makes_leaf;
  if (!boxed && !bound->library) bound->typed = typed_call(plan);
  bound->direct = direct_call(name);
  return Napi::Value(env.raw(), function_of(env, std::move(bound)));
}

constexpr DoorEntry kDoors[] = {{"bind", bind}};

}  // namespace

Napi::Value bind_keyed(Environment& env, const std::string& name, Callee callee) {
  auto bound = c10::make_intrusive<BoundOperator>(&env, Plan(find_operator(name), false));
  bound->callee = std::move(callee);
  return Napi::Value(env.raw(), function_of(env, std::move(bound)));
}

void install_call(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
