#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <optional>

#include "autograd/autograd.h"
#include "autograd/graph_node.h"

namespace nodetorch {

namespace {

// A registered hook. libtorch's lists own it, for as long as the tensor or node lives; removing it
// lets go of the function, and with it of whatever the function refers to.
struct Hook {
  Hook(Environment& env, napi_value function, const char* what)
      : callback(std::make_shared<JsCallback>(env, function, what)) {}
  std::shared_ptr<JsCallback> callback;  // null once removed
};

using HookPointer = std::shared_ptr<Hook>;

// What JS gets to remove a hook by; it keeps neither hook nor tensor alive.
struct RegisteredHook final : torch::CustomClassHolder {
  explicit RegisteredHook(const HookPointer& registered) : hook(registered) {}
  std::weak_ptr<Hook> hook;
};

Napi::Value hand_out_hook(Environment& env, const HookPointer& hook) {
  return Napi::Value(env.raw(), hand_out(env, c10::make_intrusive<RegisteredHook>(hook)));
}

bool is_nullish(Environment& env, napi_value value) {
  napi_valuetype type = napi_undefined;
  check(env.raw(), napi_typeof(env.raw(), value, &type));
  return type == napi_null || type == napi_undefined;
}

// The gradient to go on with; undefined leaves it as it is.
at::Tensor run_tensor_hook(const HookPointer& hook, const at::Tensor& gradient) {
  const std::shared_ptr<JsCallback> callback = hook->callback;
  if (callback == nullptr) return {};
  Environment& env = callback->environment();
  Napi::HandleScope scope(env.js());
  const napi_value argument = wrap(env, gradient);
  const napi_value result = callback->call(1, &argument);
  if (is_nullish(env, result)) return {};
  return tensor_of(env, result, {"hook", "result", 0});
}

struct TensorHook {
  HookPointer hook;
  at::TensorBase operator()(const at::TensorBase& gradient) const {
    return run_tensor_hook(hook, at::Tensor(gradient));
  }
};

// Removed hooks stay in libtorch's list, which a program that registers one a step would fill. Not
// while backward() may be walking over it.
void forget_removed(const Environment& env, const at::Tensor& tensor) {
  const auto* meta = torch::autograd::impl::get_autograd_meta(tensor);
  if (meta == nullptr || !meta->cpp_hooks_list_ || env.autograd.backward_depth > 0) return;
  std::erase_if(*meta->cpp_hooks_list_, [](const auto& each) {
    const auto* ours = each.template target<TensorHook>();
    return ours != nullptr && ours->hook->callback == nullptr;
  });
}

class PostAccumulateHooks final : public torch::autograd::PostAccumulateGradHook {
 public:
  void add(HookPointer hook) {
    std::erase_if(hooks_, [](const HookPointer& old) { return old->callback == nullptr; });
    hooks_.push_back(std::move(hook));
  }

  void operator()(const at::Tensor& tensor) override {
    const std::vector<HookPointer> hooks = hooks_;
    for (const HookPointer& hook : hooks) {
      const std::shared_ptr<JsCallback> callback = hook->callback;
      if (callback == nullptr) continue;
      Environment& env = callback->environment();
      Napi::HandleScope scope(env.js());
      const napi_value argument = wrap(env, tensor);
      callback->call(1, &argument);
    }
  }

 private:
  std::vector<HookPointer> hooks_;
};

// What a node's hook put in place of `values`; `values` if it put nothing.
variable_list replaced(Environment& env, napi_value result, const variable_list& values) {
  if (is_nullish(env, result)) return values;
  variable_list replacement = tensors_from(env, result, {"hook", "result", 0}, true);
  TORCH_CHECK(replacement.size() == values.size(),
              "hook has returned an incorrect number of values (got ", replacement.size(),
              ", but expected ", values.size(), ")");
  return replacement;
}

struct NodePreHook final : torch::autograd::FunctionPreHook {
  explicit NodePreHook(HookPointer registered) : hook(std::move(registered)) {}
  variable_list operator()(const variable_list& grad_outputs) override {
    const std::shared_ptr<JsCallback> callback = hook->callback;
    if (callback == nullptr) return grad_outputs;
    Environment& env = callback->environment();
    Napi::HandleScope scope(env.js());
    const napi_value argument = wrap_list(env, grad_outputs);
    return replaced(env, callback->call(1, &argument), grad_outputs);
  }
  HookPointer hook;
};

struct NodePostHook final : torch::autograd::FunctionPostHook {
  explicit NodePostHook(HookPointer registered) : hook(std::move(registered)) {}
  variable_list operator()(const variable_list& grad_inputs,
                           const variable_list& grad_outputs) override {
    const std::shared_ptr<JsCallback> callback = hook->callback;
    if (callback == nullptr) return grad_inputs;
    Environment& env = callback->environment();
    Napi::HandleScope scope(env.js());
    const napi_value arguments[] = {wrap_list(env, grad_inputs), wrap_list(env, grad_outputs)};
    return replaced(env, callback->call(2, arguments), grad_inputs);
  }
  HookPointer hook;
};

const at::Tensor& hookable(Environment& env, const Napi::CallbackInfo& info, const char* function) {
  const at::Tensor& tensor = tensor_of(env, info, 0, function);
  TORCH_CHECK(tensor.requires_grad(),
              "cannot register a hook on a tensor that doesn't require gradient");
  return tensor;
}

// The hook may refer to its tensor: TypeScript has tied it to the object of the handle.
void watch(Environment& env, const Napi::CallbackInfo& info, const HookPointer& hook,
           const at::Tensor& tensor) {
  Handle* handle = env.handles.find(info[0]);
  env.autograd.cycles.watch(hook->callback, {HandleMark(*handle)}, tensor.grad_fn().get());
}

// register_hook(tensor, function of a gradient handle that returns a handle or nothing): a handle
// for remove_hook.
Napi::Value register_hook(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = hookable(env, info, "register_hook");
  const auto hook = std::make_shared<Hook>(env, info[1], "a gradient hook");
  forget_removed(env, tensor);
  tensor.at::TensorBase::register_hook(TensorHook{hook});
  watch(env, info, hook, tensor);
  return hand_out_hook(env, hook);
}

Napi::Value register_post_accumulate_grad_hook(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = hookable(env, info, "register_post_accumulate_grad_hook");
  TORCH_CHECK(tensor.is_leaf(),
              "post accumulate grad hooks cannot be registered on non-leaf tensors");
  const auto hook = std::make_shared<Hook>(env, info[1], "a post accumulate grad hook");
  auto* hooks =
      dynamic_cast<PostAccumulateHooks*>(torch::autograd::impl::post_acc_grad_hooks(tensor).get());
  if (hooks == nullptr) {
    auto made = std::make_unique<PostAccumulateHooks>();
    hooks = made.get();
    torch::autograd::impl::set_post_acc_grad_hooks(tensor, std::move(made));
  }
  hooks->add(hook);
  watch(env, info, hook, tensor);
  return hand_out_hook(env, hook);
}

// node_register_prehook(node, function of grad_outputs)
Napi::Value node_register_prehook(Environment& env, const Napi::CallbackInfo& info) {
  const auto hook = std::make_shared<Hook>(env, info[1], "a pre-hook of a node");
  node_of(env, info[0]).add_pre_hook(std::make_unique<NodePreHook>(hook));
  return hand_out_hook(env, hook);
}

// node_register_hook(node, function of grad_inputs and grad_outputs)
Napi::Value node_register_hook(Environment& env, const Napi::CallbackInfo& info) {
  const auto hook = std::make_shared<Hook>(env, info[1], "a hook of a node");
  node_of(env, info[0]).add_post_hook(std::make_unique<NodePostHook>(hook));
  return hand_out_hook(env, hook);
}

// remove_hook(hook): its function, or undefined where there is no hook any more.
Napi::Value remove_hook(Environment& env, const Napi::CallbackInfo& info) {
  const HookPointer hook = object_of<RegisteredHook>(env, info[0], "a hook").hook.lock();
  if (hook == nullptr || hook->callback == nullptr) return info.Env().Undefined();
  const napi_value function = hook->callback->function();
  hook->callback.reset();
  return Napi::Value(env.raw(), function);
}

constexpr DoorEntry kDoors[] = {
    {"register_hook", register_hook},
    {"register_post_accumulate_grad_hook", register_post_accumulate_grad_hook},
    {"node_register_prehook", node_register_prehook},
    {"node_register_hook", node_register_hook},
    {"remove_hook", remove_hook},
};

}  // namespace

void install_hooks(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

}  // namespace nodetorch
