#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <optional>

#include "autograd.h"
#include "graph_node.h"

namespace nodetorch {

namespace {

// A registered hook. libtorch's lists hold it for as long as the tensor or node lives; removing it
// lets go of the function, and with it of whatever the function refers to.
struct Hook final : torch::CustomClassHolder {
  Hook(Environment& env, napi_value function, const char* what)
      : callback(std::make_shared<JsCallback>(env, function, what)) {}
  std::shared_ptr<JsCallback> callback;  // null once removed
};

using HookPointer = c10::intrusive_ptr<Hook>;

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

class PostAccumulateHooks final : public torch::autograd::PostAccumulateGradHook {
 public:
  void add(HookPointer hook) { hooks_.push_back(std::move(hook)); }

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

// register_hook(tensor, function of a gradient handle that returns a handle or nothing): a handle
// for remove_hook.
Napi::Value register_hook(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = hookable(env, info, "register_hook");
  auto hook = c10::make_intrusive<Hook>(env, info[1], "a gradient hook");
  tensor.register_hook(
      [hook](const at::Tensor& gradient) -> at::Tensor { return run_tensor_hook(hook, gradient); });
  return Napi::Value(env.raw(), hand_out(env, std::move(hook)));
}

Napi::Value register_post_accumulate_grad_hook(Environment& env, const Napi::CallbackInfo& info) {
  const at::Tensor& tensor = hookable(env, info, "register_post_accumulate_grad_hook");
  TORCH_CHECK(tensor.is_leaf(),
              "post accumulate grad hooks cannot be registered on non-leaf tensors");
  auto hook = c10::make_intrusive<Hook>(env, info[1], "a post accumulate grad hook");
  auto* hooks =
      dynamic_cast<PostAccumulateHooks*>(torch::autograd::impl::post_acc_grad_hooks(tensor).get());
  if (hooks == nullptr) {
    auto made = std::make_unique<PostAccumulateHooks>();
    hooks = made.get();
    torch::autograd::impl::set_post_acc_grad_hooks(tensor, std::move(made));
  }
  hooks->add(hook);
  return Napi::Value(env.raw(), hand_out(env, std::move(hook)));
}

// node_register_prehook(node, function of grad_outputs)
Napi::Value node_register_prehook(Environment& env, const Napi::CallbackInfo& info) {
  auto hook = c10::make_intrusive<Hook>(env, info[1], "a pre-hook of a node");
  node_of(env, info[0]).add_pre_hook(std::make_unique<NodePreHook>(hook));
  return Napi::Value(env.raw(), hand_out(env, std::move(hook)));
}

// node_register_hook(node, function of grad_inputs and grad_outputs)
Napi::Value node_register_hook(Environment& env, const Napi::CallbackInfo& info) {
  auto hook = c10::make_intrusive<Hook>(env, info[1], "a hook of a node");
  node_of(env, info[0]).add_post_hook(std::make_unique<NodePostHook>(hook));
  return Napi::Value(env.raw(), hand_out(env, std::move(hook)));
}

Napi::Value remove_hook(Environment& env, const Napi::CallbackInfo& info) {
  object_of<Hook>(env, info[0], "a hook").callback.reset();
  return info.Env().Undefined();
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
