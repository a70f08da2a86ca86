#include <ATen/ATen.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <ATen/functorch/TensorWrapper.h>
#include <c10/core/AutogradState.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

#include <optional>

#include "functorch/functorch.h"
#include "functorch/no_layers.h"

namespace nodetorch {

namespace {

using at::functorch::DynamicLayer;
using at::functorch::RandomnessType;
using at::functorch::TransformType;

RandomnessType randomness_from(const std::string& name) {
  if (name == "same") return RandomnessType::Same;
  if (name == "different") return RandomnessType::Different;
  return RandomnessType::Error;
}

const char* name_of(RandomnessType randomness) {
  switch (randomness) {
    case RandomnessType::Same:
      return "same";
    case RandomnessType::Different:
      return "different";
    default:
      return "error";
  }
}

// Ends inference mode, in which nothing is recorded, for as long as it lives; the modes of
// gradients stay as they are.
class NoInferenceMode {
 public:
  NoInferenceMode() {
    if (!c10::InferenceMode::is_enabled()) return;
    const bool grad = c10::GradMode::is_enabled();
    const bool forward = c10::AutogradState::get_tls_state().get_fw_grad_mode();
    guard_.emplace(false);
    c10::AutogradState state = c10::AutogradState::get_tls_state();
    state.set_grad_mode(grad);
    state.set_fw_grad_mode(forward);
    c10::AutogradState::set_tls_state(state);
  }

 private:
  std::optional<c10::InferenceMode> guard_;
};

// A transform's place on the thread's stack, for as long as it lives.
class Layer {
 public:
  explicit Layer(int64_t level) : level_(level) {}
  ~Layer() { at::functorch::popDynamicLayerAndDeleteMetadata(); }
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  int64_t level() const { return level_; }

 private:
  int64_t level_;
};

// The mode of inference came late to layers.
template <typename Type>
int64_t push_recording(Type type, std::optional<bool> grad_mode, std::optional<bool> forward_mode,
                       bool inference_mode) {
  if constexpr (requires {
                  at::functorch::initAndPushDynamicLayer(type, std::nullopt, std::nullopt,
                                                         grad_mode, forward_mode, std::nullopt,
                                                         inference_mode);
                }) {
    return at::functorch::initAndPushDynamicLayer(type, std::nullopt, std::nullopt, grad_mode,
                                                  forward_mode, std::nullopt, inference_mode);
  } else {
    return at::functorch::initAndPushDynamicLayer(type, std::nullopt, std::nullopt, grad_mode,
                                                  forward_mode);
  }
}

napi_value call_with_level(Environment& env, napi_value function, int64_t level) {
  napi_value argument = nullptr;
  check(env.raw(), napi_create_int64(env.raw(), level, &argument));
  return call_js(env, function, 1, &argument);
}

// func_vmap(batch size, randomness, function): what function(level) gives.
Napi::Value func_vmap(Environment& env, const Napi::CallbackInfo& info) {
  register_batched_operators();
  const Layer layer(at::functorch::initAndPushDynamicLayer(
      TransformType::Vmap, c10::SymInt(info[0].As<Napi::Number>().Int64Value()),
      randomness_from(info[1].As<Napi::String>())));
  return Napi::Value(env.raw(), call_with_level(env, info[2], layer.level()));
}

// func_grad(function)
Napi::Value func_grad(Environment& env, const Napi::CallbackInfo& info) {
  const bool grad_mode = c10::GradMode::is_enabled();
  const bool inference_mode = c10::InferenceMode::is_enabled();
  const NoInferenceMode records;
  const Layer layer(push_recording(TransformType::Grad, grad_mode, std::nullopt, inference_mode));
  return Napi::Value(env.raw(), call_with_level(env, info[0], layer.level()));
}

// func_jvp(function)
Napi::Value func_jvp(Environment& env, const Napi::CallbackInfo& info) {
  const bool forward_mode = c10::AutogradState::get_tls_state().get_fw_grad_mode();
  const bool inference_mode = c10::InferenceMode::is_enabled();
  const NoInferenceMode records;
  const Layer layer(push_recording(TransformType::Jvp, std::nullopt, forward_mode, inference_mode));
  return Napi::Value(env.raw(), call_with_level(env, info[0], layer.level()));
}

// func_functionalize(reapply_views, function)
Napi::Value func_functionalize(Environment& env, const Napi::CallbackInfo& info) {
  const Layer layer(at::functorch::initAndPushDynamicLayer(
      TransformType::Functionalize, std::nullopt, std::nullopt, std::nullopt, std::nullopt,
      info[0].ToBoolean().Value()));
  return Napi::Value(env.raw(), call_with_level(env, info[1], layer.level()));
}

// func_records(function): runs it out of inference mode.
Napi::Value func_records(Environment& env, const Napi::CallbackInfo& info) {
  const NoInferenceMode records;
  return Napi::Value(env.raw(), call_js(env, info[0], 0, nullptr));
}

// func_without_layers(function)
Napi::Value func_without_layers(Environment& env, const Napi::CallbackInfo& info) {
  const NoLayers none;
  return Napi::Value(env.raw(), call_js(env, info[0], 0, nullptr));
}

// Takes the innermost layer off the stack for as long as it lives.
class WithoutInnermost {
 public:
  WithoutInnermost() : layer_(at::functorch::popDynamicLayer()) {}
  ~WithoutInnermost() { at::functorch::pushDynamicLayer(std::move(layer_)); }
  WithoutInnermost(const WithoutInnermost&) = delete;
  WithoutInnermost& operator=(const WithoutInnermost&) = delete;

 private:
  DynamicLayer layer_;
};

// func_below(function): runs it in the layers around the innermost one, in the modes around it.
Napi::Value func_below(Environment& env, const Napi::CallbackInfo& info) {
  const std::optional<DynamicLayer> innermost = at::functorch::maybeCurrentDynamicLayer();
  TORCH_CHECK(innermost.has_value(), "there is no function transform");
  std::optional<c10::AutoGradMode> grad_mode;
  std::optional<c10::AutoFwGradMode> forward_mode;
  const auto& meta = innermost->interpreter().meta();
  if (innermost->key() == TransformType::Grad &&
      !std::get<at::functorch::GradInterpreterMeta>(meta).prevGradMode_) {
    grad_mode.emplace(false);
  }
  if (innermost->key() == TransformType::Jvp &&
      !std::get<at::functorch::JvpInterpreterMeta>(meta).prevFwdGradMode_) {
    forward_mode.emplace(false);
  }
  const WithoutInnermost popped;
  return Napi::Value(env.raw(), call_js(env, info[0], 0, nullptr));
}

// func_layers(): the layers, the outermost first: { kind, level, batch_size, randomness }.
Napi::Value func_layers(Environment&, const Napi::CallbackInfo& info) {
  const auto& stack = at::functorch::getDynamicLayerStack();
  Napi::Array layers = Napi::Array::New(info.Env(), stack.size());
  for (uint32_t i = 0; i < stack.size(); ++i) {
    const DynamicLayer& layer = stack[i];
    Napi::Object shown = Napi::Object::New(info.Env());
    shown.Set("level", static_cast<double>(layer.layerId()));
    switch (layer.key()) {
      case TransformType::Vmap:
        shown.Set("kind", "vmap");
        shown.Set("batch_size",
                  static_cast<double>(layer.batchSize().guard_int(__FILE__, __LINE__)));
        shown.Set("randomness", name_of(layer.randomness()));
        break;
      case TransformType::Grad:
        shown.Set("kind", "grad");
        break;
      case TransformType::Jvp:
        shown.Set("kind", "jvp");
        break;
      default:
        shown.Set("kind", "functionalize");
    }
    layers.Set(i, shown);
  }
  return layers;
}

// func_depth(): how many layers there are.
Napi::Value func_depth(Environment&, const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(),
                           static_cast<double>(at::functorch::getDynamicLayerStack().size()));
}

constexpr DoorEntry kDoors[] = {
    {"func_vmap", func_vmap},       {"func_grad", func_grad},
    {"func_jvp", func_jvp},         {"func_functionalize", func_functionalize},
    {"func_records", func_records}, {"func_without_layers", func_without_layers},
    {"func_below", func_below},     {"func_layers", func_layers},
    {"func_depth", func_depth},
};

}  // namespace

void install_func_layers(Environment& env, Napi::Object exports) { env.install(exports, kDoors); }

bool in_func_layers() { return !at::functorch::getDynamicLayerStack().empty(); }

at::Tensor without_gradient_layers(const at::Tensor& tensor) {
  at::Tensor inside = tensor;
  while (const auto* wrapper = at::functorch::maybeGetTensorWrapper(inside)) {
    inside = at::Tensor(wrapper->value());
  }
  return inside;
}

at::Tensor innermost(const at::Tensor& tensor) {
  at::Tensor inside = without_gradient_layers(tensor);
  while (const auto* batched = at::functorch::maybeGetBatchedImpl(inside)) {
    inside = without_gradient_layers(at::Tensor(batched->value()));
  }
  return inside;
}

void under_gradients(const torch::jit::Stack& stack, void (*look)(const torch::jit::Stack&)) {
  if (!in_func_layers()) return look(stack);
  torch::jit::Stack plain = stack;
  for (c10::IValue& value : plain) {
    if (!value.isTensor()) continue;
    value = without_gradient_layers(value.toTensor());
    if (is_func_wrapper(value.toTensor())) return look(stack);
  }
  const NoLayers none;
  look(plain);
}

at::Tensor lift_into_layers(at::Tensor tensor) {
  if (in_func_layers()) return at::lift_fresh(tensor);
  return tensor;  // and nobody else has it
}

}  // namespace nodetorch
