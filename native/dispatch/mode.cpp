#include "dispatch/mode.h"

#include <ATen/core/stack.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>

#include <utility>

#include "autograd/engine.h"
#include "compile/recorder.h"
#include "dispatch/from_ivalue.h"

namespace nodetorch {

namespace {

constexpr c10::DispatchKey kKey = kModeKey;

// A value for the length of a block.
template <typename T>
class Set {
 public:
  Set(T& place, T value) : place_(place), before_(std::exchange(place, value)) {}
  ~Set() { place_ = before_; }
  Set(const Set&) = delete;
  Set& operator=(const Set&) = delete;

 private:
  T& place_;
  T before_;
};

// `count` modes see what is called while this lives.
class Level {
 public:
  Level(DispatchModes& modes, size_t count)
      : active_(modes.active, count), included_(c10::impl::tls_is_dispatch_key_included(kKey)) {
    c10::impl::tls_set_dispatch_key_included(kKey, count > 0);
  }
  ~Level() { c10::impl::tls_set_dispatch_key_included(kKey, included_); }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Set<size_t> active_;
  bool included_;
};

void run_kernel(const c10::OperatorHandle& handle, c10::DispatchKeySet keys,
                torch::jit::Stack* stack) {
  handle.redispatchBoxed(keys & c10::DispatchKeySet(c10::DispatchKeySet::FULL_AFTER, kKey), stack);
}

// What a mode gave in place of results: handles of tensors, lists of them, or null.
c10::IValue result_from(Environment& env, const c10::TypePtr& type, const Napi::Value& value) {
  if (value.IsNull() || value.IsUndefined()) {
    return type->kind() == c10::TypeKind::TensorType ? c10::IValue(at::Tensor()) : c10::IValue();
  }
  if (value.IsArray()) {
    const Napi::Array list = value.As<Napi::Array>();
    c10::List<at::Tensor> tensors;
    for (uint32_t i = 0; i < list.Length(); ++i) {
      tensors.push_back(tensor_of(env, list.Get(i), {"dispatch mode", "result", 0}));
    }
    return tensors;
  }
  return tensor_of(env, value, {"dispatch mode", "result", 0});
}

void call_mode(Environment& env, DispatchedCall& call) {
  DispatchModes& modes = this_thread().dispatch_modes;
  const std::shared_ptr<JsCallback> mode = modes.stack[call.level];
  const Napi::HandleScope scope(env.js());
  const auto& schema = call.handle.schema();
  const size_t count = schema.arguments().size();
  Napi::Array arguments = Napi::Array::New(env.js(), count);
  for (size_t i = 0; i < count; ++i) {
    arguments.Set(
        static_cast<uint32_t>(i),
        Napi::Value(env.raw(), from_ivalue(env, torch::jit::peek(*call.stack, i, count))));
  }
  const napi_value passed[] = {
      Napi::String::New(env.js(), c10::toString(call.handle.operator_name())), arguments};
  const Set<DispatchedCall*> current(modes.call, &call);
  const Level none(modes, 0);
  const Napi::Value given(env.raw(), mode->call(2, passed));
  if (call.ran) return;
  TORCH_CHECK(given.IsArray(), "a dispatch mode neither ran ", call.handle.operator_name(),
              " nor gave results for it");
  const auto& returns = schema.returns();
  std::vector<c10::IValue> results;
  for (size_t i = 0; i < returns.size(); ++i) {
    results.push_back(
        result_from(env, returns[i].type(), given.As<Napi::Array>().Get(static_cast<uint32_t>(i))));
  }
  torch::jit::drop(*call.stack, count);
  for (c10::IValue& result : results) torch::jit::push(*call.stack, std::move(result));
}

void fallback(const c10::OperatorHandle& handle, c10::DispatchKeySet keys,
              torch::jit::Stack* stack) {
  ThreadState* thread = ScriptEngine::instance().thread();
  if (thread == nullptr || thread->dispatch_modes.active == 0) {
    if (thread != nullptr && thread->dispatch_modes.recorder != nullptr) {
      const auto below = keys & c10::DispatchKeySet(c10::DispatchKeySet::FULL_AFTER, kKey);
      thread->dispatch_modes.recorder->call(handle, below, stack);
    } else {
      run_kernel(handle, keys, stack);
    }
    return;
  }
  DispatchedCall call{handle, keys, stack, thread->dispatch_modes.active - 1};
  call_mode(thread->env, call);
}

// push_dispatch_mode(function of (name, arguments)): it may call dispatch_further, or give results.
Napi::Value push_dispatch_mode(Environment& env, const Napi::CallbackInfo& info) {
  register_mode_fallback();
  DispatchModes& modes = this_thread().dispatch_modes;
  modes.stack.push_back(std::make_shared<JsCallback>(env, info[0], "a dispatch mode"));
  modes.active = modes.stack.size();
  c10::impl::tls_set_dispatch_key_included(kKey, true);
  return Napi::Number::New(info.Env(), static_cast<double>(modes.stack.size() - 1));
}

// pop_dispatch_mode(place): ends this mode and those begun after it.
Napi::Value pop_dispatch_mode(Environment&, const Napi::CallbackInfo& info) {
  DispatchModes& modes = this_thread().dispatch_modes;
  const auto keep = static_cast<size_t>(info[0].As<Napi::Number>().Int64Value());
  while (modes.stack.size() > keep) modes.stack.pop_back();
  modes.active = modes.stack.size();
  c10::impl::tls_set_dispatch_key_included(kKey, modes.active > 0);
  return info.Env().Undefined();
}

// What an operator that has run left on its stack.
Napi::Array results_of(Environment& env, Napi::Env js, const DispatchedCall& call) {
  const size_t returns = call.handle.schema().returns().size();
  Napi::Array results = Napi::Array::New(js, returns);
  for (size_t i = 0; i < returns; ++i) {
    results.Set(
        static_cast<uint32_t>(i),
        Napi::Value(env.raw(), from_ivalue(env, torch::jit::peek(*call.stack, i, returns))));
  }
  return results;
}

// dispatch_further(): runs the operator that the mode was called for; its results.
Napi::Value dispatch_further(Environment& env, const Napi::CallbackInfo& info) {
  DispatchModes& modes = this_thread().dispatch_modes;
  DispatchedCall* call = modes.call;
  TORCH_CHECK(call != nullptr && !call->ran, "dispatch_further(): no operator waits");
  call->ran = true;
  if (call->level == 0) {
    run_kernel(call->handle, call->keys, call->stack);
  } else {
    DispatchedCall next{call->handle, call->keys, call->stack, call->level - 1};
    call_mode(env, next);
  }
  return results_of(env, info.Env(), *call);
}

// dispatch_composite(): as dispatch_further, of an operator that consists of others, and the mode
// sees those; null for another operator, which still waits.
Napi::Value dispatch_composite(Environment& env, const Napi::CallbackInfo& info) {
  DispatchModes& modes = this_thread().dispatch_modes;
  DispatchedCall* call = modes.call;
  TORCH_CHECK(call != nullptr && !call->ran, "dispatch_composite(): no operator waits");
  constexpr auto kComposite = c10::DispatchKey::CompositeImplicitAutograd;
  if (!call->handle.hasKernelForDispatchKey(kComposite)) return info.Env().Null();
  call->ran = true;
  const Level seeing(modes, call->level + 1);
  call->handle.callBoxedForDispatchKey(kComposite, *call->stack);
  return results_of(env, info.Env(), *call);
}

constexpr DoorEntry kDoors[] = {
    {"push_dispatch_mode", push_dispatch_mode},
    {"pop_dispatch_mode", pop_dispatch_mode},
    {"dispatch_further", dispatch_further},
    {"dispatch_composite", dispatch_composite},
};

}  // namespace

void register_mode_fallback() {
  static const torch::Library library = [] {
    torch::Library made(torch::Library::IMPL, "_", kKey, __FILE__, __LINE__);
    made.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>());
    return made;
  }();
}

void install_dispatch_mode(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
